/** Runs `work` when it is its turn. */
export type InTurn = <T>(signal: AbortSignal, work: () => Promise<T>) => Promise<T>;

/**
 * Pieces of work one after another, because each holds a decoded picture in memory. A caller who
 * aborts is let go at once; work that has begun keeps its turn until it really ends.
 */
export function takeTurns(): InTurn {
  let last: Promise<void> = Promise.resolve();
  return <T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      const leave = (): void => reject(signal.reason);
      signal.addEventListener('abort', leave);
      const turn = last.then(() => {
        signal.throwIfAborted();
        return work();
      });
      // A failure is told to its own caller and does not concern the next in line.
      last = turn.then(resolve, reject).then(() => signal.removeEventListener('abort', leave));
    });
}
