import type { Readable } from 'node:stream';
import { cliError } from './error.ts';

// Far more than a message may have: the handset says precisely what is too long.
const maxBytes = 262_144;

/** All of standard input as text, less one line break at its end. @throws CLI_USAGE */
export async function readInput(source: Readable): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of source as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > maxBytes)
      throw cliError('CLI_USAGE', 'What came on standard input is too long for a message.');
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
    return text.replace(/\r?\n$/, '');
  } catch (cause) {
    throw cliError('CLI_USAGE', 'What came on standard input is no UTF-8 text.', { cause });
  }
}
