import { readHead } from '../head/read-head.ts';
import type { LogBundle } from './bundle.ts';
import type { LogSource } from './source.ts';

/** One bundle, or several that together reach a head: the last head is taken. */
export function bundleSource(...bundles: readonly LogBundle[]): LogSource {
  return {
    checkpoint: async () => bundles.findLast(({ head }) => head !== undefined)?.head,
    handover: async (since) =>
      bundles.flatMap(({ handovers }) => handovers).find((note) => sizeOf(note) > since),
    entries: async function* entries(start, end) {
      for (let index = start; index < end; index += 1) {
        const entry = entryAt(bundles, index);
        if (entry === undefined) return;
        yield entry;
      }
    },
  };
}

function entryAt(bundles: readonly LogBundle[], index: number): Uint8Array | undefined {
  for (const { start, entries } of bundles) {
    const entry = entries[index - start];
    if (entry !== undefined) return entry;
  }
  return undefined;
}

/** 0 for what is no head, so that it hands nothing over. */
function sizeOf(note: Uint8Array): number {
  const head = readHead(note);
  return typeof head === 'string' ? 0 : head.size;
}
