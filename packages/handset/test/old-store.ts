import type { Clock, Records } from '@sotto/core';
import { createMemoryStore, memoryRecords } from '@sotto/records-memory';
import type { MemoryStore } from '@sotto/records-memory';

/** A store as the handset of an earlier format left it. */
export interface OldStore {
  readonly passphrase: string;
  /** Keys and values in base64. */
  readonly records: readonly (readonly [key: string, value: string])[];
}

/** One that was used for all that its version could do. */
export interface UsedHandset extends OldStore {
  /** When it was closed. */
  readonly atMs: number;
  /** What it told of itself then: `toldOf`. */
  readonly told: unknown;
}

/** Whatever the store is: one fixture serves for all of them. */
export async function fill(records: Records, { records: all }: OldStore): Promise<void> {
  await records.write(
    all.map(([key, value]) => ({
      put: Uint8Array.fromBase64(key),
      value: Uint8Array.fromBase64(value),
    })),
  );
}

export async function storeOf(old: OldStore): Promise<MemoryStore> {
  const store = createMemoryStore();
  const records = await memoryRecords({ store }).create({});
  await fill(records, old);
  await records.close();
  return store;
}

/** The time when the handset was closed, and on from there; waits are `speed` times as short. */
export function clockOf({ atMs }: Pick<UsedHandset, 'atMs'>, speed = 20): Clock {
  const begunMs = performance.now();
  return {
    now: () => Math.floor(atMs + performance.now() - begunMs),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const timer = setTimeout(resolve, Math.min(ms / speed, 2 ** 31 - 1));
        signal?.addEventListener('abort', () => {
          clearTimeout(timer);
          reject(signal.reason);
        });
      }),
  };
}
