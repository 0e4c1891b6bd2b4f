export { countingBytes, flipBit, fromHex, joinBytes, textBytes } from './bytes.ts';
export { clauseList, rejectionList } from './clause-list.ts';
export { flawOf } from './contract.ts';
export type {
  Clause,
  Clauses,
  ContractClause,
  ContractSubject,
  Create,
  Flaw,
  Flaws,
  Stage,
} from './contract.ts';
export {
  ClauseFailure,
  ensure,
  ensureBytes,
  ensureEqual,
  ensureRejects,
  ensureResolves,
  ensureSettles,
} from './ensure.ts';
export type { ContractErrorCode } from './error-codes.ts';
export { manualClock } from './manual-clock.ts';
export type { ManualClock } from './manual-clock.ts';
export { runContract } from './run-contract.ts';
export type { RunContractOptions } from './run-contract.ts';

export * from './crypto.ts';
export * from './kinds.ts';
export * from './link.ts';
export * from './pictures.ts';
export * from './records.ts';
export * from './access.ts';
export * from './blobs.ts';
export * from './mailboxes.ts';
