import { charterLimits } from '@sotto/charter';
import { isSottoError } from '@sotto/core';
import { decodeCbor, encodeCbor, isCborArray, readIntMap } from '@sotto/protocol';
import type { CborValue } from '@sotto/protocol';
import { actLogError } from '../error.ts';
import { actLogLimits } from '../limits.ts';

/**
 * A piece of a log in one message or file. Map with integer keys: 0 version, 1 start, 2 entries, 3 head or null, 4 handovers.
 * Whoever made it is not believed: it is followed as any other source is.
 */
export interface LogBundle {
  /** Index of the first of the entries. */
  readonly start: number;
  readonly entries: readonly Uint8Array[];
  /** The latest signed head, when the entries reach it. */
  readonly head?: Uint8Array;
  /** The heads of handovers among the entries, by rising size. */
  readonly handovers: readonly Uint8Array[];
}

const version = 1;
const head = { min: 1, max: actLogLimits.maxHeadBytes };

/** @throws LOG_BUNDLE_MALFORMED as `parseLogBundle` does */
export function encodeLogBundle(bundle: LogBundle): Uint8Array {
  const bytes = encodeCbor(
    new Map<number, CborValue>([
      [0, version],
      [1, bundle.start],
      [2, bundle.entries],
      [3, bundle.head ?? null],
      [4, bundle.handovers],
    ]),
  );
  parseLogBundle(bytes);
  return bytes;
}

/** Structure and bounds only. Shares no memory with `bytes`. @throws LOG_BUNDLE_MALFORMED, LOG_BUNDLE_VERSION_UNSUPPORTED */
export function parseLogBundle(bytes: Uint8Array): LogBundle {
  const fields = readIntMap(decoded(bytes), malformed);
  if (fields.uint(0, 'version', 0xffff) !== version)
    throw actLogError('LOG_BUNDLE_VERSION_UNSUPPORTED', 'The bundle needs another version.');
  const start = fields.uint(1, 'start', actLogLimits.maxLogEntries);
  const entries = bytesList(fields.value(2, 'entries'), {
    maxCount: actLogLimits.maxLogEntries - start,
    maxBytes: charterLimits.maxEntryBytes,
  });
  const latest = fields.bytesOrNull(3, 'head', head);
  const handovers = bytesList(fields.value(4, 'handovers'), {
    maxCount: actLogLimits.maxHandovers,
    maxBytes: actLogLimits.maxHeadBytes,
  });
  fields.end();
  const bundle = { start, entries, handovers };
  return latest === null ? bundle : { ...bundle, head: latest };
}

function bytesList(
  value: CborValue,
  { maxCount, maxBytes }: { readonly maxCount: number; readonly maxBytes: number },
): readonly Uint8Array[] {
  if (!isCborArray(value) || value.length > maxCount) return malformed('list');
  return value.map((item) =>
    item instanceof Uint8Array && item.length <= maxBytes ? item : malformed('item'),
  );
}

function decoded(bytes: Uint8Array): CborValue {
  const maxItems = actLogLimits.maxLogEntries + actLogLimits.maxHandovers + 16;
  try {
    return decodeCbor(bytes, { maxBytes: actLogLimits.maxBundleBytes, maxDepth: 2, maxItems });
  } catch (cause) {
    if (!isSottoError(cause)) throw cause;
    throw actLogError('LOG_BUNDLE_MALFORMED', 'The bundle is not deterministic CBOR.', cause);
  }
}

function malformed(field: string): never {
  throw actLogError('LOG_BUNDLE_MALFORMED', `The bundle is not valid: ${field}.`);
}
