import { SottoError } from '@sotto/core';
import type { ContractClause } from './contract.ts';
import type { ContractErrorCode } from './error-codes.ts';

export interface RunContractOptions<Id extends string> {
  /** The runner's own: vitest's, `node:test`'s, or anything that takes a name and an async body. */
  readonly test: (name: string, body: () => Promise<void>) => unknown;
  /** Clauses that this plugin is known not to keep, each with the reason. Fails when it is kept after all. */
  readonly waive?: { readonly [K in Id]?: string };
}

/**
 * Gives every clause to the test runner as one test.
 *
 * @throws CONTRACT_WAIVER for a waiver without a reason or for a clause that does not exist; inside a test, for a
 * waived clause that holds.
 */
export function runContract<Id extends string>(
  clauses: readonly ContractClause<Id>[],
  options: RunContractOptions<Id>,
): void {
  const waivers = new Map<string, string>(
    Object.entries(options.waive ?? {}) as [string, string][],
  );
  for (const [id, reason] of waivers) {
    if (!clauses.some((clause) => clause.id === id)) fail(`There is no clause ${id} to waive.`);
    if (reason.trim().length < 10) fail(`The waiver of ${id} needs a reason.`);
  }
  for (const clause of clauses) {
    const reason = waivers.get(clause.id);
    if (reason === undefined) options.test(`${clause.id}: ${clause.promise}`, clause.run);
    else options.test(`${clause.id}: waived, ${reason}`, () => mustFail(clause));
  }
}

async function mustFail(clause: ContractClause): Promise<void> {
  try {
    await clause.run();
  } catch {
    // The waiver says that this clause does not hold, and it does not.
    return;
  }
  fail(`The clause ${clause.id} holds: its waiver is no longer needed.`);
}

function fail(message: string): never {
  throw new SottoError<ContractErrorCode>('CONTRACT_WAIVER', message);
}
