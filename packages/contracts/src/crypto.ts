import { brokenCrypto } from './broken/crypto.ts';
import { clauseList, rejectionList } from './clause-list.ts';
import type { Clauses, ContractClause, ContractSubject } from './contract.ts';
import type { ConductClauseId } from './crypto/conduct.ts';
import { conductClauses } from './crypto/conduct.ts';
import type { EncapsulationClauseId } from './crypto/encapsulation.ts';
import { encapsulationClauses } from './crypto/encapsulation.ts';
import type { HashingClauseId } from './crypto/hashing.ts';
import { hashingClauses } from './crypto/hashing.ts';
import type { PasswordClauseId } from './crypto/password.ts';
import { passwordClauses } from './crypto/password.ts';
import type { SealingClauseId } from './crypto/sealing.ts';
import { sealingClauses } from './crypto/sealing.ts';
import type { SigningClauseId } from './crypto/signing.ts';
import { signingClauses } from './crypto/signing.ts';

/** Every promise of the `crypto` point. */
export type CryptoClauseId =
  | ConductClauseId
  | HashingClauseId
  | SealingClauseId
  | SigningClauseId
  | EncapsulationClauseId
  | PasswordClauseId;

export const cryptoClauses: Clauses<CryptoClauseId, 'crypto'> = {
  ...conductClauses,
  ...hashingClauses,
  ...sealingClauses,
  ...signingClauses,
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
