import { actLogError } from '../error.ts';
import type { LogPosition } from '../position/position.ts';
import { encodeLogBundle } from './bundle.ts';

/** The least room for a bundle: its frame, and something in it. */
const leastBytes = 1_024;
const frameBytes = 32;
/** Head of a byte string in CBOR. */
const itemBytes = 5;

/** See `ActLog.bundle`. */
export function makeBundle(
  log: { readonly position: LogPosition; readonly entries: readonly Uint8Array[] },
  from: number,
  maxBytes: number,
): Uint8Array {
  if (!Number.isSafeInteger(from) || from < 0 || !(maxBytes >= leastBytes))
    throw actLogError('ACT_LOG_INPUT', 'A bundle begins at an entry and has 1,024 bytes or more.');
  const { position } = log;
  const size = log.entries.length;
  const start = Math.min(from, size);
  const entries: Uint8Array[] = [];
  const handovers: Uint8Array[] = [];
  let left = maxBytes - frameBytes;
  for (let index = start; index < size; index += 1) {
    const entry = log.entries[index]!;
    const handover = position.handovers.find((head) => head.size === index + 1)?.note;
    left -= entry.length + itemBytes + (handover === undefined ? 0 : handover.length + itemBytes);
    if (left < 0) return encodeLogBundle({ start, entries, handovers });
    entries.push(entry);
    if (handover !== undefined) handovers.push(handover);
  }
  const note = position.head?.note;
  return note === undefined || note.length + itemBytes > left
    ? encodeLogBundle({ start, entries, handovers })
    : encodeLogBundle({ start, entries, handovers, head: note });
}
