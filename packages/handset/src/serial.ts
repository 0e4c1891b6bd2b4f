/** Runs jobs one after the other, in the order of the calls. A job that fails does not stop the next. */
export interface Serial {
  readonly run: <T>(job: () => Promise<T>) => Promise<T>;
  /** Resolves when every job that was given so far is done. */
  readonly idle: () => Promise<void>;
}

export function createSerial(): Serial {
  let last: Promise<unknown> = Promise.resolve();
  return {
    run: (job) => {
      const result = last.then(job);
      last = result.then(ignore, ignore);
      return result;
    },
    idle: async () => {
      await last;
    },
  };
}

// The caller of `run` has the result; the chain only needs to know that the job is over.
function ignore(): void {}
