import { isSottoError } from '@sotto/core';
import type { RelayUrl } from '@sotto/core';
import { bytesEqual, paddedBlobLength, sealedBlobLength } from '@sotto/protocol';
import type { BlobPlace, Parcel } from '@sotto/protocol';
import type { Engine } from '../engine.ts';
import { handsetLimits } from '../limits.ts';
import { openBlob, sealBlob } from '../pictures/blob-seal.ts';
import { uploadBlob } from '../pictures/upload-blob.ts';
import { mayConnect } from '../sync/may-connect.ts';

/** The most that travels inside of a frame or an envelope; what is longer goes into a blob and is named. */
export const maxInlineBytes: number = handsetLimits.maxInlineBytes;

/**
 * Puts bytes where those who get their place can fetch them: at the first of the relays that can be reached. @throws what `uploadBlob`
 * throws, and LINK_UNREACHABLE
 */
export async function placeElsewhere(
  engine: Engine,
  bytes: Uint8Array,
  relays: readonly RelayUrl[] = engine.homes.relays(),
): Promise<BlobPlace> {
  const { sealed, id, key, noncePrefix } = await sealBlob(engine.crypto, bytes);
  const session = await engine.sync.sessionAny(relays, engine.stopping);
  const { relay } = session;
  const blob = { relay, id, key, noncePrefix, sealedBytes: sealed.length };
  await uploadBlob(engine, session.limits, blob, sealed, () => {});
  return { relay, id, key, noncePrefix, plainBytes: bytes.length };
}

/** As they are when they are short, else elsewhere. */
export async function parcelOf(engine: Engine, bytes: Uint8Array): Promise<Parcel> {
  return bytes.length <= maxInlineBytes
    ? { bytes }
    : { place: await placeElsewhere(engine, bytes) };
}

/** What a parcel holds; `undefined` when it cannot be had any more. @throws codes of `link` that pass, retryable */
export async function openParcel(
  engine: Engine,
  parcel: Parcel,
  allowed: readonly RelayUrl[],
): Promise<Uint8Array | undefined> {
  return 'bytes' in parcel ? parcel.bytes : fetchElsewhere(engine, parcel.place, allowed);
}

/**
 * What is at a place that somebody named; `undefined` when it is not there, is something else, or is at a relay that is not one of those
 * `allowed`: nobody makes this handset call on any machine they like.
 * @throws LINK_UNREACHABLE, LINK_CLOSED, LINK_REFUSED when the relay may still give it later
 */
export async function fetchElsewhere(
  engine: Pick<Engine, 'link' | 'crypto' | 'homes' | 'stopping'>,
  { relay, id, key, noncePrefix, plainBytes }: BlobPlace,
  allowed: readonly RelayUrl[],
): Promise<Uint8Array | undefined> {
  if (plainBytes > handsetLimits.maxMlsMessageBytes || !allowed.includes(relay)) return undefined;
  if (!mayConnect(engine.homes.primary(), relay)) return undefined;
  const sealedBytes = sealedBlobLength(paddedBlobLength(plainBytes));
  const sealed = new Uint8Array(sealedBytes);
  for (let offset = 0; offset < sealedBytes;) {
    const maxBytes = Math.min(handsetLimits.blobPartBytes, sealedBytes - offset);
    const range = { id, offset, maxBytes, signal: engine.stopping };
    const part = await partOf(engine, relay, range);
    if (part === undefined || part.totalBytes !== sealedBytes || part.bytes.length === 0)
      return undefined;
    if (part.bytes.length > maxBytes) return undefined;
    sealed.set(part.bytes, offset);
    offset += part.bytes.length;
  }
  if (!bytesEqual(await engine.crypto.hash('SHA-256', sealed), id)) return undefined;
  return openBlob(engine.crypto, { key, noncePrefix, sealed }, plainBytes);
}

async function partOf(
  { link }: Pick<Engine, 'link'>,
  relay: RelayUrl,
  range: Parameters<Engine['link']['getBlobRange']>[1],
): ReturnType<Engine['link']['getBlobRange']> {
  try {
    return await link.getBlobRange(relay, range);
  } catch (error) {
    if (isSottoError(error) && error.code.startsWith('LINK_') && !error.retryable) return undefined;
    throw error;
  }
}
