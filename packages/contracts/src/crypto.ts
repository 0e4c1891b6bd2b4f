import { brokenCrypto } from './broken/crypto.ts';
import { clauseList, rejectionList } from './clause-list.ts';
import type { Clauses, ContractClause, ContractSubject } from './contract.ts';
import type { AgreementClauseId } from './crypto/agreement.ts';
import { agreementClauses } from './crypto/agreement.ts';
import type { ConductClauseId } from './crypto/conduct.ts';
import { conductClauses } from './crypto/conduct.ts';
import type { EcdsaClauseId } from './crypto/ecdsa.ts';
import { ecdsaClauses } from './crypto/ecdsa.ts';
import type { Ed448ClauseId } from './crypto/ed448.ts';
import { ed448Clauses } from './crypto/ed448.ts';
import type { EncapsulationClauseId } from './crypto/encapsulation.ts';
import { encapsulationClauses } from './crypto/encapsulation.ts';
import type { HashingClauseId } from './crypto/hashing.ts';
import { hashingClauses } from './crypto/hashing.ts';
import type { PasswordClauseId } from './crypto/password.ts';
import { passwordClauses } from './crypto/password.ts';
import type { SealingClauseId } from './crypto/sealing.ts';
import { sealingClauses } from './crypto/sealing.ts';
import type { Shake256ClauseId } from './crypto/shake256.ts';
import { shake256Clauses } from './crypto/shake256.ts';
import type { SigningClauseId } from './crypto/signing.ts';
import { signingClauses } from './crypto/signing.ts';

/** Every promise of the `crypto` point. */
export type CryptoClauseId =
  | ConductClauseId
  | HashingClauseId
  | Shake256ClauseId
  | SealingClauseId
  | SigningClauseId
  | Ed448ClauseId
  | EcdsaClauseId
  | AgreementClauseId
  | EncapsulationClauseId
  | PasswordClauseId;

export const cryptoClauses: Clauses<CryptoClauseId, 'crypto'> = {
  ...conductClauses,
  ...hashingClauses,
  ...shake256Clauses,
  ...sealingClauses,
  ...signingClauses,
  ...ed448Clauses,
  ...ecdsaClauses,
  ...agreementClauses,
  ...encapsulationClauses,
  ...passwordClauses,
};

/** The clauses of the `crypto` point for one plugin. */
export function cryptoContract(
  make: () => Promise<ContractSubject<'crypto'>>,
): readonly ContractClause<CryptoClauseId>[] {
  return clauseList('crypto', cryptoClauses, make);
}

/** The proof that each of those clauses rejects an implementation without its promise. */
export function cryptoRejections(
  make: () => Promise<ContractSubject<'crypto'>>,
): readonly ContractClause<CryptoClauseId>[] {
  return rejectionList('crypto', cryptoClauses, brokenCrypto, make);
}
