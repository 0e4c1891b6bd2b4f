import type { Plugin, Records, Services } from '@sotto/core';
import { createPlugin, definePlugin } from '@sotto/core';

/** What a store was asked for. */
export interface StoreCounts {
  writes: number;
  puts: number;
  removes: number;
  /** Records that a listing gave. */
  listed: number;
  gets: number;
}

/** A records plugin that counts, over another one. */
export function countedRecords(good: Plugin<'records'>): {
  readonly plugin: Plugin<'records'>;
  /** Since the last call. */
  readonly take: () => StoreCounts;
} {
  const none = (): StoreCounts => ({ writes: 0, puts: 0, removes: 0, listed: 0, gets: 0 });
  let counts = none();
  const create = async (services: Services): Promise<Records> => {
    const real = await createPlugin(good, services);
    return {
      get: (key) => {
        counts.gets += 1;
        return real.get(key);
      },
      range: async function* (range) {
        for await (const entry of real.range(range)) {
          counts.listed += 1;
          yield entry;
        }
      },
      write: (changes) => {
        counts.writes += 1;
        for (const change of changes)
          if ('put' in change) counts.puts += 1;
          else counts.removes += 1;
        return real.write(changes);
      },
      wipe: () => real.wipe(),
      usedBytes: () => real.usedBytes(),
      close: () => real.close(),
    };
  };
  return {
    plugin: definePlugin({ ...good, create: create }),
    take: () => {
      const taken = counts;
      counts = none();
      return taken;
    },
  };
}
