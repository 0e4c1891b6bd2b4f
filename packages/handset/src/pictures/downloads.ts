import { isSottoError } from '@sotto/core';
import type { Picture } from '../api.ts';
import type { Engine } from '../engine.ts';
import { handsetError } from '../error.ts';
import { handsetLimits } from '../limits.ts';
import type { StoredBlob } from '../storage/message-body.ts';
import { backoffMs } from '../sync/relay-line.ts';

/** Downloads under way, and the beginnings of those that broke off, so that the next try goes on from there. */
export interface Downloads {
  /** One at a time for a picture: who asks meanwhile waits, and then finds the picture in the store. */
  readonly once: (key: string, fetch: () => Promise<Picture>) => Promise<Picture>;
  /**
   * The sealed bytes. Tries again a few times when the connection breaks.
   * @throws PICTURE_GONE, PICTURE_BROKEN, LINK_UNREACHABLE, LINK_CLOSED, LINK_REFUSED
   */
  readonly fetch: (key: string, blob: StoredBlob, options: DownloadOptions) => Promise<Uint8Array>;
}

export interface DownloadOptions {
  readonly signal: AbortSignal;
  readonly progress: (doneBytes: number) => void;
}

interface Partial {
  readonly sealed: Uint8Array;
  doneBytes: number;
}

const maxTries = 4;
const maxPartials = 4;

export function createDownloads({ link, clock, crypto, stopping }: Engine): Downloads {
  const running = new Map<string, Promise<Picture>>();
  const partials = new Map<string, Partial>();
  stopping.addEventListener('abort', () => partials.clear(), { once: true });

  const goOn = async (
    partial: Partial,
    blob: StoredBlob,
    options: DownloadOptions,
  ): Promise<void> => {
    while (partial.doneBytes < blob.sealedBytes) {
      options.progress(partial.doneBytes);
      const maxBytes = Math.min(handsetLimits.blobPartBytes, blob.sealedBytes - partial.doneBytes);
      const range = { id: blob.id, offset: partial.doneBytes, maxBytes, signal: options.signal };
      const part = await link.getBlobRange(blob.relay, range);
      options.signal.throwIfAborted();
      if (part === undefined)
        throw handsetError('PICTURE_GONE', 'The relay does not have the picture any more.');
      const { bytes, totalBytes } = part;
      if (totalBytes !== blob.sealedBytes || bytes.length === 0 || bytes.length > maxBytes) {
        throw handsetError(
          'PICTURE_BROKEN',
          'What the relay has is not the picture that was sent.',
        );
      }
      partial.sealed.set(bytes, partial.doneBytes);
      partial.doneBytes += bytes.length;
    }
    options.progress(blob.sealedBytes);
  };

  return {
    once: async (key, fetch) => {
      const before = running.get(key);
      // Its failure is told to whoever asked for it; we try on our own.
      if (before !== undefined) await before.catch(() => undefined);
      const fetching = (running.get(key) ?? Promise.resolve(undefined))
        .catch(() => undefined)
        .then(fetch);
      running.set(key, fetching);
      try {
        return await fetching;
      } finally {
        if (running.get(key) === fetching) running.delete(key);
      }
    },
    fetch: async (key, blob, options) => {
      const partial = partials.get(key) ?? {
        sealed: new Uint8Array(blob.sealedBytes),
        doneBytes: 0,
      };
      partials.delete(key);
      for (let tries = 1; ; tries++) {
        try {
          await goOn(partial, blob, options);
          return partial.sealed;
        } catch (error) {
          const isLink = isSottoError(error) && error.code.startsWith('LINK_');
          if (isLink || options.signal.aborted) keepPartial(key, partial);
          if (!isLink || !error.retryable || tries >= maxTries) throw error;
          await clock.sleep(backoffMs(crypto.random(4), tries, error.retryAfterMs), options.signal);
          partials.delete(key);
        }
      }
    },
  };

  function keepPartial(key: string, partial: Partial): void {
    if (stopping.aborted) return;
    partials.set(key, partial);
    const oldest = partials.keys().next().value;
    if (partials.size > maxPartials && oldest !== undefined) partials.delete(oldest);
  }
}
