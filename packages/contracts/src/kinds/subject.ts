import type { Clauses, ContractSubject } from '../contract.ts';

/** A content that the plugin has to find ok. */
export interface KindSample {
  readonly mediaType: string;
  readonly role: 'message' | 'answer';
  readonly data: Uint8Array;
}

/** What a `kinds` plugin's test hands to the contract. */
export interface KindsSubject extends ContractSubject<'kinds'> {
  /** For each kind a message or more, its longest among them; for each that takes answers, answers to those too. */
  readonly samples: readonly KindSample[];
}

/** Every promise of the `kinds` point. */
export type KindsClauseId =
  | 'kinds-listed'
  | 'same-kinds-again'
  | 'samples-ok'
  | 'any-bytes-get-a-verdict'
  | 'answers-only-where-taken'
  | 'whole-or-refused'
  | 'fallback-text'
  | 'fold-any-answers'
  | 'describe-any-reader'
  | 'same-result-again'
  | 'bytes-untouched'
  | 'own-bytes'
  | 'view-bounded'
  | 'view-contained';

/** Some of the clauses. */
export type KindsClauses<Id extends KindsClauseId> = Pick<
  Clauses<KindsClauseId, 'kinds', KindsSubject>,
  Id
>;
