import type { Flaws } from '../contract.ts';
import type { CryptoClauseId } from '../crypto.ts';
import { brokenConduct } from './crypto/conduct.ts';
import { brokenEncapsulation } from './crypto/encapsulation.ts';
import { brokenHashing } from './crypto/hashing.ts';
import { brokenPassword } from './crypto/password.ts';
import { brokenSealing } from './crypto/sealing.ts';
import { brokenSigning } from './crypto/signing.ts';

/** For each clause of the `crypto` point, an implementation that breaks it. */
export const brokenCrypto: Flaws<CryptoClauseId, 'crypto'> = {
  ...brokenConduct,
  ...brokenHashing,
  ...brokenSealing,
  ...brokenSigning,
  ...brokenEncapsulation,
  ...brokenPassword,
};
