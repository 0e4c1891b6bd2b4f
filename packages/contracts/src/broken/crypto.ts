import type { Flaws } from '../contract.ts';
import type { CryptoClauseId } from '../crypto.ts';
import { brokenAgreement } from './crypto/agreement.ts';
import { brokenConduct } from './crypto/conduct.ts';
import { brokenEcdsa } from './crypto/ecdsa.ts';
import { brokenEd448 } from './crypto/ed448.ts';
import { brokenEncapsulation } from './crypto/encapsulation.ts';
import { brokenHashing } from './crypto/hashing.ts';
import { brokenPassword } from './crypto/password.ts';
import { brokenSealing } from './crypto/sealing.ts';
import { brokenShake256 } from './crypto/shake256.ts';
import { brokenSigning } from './crypto/signing.ts';

/** For each clause of the `crypto` point, an implementation that breaks it. */
export const brokenCrypto: Flaws<CryptoClauseId, 'crypto'> = {
  ...brokenConduct,
  ...brokenHashing,
  ...brokenShake256,
  ...brokenSealing,
  ...brokenSigning,
  ...brokenEd448,
  ...brokenEcdsa,
  ...brokenAgreement,
  ...brokenEncapsulation,
  ...brokenPassword,
};
