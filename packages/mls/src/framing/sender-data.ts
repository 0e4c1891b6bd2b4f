import { MlsError } from '../mls-error.ts';
import type { Suite } from '../suite/suite.ts';
import { readWhole } from '../wire/reader.ts';
import { Writer } from '../wire/writer.ts';

/** RFC 9420 §6.3.2: where to find the key of a PrivateMessage's content. */
export interface SenderData {
  readonly leafIndex: number;
  readonly generation: number;
  /** 4 bytes. */
  readonly reuseGuard: Uint8Array;
}

/** Bytes of a reuse guard. */
export const reuseGuardBytes = 4;

/** The key and nonce that sender data is sealed with, which a sample of the content's ciphertext decides. */
export async function senderDataKey(
  suite: Suite,
  senderDataSecret: Uint8Array,
  ciphertext: Uint8Array,
): Promise<{ readonly key: Uint8Array; readonly nonce: Uint8Array }> {
  const sample = ciphertext.subarray(0, suite.hashBytes);
  const [key, nonce] = await Promise.all([
    suite.expandWithLabel(senderDataSecret, 'key', sample, suite.keyBytes),
    suite.expandWithLabel(senderDataSecret, 'nonce', sample, suite.nonceBytes),
  ]);
  return { key, nonce };
}

/** @param associatedData SenderDataAAD */
export async function sealSenderData(
  suite: Suite,
  senderDataSecret: Uint8Array,
  senderData: SenderData,
  associatedData: Uint8Array,
  ciphertext: Uint8Array,
): Promise<Uint8Array> {
  const { key, nonce } = await senderDataKey(suite, senderDataSecret, ciphertext);
  const writer = new Writer(8 + reuseGuardBytes);
  writer.u32(senderData.leafIndex).u32(senderData.generation).fixed(senderData.reuseGuard);
  return suite.aeadSeal(key, nonce, associatedData, writer.finish());
}

/** @throws MLS_SENDER_DATA when it does not open, MLS_MALFORMED */
export async function openSenderData(
  suite: Suite,
  senderDataSecret: Uint8Array,
  encrypted: Uint8Array,
  associatedData: Uint8Array,
  ciphertext: Uint8Array,
): Promise<SenderData> {
  const { key, nonce } = await senderDataKey(suite, senderDataSecret, ciphertext);
  const opened = await suite.aeadOpen(key, nonce, associatedData, encrypted);
  if (opened === undefined) {
    throw new MlsError('MLS_SENDER_DATA', 'The sender data of a message does not open.');
  }
  return readWhole(opened, (reader) => ({
    leafIndex: reader.u32(),
    generation: reader.u32(),
    reuseGuard: reader.fixed(reuseGuardBytes),
  }));
}

/** The nonce to use: that of the ratchet, its first bytes XORed with the reuse guard. */
export function guardNonce(nonce: Uint8Array, reuseGuard: Uint8Array): Uint8Array {
  const guarded = nonce.slice();
  for (let index = 0; index < reuseGuardBytes; index += 1) guarded[index]! ^= reuseGuard[index]!;
  return guarded;
}
