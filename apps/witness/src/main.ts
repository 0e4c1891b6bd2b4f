import { isSottoError } from '@sotto/core';
import { startWitness } from './assemble.ts';
import { jsonLog } from './json-log.ts';
import { readOptions, UsageError } from './options.ts';

const log = jsonLog((line) => void process.stderr.write(line));

try {
  const server = await startWitness(readOptions(process.argv.slice(2), process.env), log);
  let stopping = false;
  const stop = (): void => {
    // A second signal does not wait for good order.
    if (stopping) process.exit(1);
    stopping = true;
    void server.close().then(() => process.exit(0));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
} catch (error) {
  if (error instanceof UsageError) process.stderr.write(`${error.message}\n`);
  else if (isSottoError(error)) process.stderr.write(`${error.message} (${error.code})\n`);
  else throw error;
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
