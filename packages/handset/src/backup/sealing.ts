import type { Crypto } from '@sotto/core';
import { concat } from '../bytes.ts';
import { chunkBytes, sealChunk } from './age-stream.ts';
import { backupLimits } from '../backup-limits.ts';

/** A payload on its way into chunks. */
export interface Sealing {
  readonly add: (plaintext: Uint8Array) => void;
  readonly waitingBytes: () => number;
  /** Seals what is enough for chunks, up to `batchBytes` at once; with `isEnd` all, the last one as the last. Empty: there is nothing to seal. */
  readonly seal: (
    isEnd: boolean,
  ) => Promise<{ readonly batch: Uint8Array; readonly isLast: boolean }>;
  readonly state: () => { readonly rest: Uint8Array; readonly chunk: number };
}

const chunksAtOnce = backupLimits.batchBytes / chunkBytes;

export function createSealing(
  crypto: Pick<Crypto, 'aeadSeal'>,
  key: Uint8Array,
  from: { readonly rest: Uint8Array; readonly chunk: number },
): Sealing {
  let parts: Uint8Array[] = [from.rest];
  let waiting = from.rest.length;
  let { chunk } = from;
  return {
    add: (plaintext) => {
      parts.push(plaintext);
      waiting += plaintext.length;
    },
    waitingBytes: () => waiting,
    seal: async (isEnd) => {
      const plaintext = concat(...parts);
      const sealed: Uint8Array[] = [];
      let at = 0;
      let isLast = false;
      while (sealed.length < chunksAtOnce && !isLast) {
        // The last chunk is never empty, so one is kept back until it is known whether it is the last.
        if (plaintext.length - at <= chunkBytes) {
          if (!isEnd) break;
          isLast = true;
        }
        const data = plaintext.subarray(at, at + chunkBytes);
        sealed.push(await sealChunk(crypto, key, { index: chunk, isLast }, data));
        chunk += 1;
        at += data.length;
      }
      parts = [plaintext.slice(at)];
      waiting = plaintext.length - at;
      return { batch: concat(...sealed), isLast };
    },
    state: () => ({ rest: parts.length === 1 ? parts[0]! : concat(...parts), chunk }),
  };
}
