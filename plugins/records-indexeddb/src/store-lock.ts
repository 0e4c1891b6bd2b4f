import { lockedError } from './indexeddb-error.ts';

// A page that is reloaded may start before its predecessor is gone.
const patienceMs = 500;

export interface StoreLock {
  /** Resolves when the lock is free for others. */
  readonly release: () => Promise<void>;
}

/**
 * Takes the one lock of a store among all tabs and workers of the origin (Web Locks). The browser frees it when the page or
 * worker ends, however it ends.
 *
 * @param onLost called when the browser takes the lock away
 * @throws RECORDS_LOCKED
 */
export async function takeLock(name: string, onLost: () => void): Promise<StoreLock> {
  const { promise: released, resolve: letGo } = Promise.withResolvers<void>();
  const { promise: taken, resolve: take, reject: refuse } = Promise.withResolvers<void>();
  let holding = false;
  const ended = navigator.locks
    .request(`sotto-records:${name}`, { signal: AbortSignal.timeout(patienceMs) }, () => {
      holding = true;
      take();
      return released;
    })
    .catch((error: unknown) => {
      if (holding) onLost();
      else if ((error as { name?: unknown }).name === 'TimeoutError')
        refuse(lockedError('Another tab holds the records.'));
      else refuse(error);
    });
  await taken;
  return {
    release: () => {
      letGo();
      return ended;
    },
  };
}
