import type { Point, Points } from '@sotto/core';
import { createPlugin, isSottoError, SottoError } from '@sotto/core';
import type { Clauses, ContractClause, ContractSubject, Create, Flaw, Flaws } from './contract.ts';
import { ClauseFailure } from './ensure.ts';
import type { ContractErrorCode } from './error-codes.ts';
import { manualClock } from './manual-clock.ts';
import { contractServices } from './services.ts';

/** Binds a point's clauses to a plugin. The building block of `recordsContract` and its like. */
export function clauseList<Id extends string, P extends Point, S extends ContractSubject<P>>(
  point: P,
  clauses: Clauses<Id, P, S>,
  make: () => Promise<S>,
): readonly ContractClause<Id>[] {
  return (Object.keys(clauses) as Id[]).map((id) => ({
    id,
    promise: clauses[id].promise,
    run: () => runClause(point, id, clauses, make, (create) => create),
  }));
}

/**
 * The kit against itself: for each clause, the conforming plugin is given that clause's flaw, and the clause must
 * reject it, by its own finding and not by an accident. Run by at least one variant of each point.
 */
export function rejectionList<Id extends string, P extends Point, S extends ContractSubject<P>>(
  point: P,
  clauses: Clauses<Id, P, S>,
  flaws: Flaws<Id, P>,
  make: () => Promise<S>,
): readonly ContractClause<Id>[] {
  return (Object.keys(clauses) as Id[]).map((id) => ({
    id,
    promise: `rejects an implementation without: ${clauses[id].promise}`,
    run: async () => {
      try {
        await runClause(point, id, clauses, make, flaws[id]);
      } catch (error) {
        if (isSottoError(error, 'CONTRACT_BROKEN') && error.cause instanceof ClauseFailure) return;
        throw error;
      }
      throw new SottoError<ContractErrorCode>(
        'CONTRACT_TOOTHLESS',
        `${point}/${id} accepts its broken implementation.`,
      );
    },
  }));
}

async function runClause<Id extends string, P extends Point, S extends ContractSubject<P>>(
  point: P,
  id: Id,
  clauses: Clauses<Id, P, S>,
  make: () => Promise<S>,
  flaw: Flaw<P>,
): Promise<void> {
  const subject = await make();
  const made: Points[P][] = [];
  try {
    const clock = manualClock();
    const services = contractServices(clock, subject.services);
    const create: Create<P> = async () => {
      const implementation = await createPlugin(subject.plugin(), services);
      made.push(implementation);
      return implementation;
    };
    await clauses[id].check({ create: flaw(create), clock, subject });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new SottoError<ContractErrorCode>(
      'CONTRACT_BROKEN',
      `${point}/${id}: ${clauses[id].promise}. But: ${why}`,
      {
        cause: error,
      },
    );
  } finally {
    // What stopping has to do is a clause of its own; this one has its verdict.
    await Promise.allSettled(made.map(end));
    await subject.dispose?.();
  }
}

/** Stops what a clause left running, so that it holds no file open. Stopping again does nothing. */
async function end(implementation: object): Promise<void> {
  if ('stop' in implementation) await (implementation.stop as () => Promise<void>)();
  else if ('close' in implementation) await (implementation.close as () => Promise<void>)();
}
