import type { Crypto } from '@sotto/core';
import { concat, utf8 } from '../bytes.ts';
import { handsetError } from '../error.ts';

/** The payload of an age file (C2SP age, "Payload"): chunks of 64 KiB, each sealed under a counter; the last says that it is the last. */
export const chunkBytes = 65_536;
const sealedChunkBytes: number = chunkBytes + 16;
export const nonceBytes = 16;
const none = new Uint8Array(0);

/** HKDF-SHA-256 of the file key with the nonce as salt. */
export async function payloadKey(
  crypto: Pick<Crypto, 'hkdfExtract' | 'hkdfExpand'>,
  fileKey: Uint8Array,
  nonce: Uint8Array,
): Promise<Uint8Array> {
  const extracted = await crypto.hkdfExtract('SHA-256', nonce, fileKey);
  return crypto.hkdfExpand('SHA-256', extracted, utf8('payload'), 32);
}

export function sealChunk(
  crypto: Pick<Crypto, 'aeadSeal'>,
  key: Uint8Array,
  { index, isLast }: { readonly index: number; readonly isLast: boolean },
  data: Uint8Array,
): Promise<Uint8Array> {
  const nonce = chunkNonce(index, isLast);
  return crypto.aeadSeal('ChaCha20-Poly1305', { key, nonce, associatedData: none, data });
}

/**
 * Opens a payload that comes in any pieces; no more than a chunk and a piece is held.
 * @throws BACKUP_DAMAGED for a chunk that was changed, moved or left out, and for an end that is not the end
 */
export async function* openChunks(
  crypto: Pick<Crypto, 'aeadOpen'>,
  key: Uint8Array,
  payload: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  let waiting: Uint8Array = none;
  let index = 0;
  const open = async (sealed: Uint8Array, isLast: boolean): Promise<Uint8Array> => {
    const box = { key, nonce: chunkNonce(index, isLast), associatedData: none, data: sealed };
    const opened = sealed.length < 16 ? undefined : await crypto.aeadOpen('ChaCha20-Poly1305', box);
    if (opened === undefined || (opened.length === 0 && index > 0))
      throw handsetError('BACKUP_DAMAGED', 'The backup is damaged, or not whole.');
    index += 1;
    return opened;
  };
  for await (const piece of payload) {
    waiting = waiting.length === 0 ? piece : concat(waiting, piece);
    let at = 0;
    // A chunk that may be the last is kept until more comes.
    for (; waiting.length - at > sealedChunkBytes; at += sealedChunkBytes)
      yield await open(waiting.subarray(at, at + sealedChunkBytes), false);
    waiting = waiting.slice(at);
  }
  yield await open(waiting, true);
}

function chunkNonce(index: number, isLast: boolean): Uint8Array {
  const nonce = new Uint8Array(12);
  new DataView(nonce.buffer).setBigUint64(3, BigInt(index));
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}
