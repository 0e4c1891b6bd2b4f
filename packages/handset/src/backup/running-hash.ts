import type { Crypto } from '@sotto/core';
import { concat } from '../bytes.ts';

const blockBytes = 65_536;

/**
 * A hash over bytes that come bit by bit, whose state is 32 bytes and what is left of a block, so that it can be kept: each block of 64 KiB is hashed with
 * SHA-256 behind the hash of those before, the first behind zeros, and so is the rest at the end.
 */
export interface RunningHash {
  readonly update: (bytes: Uint8Array) => Promise<void>;
  readonly digest: () => Promise<Uint8Array>;
  readonly state: () => RunningHashState;
}

export interface RunningHashState {
  readonly chained: Uint8Array;
  readonly rest: Uint8Array;
}

export function createRunningHash(
  crypto: Pick<Crypto, 'hash'>,
  from: RunningHashState = { chained: new Uint8Array(32), rest: new Uint8Array(0) },
): RunningHash {
  let { chained } = from;
  const block = new Uint8Array(blockBytes);
  block.set(from.rest);
  let used = from.rest.length;
  return {
    update: async (bytes) => {
      for (let at = 0; at < bytes.length;) {
        const taken = bytes.subarray(at, at + blockBytes - used);
        block.set(taken, used);
        used += taken.length;
        at += taken.length;
        if (used < blockBytes) return;
        chained = await crypto.hash('SHA-256', concat(chained, block));
        used = 0;
      }
    },
    digest: () => crypto.hash('SHA-256', concat(chained, block.subarray(0, used))),
    state: () => ({ chained, rest: block.slice(0, used) }),
  };
}
