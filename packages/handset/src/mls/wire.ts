import type { MLSMessage } from 'ts-mls';
import { decodeMlsMessage, encodeMlsMessage } from 'ts-mls/message.js';
import { refusal, refusing } from './refusal.ts';

/** Numbers of RFC 9420 §6 and §17.2, for what we take. */
const wireFormats = { mls_private_message: 2, mls_welcome: 3, mls_key_package: 5 } as const;

export type TakenFormat = keyof typeof wireFormats;
export type Taken<Format extends TakenFormat> = Extract<MLSMessage, { wireformat: Format }>;

/**
 * Reads an MLSMessage of one wire format: bounded and looked at before the library parses it, all of it used, and the same
 * when written again (RFC 9420 §2.1.2 allows one form of a length only; the library takes others too).
 * @throws MLS_REFUSED
 */
export async function parseWire<Format extends TakenFormat>(
  format: Format,
  bytes: Uint8Array,
  maxBytes: number,
): Promise<Taken<Format>> {
  if (bytes.length > maxBytes) throw refusal('An MLS message is too long.');
  const begin = [0, 1, 0, wireFormats[format]];
  if (!begin.every((byte, index) => bytes[index] === byte)) {
    throw refusal('An MLS message is of another version or kind.');
  }
  // A copy, because what the library reads are views into it.
  const own = bytes.slice();
  // Writing is inside too: the library nests a call for every item of a list, so that a long list ends in a RangeError.
  const message = await refusing('An MLS message', async () => {
    const read = decodeMlsMessage(own, 0)?.[0];
    return read !== undefined && sameWhenWritten(read, own) ? read : undefined;
  });
  if (message?.wireformat !== format) throw refusal('An MLS message is malformed.');
  return message as Taken<Format>;
}

function sameWhenWritten(message: MLSMessage, bytes: Uint8Array): boolean {
  const written = encodeMlsMessage(message);
  return written.length === bytes.length && written.every((byte, index) => byte === bytes[index]);
}
