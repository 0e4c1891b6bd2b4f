import type { BlobId, BlobState, RelayUrl } from '@sotto/core';
import type { Engine } from '../engine.ts';
import { handsetLimits } from '../limits.ts';
import type { RelayLimits } from '../sync/relay-limits.ts';
import { misbehaves } from '../sync/wire.ts';
import { blobCall } from './blob-call.ts';

/**
 * Uploads what the relay does not have yet, in parts. Resolves when the relay has all of it.
 * @throws LINK_UNREACHABLE, LINK_CLOSED (retryable), LINK_REFUSED, RELAY_MISBEHAVES (retryable)
 */
export async function uploadBlob(
  engine: Pick<Engine, 'link' | 'clock' | 'stopping'>,
  limits: RelayLimits,
  { relay, id }: { readonly relay: RelayUrl; readonly id: BlobId },
  sealed: Uint8Array,
  progress: (doneBytes: number) => void,
): Promise<void> {
  const { link, stopping } = engine;
  const partBytes = Math.min(handsetLimits.blobPartBytes, limits.maxBlobPartBytes);
  const ttlSeconds = Math.min(handsetLimits.blobTtlSeconds, limits.maxTtlSeconds);
  const totalBytes = sealed.length;
  const put = (offset: number): Promise<BlobState> => {
    const bytes = sealed.subarray(offset, offset + partBytes);
    return blobCall(engine, stopping, (signal) =>
      link.putBlobPart(relay, { id, offset, totalBytes, bytes, ttlSeconds, signal }),
    );
  };
  let state = await blobCall(engine, stopping, (signal) => link.blobState(relay, id, { signal }));
  let stuck = 0;
  while (!state.complete) {
    const offset = state.storedBytes < totalBytes ? state.storedBytes : 0;
    progress(offset);
    const before = state.storedBytes;
    state = await put(offset);
    // A relay that drops what it had may start over, but not for ever.
    if (!state.complete && state.storedBytes <= before && ++stuck > 3) throw misbehaves();
  }
  progress(totalBytes);
}
