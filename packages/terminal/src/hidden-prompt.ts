import { createInterface } from 'node:readline/promises';
import type { Readable } from 'node:stream';
import { Writable } from 'node:stream';
import { terminalError } from './error.ts';

/** Asks on a terminal without showing what is typed. @throws CLI_INTERRUPTED on Ctrl-C */
export async function askHidden(
  question: string,
  keyboard: Readable,
  screen: Writable,
): Promise<string> {
  // With `terminal` the line is edited in raw mode: the terminal itself shows nothing, and what readline would show is dropped.
  const nothing = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({
    input: keyboard,
    output: nothing,
    terminal: true,
    historySize: 0,
  });
  screen.write(question);
  const stop = new AbortController();
  lines.once('SIGINT', () => stop.abort());
  lines.once('close', () => stop.abort());
  try {
    return await lines.question('', { signal: stop.signal });
  } catch (cause) {
    throw terminalError('CLI_INTERRUPTED', 'No passphrase was given.', { cause });
  } finally {
    lines.removeAllListeners('close');
    lines.close();
    screen.write('\n');
  }
}
