import type { Session } from './session.ts';

/**
 * Runs a request that takes time. It counts as under way, with so many bytes held for it and its answer, until `work`
 * settles; a failing store is answered as such.
 */
export function underWay(
  session: Session,
  id: number,
  bytes: number,
  work: () => Promise<void>,
): void {
  session.begin(bytes);
  work()
    .catch((error: unknown) => session.refuseFailed(id, error))
    .finally(() => session.settled(bytes));
}
