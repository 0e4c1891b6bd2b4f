import { terminalError } from './error.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const hurryAfterMs = 1_000;

/**
 * Aborts on the first of SIGINT, SIGTERM and SIGHUP. Another SIGINT or SIGTERM, later than a second after it, ends the process at once;
 * a SIGHUP never does: closing a terminal may send several, and nobody is there who is impatient.
 */
export function stopSignal(): AbortController {
  const stop = new AbortController();
  let first: number | undefined;
  for (const signal of signals) {
    process.on(signal, () => {
      const now = performance.now();
      // A terminal and a program that started us may both deliver one Ctrl-C.
      if (signal !== 'SIGHUP' && first !== undefined && now - first > hurryAfterMs)
        process.exit(130);
      first ??= now;
      stop.abort(terminalError('CLI_INTERRUPTED', 'Interrupted.'));
    });
  }
  return stop;
}
