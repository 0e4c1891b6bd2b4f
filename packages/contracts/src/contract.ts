import type { Plugin, Point, Points, Services } from '@sotto/core';
import type { ManualClock } from './manual-clock.ts';

/**
 * What a plugin's test hands to a contract: made anew for every clause, so that clauses never see each other's traces.
 * A point that needs more (the far end of a link, say) extends this interface.
 */
export interface ContractSubject<P extends Point> {
  /** A plugin over the same store each time it is called: closing and calling again is reopening. */
  readonly plugin: () => Plugin<P>;
  /** Lent instead of the kit's own: `crypto` must be given when the plugin needs it. */
  readonly services?: Partial<Services>;
  /** Removes what the subject left behind. Called once, also after a failure. */
  readonly dispose?: () => Promise<void>;
}

/** Makes the implementation under test; again on the same store when called again. */
export type Create<P extends Point> = () => Promise<Points[P]>;

/** What one clause runs on. */
export interface Stage<P extends Point, S extends ContractSubject<P> = ContractSubject<P>> {
  readonly create: Create<P>;
  /** The clock that the plugin was lent. It moves only by `advance`. */
  readonly clock: ManualClock;
  readonly subject: S;
}

/** One promise of a point's interface, and the check that fails without it. */
export interface Clause<P extends Point, S extends ContractSubject<P> = ContractSubject<P>> {
  /** A sentence, such as "aeadOpen gives undefined on any change". */
  readonly promise: string;
  readonly check: (stage: Stage<P, S>) => Promise<void>;
}

/** All clauses of a point: a missing one does not compile. */
export type Clauses<
  Id extends string,
  P extends Point,
  S extends ContractSubject<P> = ContractSubject<P>,
> = {
  readonly [K in Id]: Clause<P, S>;
};

/** Turns a conforming implementation into one that breaks one promise. */
export type Flaw<P extends Point> = (create: Create<P>) => Create<P>;

/** One broken implementation for each clause: a missing one does not compile. */
export type Flaws<Id extends string, P extends Point> = { readonly [K in Id]: Flaw<P> };

/** A clause bound to a plugin, ready for any test runner. */
export interface ContractClause<Id extends string = string> {
  readonly id: Id;
  readonly promise: string;
  /** Resolves when the promise holds. @throws CONTRACT_BROKEN, or CONTRACT_TOOTHLESS for a rejection. */
  readonly run: () => Promise<void>;
}

/** A flaw of the implementation's own calls; what `change` leaves out stays as it is. */
export function flawOf<P extends Point>(change: (good: Points[P]) => Partial<Points[P]>): Flaw<P> {
  return (create) => async () => {
    const good = await create();
    return { ...good, ...change(good) };
  };
}
