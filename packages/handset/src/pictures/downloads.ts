import { isSottoError } from '@sotto/core';
import type { RelayUrl, SottoError } from '@sotto/core';
import { bytesEqual } from '@sotto/protocol';
import type { Picture } from '../api.ts';
import type { Engine } from '../engine.ts';
import { handsetError } from '../error.ts';
import { handsetLimits } from '../limits.ts';
import type { StoredBlob } from '../storage/message-body.ts';
import { backoffMs } from '../sync/relay-line.ts';
import { blobCall } from './blob-call.ts';
import { createRelaysAway } from './relays-away.ts';

/** Downloads under way, and the beginnings of those that broke off, so that the next try goes on from there. */
export interface Downloads {
  /** One at a time for a picture: who asks meanwhile waits, and then finds the picture in the store. */
  readonly once: (key: string, fetch: () => Promise<Picture>) => Promise<Picture>;
  /**
   * The sealed bytes, of the right length and hash, from the first of `relays` that has them. Tries again a few times when one of them
   * cannot be reached and no other has them.
   * @throws LINK_UNREACHABLE, LINK_CLOSED, LINK_REFUSED while one of them may have it; else PICTURE_BROKEN when one has something else;
   * else PICTURE_GONE
   */
  readonly fetch: (key: string, blob: StoredBlob, options: DownloadOptions) => Promise<Uint8Array>;
}

export interface DownloadOptions {
  /** Those of the blob's relays that may be asked. */
  readonly relays: readonly RelayUrl[];
  readonly signal: AbortSignal;
  /** Begins anew with each relay. */
  readonly progress: (doneBytes: number) => void;
}

interface Partial {
  readonly sealed: Uint8Array;
  doneBytes: number;
}

const maxTries = 4;
const maxPartials = 4;

export function createDownloads(engine: Engine): Downloads {
  const { link, clock, crypto, stopping } = engine;
  const running = new Map<string, Promise<Picture>>();
  const partials = new Map<string, Partial>();
  const away = createRelaysAway(clock);
  stopping.addEventListener('abort', () => partials.clear(), { once: true });

  const goOn = async (
    relay: RelayUrl,
    partial: Partial,
    blob: StoredBlob,
    options: DownloadOptions,
  ): Promise<'whole' | 'gone' | 'broken'> => {
    const { signal } = options;
    while (partial.doneBytes < blob.sealedBytes) {
      options.progress(partial.doneBytes);
      const offset = partial.doneBytes;
      const maxBytes = Math.min(handsetLimits.blobPartBytes, blob.sealedBytes - offset);
      const part = await blobCall(engine, signal, (limited) =>
        link.getBlobRange(relay, { id: blob.id, offset, maxBytes, signal: limited }),
      );
      signal.throwIfAborted();
      if (part === undefined) return 'gone';
      const { bytes, totalBytes } = part;
      if (totalBytes !== blob.sealedBytes || bytes.length === 0 || bytes.length > maxBytes)
        return 'broken';
      partial.sealed.set(bytes, offset);
      partial.doneBytes += bytes.length;
    }
    options.progress(blob.sealedBytes);
    const hash = await crypto.hash('SHA-256', partial.sealed);
    return bytesEqual(hash, blob.id) ? 'whole' : 'broken';
  };

  const fetchFrom = async (
    relay: RelayUrl,
    key: string,
    blob: StoredBlob,
    options: DownloadOptions,
  ): Promise<Uint8Array | 'gone' | 'broken'> => {
    const name = `${key}@${relay}`;
    const partial = partials.get(name) ?? {
      sealed: new Uint8Array(blob.sealedBytes),
      doneBytes: 0,
    };
    partials.delete(name);
    try {
      const outcome = await goOn(relay, partial, blob, options);
      away.note(relay, false);
      return outcome === 'whole' ? partial.sealed : outcome;
    } catch (error) {
      if (partial.doneBytes > 0 && (isOfLink(error) || options.signal.aborted))
        keepPartial(name, partial);
      throw error;
    }
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
      const left = new Set(options.relays);
      let isBroken = false;
      let refusal: SottoError | undefined;
      for (let tries = 1; ; tries++) {
        let cut: SottoError | undefined;
        let retryAfterMs = 0;
        for (const relay of away.behind([...left])) {
          try {
            const got = await fetchFrom(relay, key, blob, options);
            if (typeof got !== 'string') return got;
            left.delete(relay);
            isBroken ||= got === 'broken';
          } catch (error) {
            options.signal.throwIfAborted();
            if (!isOfLink(error)) throw error;
            away.note(relay, true);
            if (error.retryable) {
              cut ??= error;
              retryAfterMs = Math.max(retryAfterMs, error.retryAfterMs ?? 0);
            } else {
              left.delete(relay);
              refusal ??= error;
            }
          }
        }
        if (cut === undefined) throw refusal ?? (isBroken ? broken() : gone());
        if (tries >= maxTries) throw cut;
        await clock.sleep(backoffMs(crypto.random(4), tries, retryAfterMs), options.signal);
      }
    },
  };

  function keepPartial(name: string, partial: Partial): void {
    if (stopping.aborted) return;
    partials.set(name, partial);
    const oldest = partials.keys().next().value;
    if (partials.size > maxPartials && oldest !== undefined) partials.delete(oldest);
  }
}

function isOfLink(error: unknown): error is SottoError {
  return isSottoError(error) && error.code.startsWith('LINK_');
}

function gone(): Error {
  return handsetError('PICTURE_GONE', 'The relay does not have the picture any more.');
}

function broken(): Error {
  return handsetError('PICTURE_BROKEN', 'What the relay has is not the picture that was sent.');
}
