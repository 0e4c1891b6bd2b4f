const pollMs = 500;
const hurryAfterMs = 1_000;

/**
 * Resolves when it is time to end: on SIGINT, SIGTERM or SIGHUP, or when the process that started this one is gone (a
 * shell may die without passing a signal on). A second signal, later than a second after the first, ends at once.
 */
export function stopRequested(): Promise<string> {
  return new Promise((resolve) => {
    let first: number | undefined;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        const now = performance.now();
        // The terminal and our parent may both deliver one Ctrl-C.
        if (first !== undefined && now - first > hurryAfterMs) process.exit(1);
        first ??= now;
        resolve(signal);
      });
    }
    const parent = process.ppid;
    setInterval(() => {
      if (process.ppid !== parent) resolve('the end of its parent');
    }, pollMs).unref();
  });
}
