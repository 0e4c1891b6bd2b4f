import { erase } from '../bytes.ts';

/**
 * Words of blocks that were read, in clear. When there is no room for all, the newest blocks stay: every search begins with them. What
 * goes is overwritten, so use what is got or put before anything is waited for.
 */
export interface WordsCache {
  readonly get: (ordinal: number) => Uint8Array | undefined;
  /** Owns `words` from now on, and may not keep them. */
  readonly put: (ordinal: number, words: Uint8Array) => void;
  readonly remove: (ordinal: number) => void;
}

export function createWordsCache(maxBytes: number): WordsCache {
  const kept = new Map<number, Uint8Array>();
  let bytes = 0;
  const remove = (ordinal: number): void => {
    const words = kept.get(ordinal);
    if (words === undefined) return;
    kept.delete(ordinal);
    bytes -= words.length;
    erase(words);
  };
  return {
    get: (ordinal) => kept.get(ordinal),
    put: (ordinal, words) => {
      remove(ordinal);
      for (const oldest of [...kept.keys()].sort((a, b) => a - b)) {
        if (bytes + words.length <= maxBytes || oldest > ordinal) break;
        remove(oldest);
      }
      if (bytes + words.length > maxBytes) return;
      kept.set(ordinal, words);
      bytes += words.length;
    },
    remove,
  };
}
