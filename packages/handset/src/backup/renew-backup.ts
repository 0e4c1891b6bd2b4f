import type { RelayUrl } from '@sotto/core';
import { paddedBlobLength, sealedBlobLength } from '@sotto/protocol';
import type { Engine } from '../engine.ts';
import { handsetLimits } from '../limits.ts';
import { blobCall } from '../pictures/blob-call.ts';
import type { BackupRecord } from './book.ts';

/**
 * Has the relay keep the blobs of a backup for their whole time from now on: a part of a blob that is there already is not stored again, it makes its time begin anew.
 * False when one of them is not there any more. @throws LINK_UNREACHABLE, LINK_CLOSED (retryable), LINK_REFUSED, RELAY_REFUSED
 */
export async function renewBlobs(
  { link, clock, sync }: Pick<Engine, 'link' | 'clock' | 'sync'>,
  { name, blobs }: Pick<BackupRecord, 'name' | 'blobs'>,
  { signal, rest }: { readonly signal: AbortSignal; readonly rest: () => Promise<void> },
): Promise<boolean> {
  const relay = name as RelayUrl;
  const { limits } = await sync.sessionAny([relay], signal);
  const ttlSeconds = Math.min(handsetLimits.blobTtlSeconds, limits.maxTtlSeconds);
  for (const { id, plainBytes } of blobs) {
    const totalBytes = sealedBlobLength(paddedBlobLength(plainBytes));
    // The last byte: of a blob that is not there, nothing can begin with it.
    const last = { id, totalBytes, offset: totalBytes - 1, bytes: new Uint8Array(1), ttlSeconds };
    const { complete } = await blobCall({ clock }, signal, (limited) =>
      link.putBlobPart(relay, { ...last, signal: limited }),
    );
    if (!complete) return false;
    await rest();
  }
  return true;
}
