import type { Readable } from 'node:stream';
import { cliError } from '../error.ts';

/** Lines of UTF-8 as they come in, each of at most `maxBytes`. What follows the last line break is dropped. @throws SOCKET_PROTOCOL */
export async function* boundedLines(source: Readable, maxBytes: number): AsyncGenerator<string> {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  // A reader that stops early may still want to write.
  const chunks: AsyncIterable<Uint8Array> = source.iterator({ destroyOnReturn: false });
  for await (const chunk of chunks) {
    let rest = chunk;
    for (;;) {
      const end = rest.indexOf(10);
      const piece = end === -1 ? rest : rest.subarray(0, end);
      held.push(piece);
      heldBytes += piece.length;
      if (heldBytes > maxBytes) throw cliError('SOCKET_PROTOCOL', 'A line is too long.');
      if (end === -1) break;
      yield Buffer.concat(held).toString('utf8');
      held = [];
      heldBytes = 0;
      rest = rest.subarray(end + 1);
    }
  }
}
