import { concatBytes } from '../bytes.ts';
import { tlogError } from '../error.ts';
import { tlogLimits } from '../limits.ts';

/**
 * The entries of a bundle, each behind its length in 16 bits (C2SP tlog-tiles, Log entries). They are views into `bytes`.
 *
 * @throws ENTRY_BUNDLE_MALFORMED for no entry, more than 256, or an entry that is cut short.
 */
export function parseEntryBundle(bytes: Uint8Array): readonly Uint8Array[] {
  const entries: Uint8Array[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  while (at < bytes.length) {
    if (at + 2 > bytes.length || entries.length === tlogLimits.maxTileHashes) throw malformed();
    const end = at + 2 + view.getUint16(at);
    if (end > bytes.length) throw malformed();
    entries.push(bytes.subarray(at + 2, end));
    at = end;
  }
  if (entries.length === 0) throw malformed();
  return entries;
}

/** The bytes that `parseEntryBundle` reads as these entries. @throws ENTRY_BUNDLE_MALFORMED */
export function formatEntryBundle(entries: readonly Uint8Array[]): Uint8Array {
  const isTooLong = ({ length }: Uint8Array): boolean => length > tlogLimits.maxEntryBytes;
  if (entries.length === 0 || entries.length > tlogLimits.maxTileHashes || entries.some(isTooLong))
    throw malformed();
  return concatBytes(
    ...entries.flatMap((entry) => [Uint8Array.of(entry.length >> 8, entry.length & 255), entry]),
  );
}

function malformed(): Error {
  return tlogError(
    'ENTRY_BUNDLE_MALFORMED',
    'A bundle has 1 to 256 entries of at most 65,535 bytes, each behind its length.',
  );
}
