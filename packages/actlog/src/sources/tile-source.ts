import { isSottoError } from '@sotto/core';
import { entriesPath, parseEntryBundle, tileWidth, tlogLimits } from '@sotto/tlog';
import { readHead } from '../head/read-head.ts';
import { actLogLimits } from '../limits.ts';
import { checkpointPath, handoverPath } from './paths.ts';
import type { LogSource } from './source.ts';

/**
 * One file of a log, by its path below the log's prefix; `undefined` when there is none. What is longer than `maxBytes` must not be
 * read to its end: the call rejects, or has none.
 */
export type ReadLogFile = (path: string, maxBytes: number) => Promise<Uint8Array | undefined>;

const full = tlogLimits.maxTileHashes;

/** A log as static files: C2SP tlog-tiles, and the heads of its handovers. */
export function tileSource(read: ReadLogFile): LogSource {
  /** Of the last head that was read: which partial bundles there are. */
  let size = 0;
  return {
    checkpoint: async () => {
      const bytes = await read(checkpointPath, actLogLimits.maxHeadBytes);
      const head = bytes === undefined ? 'missing' : readHead(bytes);
      if (typeof head !== 'string') ({ size } = head);
      return bytes;
    },
    handover: (since) => read(handoverPath(since), actLogLimits.maxHeadBytes),
    entries: async function* entries(start, end) {
      for (let at = start; at < end;) {
        const index = Math.floor(at / full);
        const first = index * full;
        const until = Math.min(first + full, end);
        // A partial bundle may have been deleted since the full one is there (tlog-tiles, Partial Tiles).
        const widths = [tileWidth(0, index, Math.max(size, end)), until - first, full];
        const bundle = await readEntries(read, index, new Set(widths));
        const wanted = bundle.slice(at - first, until - first);
        yield* wanted;
        at += wanted.length;
        if (at < until) return;
      }
    },
  };
}

/** The entries of the first bundle of these widths that is there; none when it is no bundle. */
async function readEntries(
  read: ReadLogFile,
  index: number,
  widths: Iterable<number>,
): Promise<readonly Uint8Array[]> {
  for (const width of widths) {
    const bytes = await read(entriesPath({ index, width }), actLogLimits.maxEntryFileBytes);
    if (bytes !== undefined) return parsedEntries(bytes);
  }
  return [];
}

function parsedEntries(bytes: Uint8Array): readonly Uint8Array[] {
  if (bytes.length > actLogLimits.maxEntryFileBytes) return [];
  try {
    return parseEntryBundle(bytes);
  } catch (error) {
    if (!isSottoError(error, 'ENTRY_BUNDLE_MALFORMED')) throw error;
    return [];
  }
}
