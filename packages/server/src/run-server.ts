import type { Log } from '@sotto/core';
import { isSottoError } from '@sotto/core';
import { jsonLog } from './json-log.ts';
import { UsageError } from './options.ts';

export interface RunningServer {
  /** Ends in good order. */
  readonly close: () => Promise<void>;
}

/**
 * Runs this process as a server until SIGINT or SIGTERM, with its log on standard error; or, when `start` gives no server, until what it did is done. A second signal does not wait for good order. What
 * `start` refuses is said in a sentence: exit code 2 for a `UsageError`, 1 for a coded error; any other is thrown on.
 */
export async function runServer(
  start: (log: Log) => Promise<RunningServer | undefined>,
): Promise<void> {
  const log = jsonLog((line) => void process.stderr.write(line));
  let server: RunningServer | undefined;
  let stopping = false;
  const stop = (): void => {
    if (stopping || server === undefined) process.exit(1);
    stopping = true;
    void server.close().then(() => process.exit(0));
  };
  // Before it starts: whoever reads that it is up may stop it at once.
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    server = await start(log);
  } catch (error) {
    if (error instanceof UsageError) process.stderr.write(`${error.message}\n`);
    else if (isSottoError(error)) process.stderr.write(`${error.message} (${error.code})\n`);
    else throw error;
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}
