import { decodeCbor } from '../cbor/decode.ts';
import { encodeCbor } from '../cbor/encode.ts';
import { isBytes, isUint, readIntMap } from '../cbor/int-map.ts';
import { readArray } from '../cbor/read-array.ts';
import { isCborArray } from '../cbor/value.ts';
import type { CborValue } from '../cbor/value.ts';
import { protocolError } from '../error.ts';
import { protocolLimits } from '../limits.ts';
import { readClock } from '../sotto-frame/clock.ts';
import type { Hlc } from '../sotto-frame/hlc.ts';
import { readLeaveWord } from './leave-statement.ts';
import type { LeaveStatement } from './leave-statement.ts';

/**
 * What the authenticated_data of a commit says beside its proposals. A map with integer keys: 0 version, 1 `[[leaf index, next, signature], …]`
 * by rising index, 2 clock `[milliseconds, counter]`, 3 device links, 4 `[[leaf index, next], …]` by rising index, 5 a device chain (each left out when there is none).
 */
export interface CommitNote {
  /** When it was made, by the committer's hybrid clock: what it did is shown there, at every member alike. */
  readonly clock: Hlc;
  /** Statements that justify removals in this commit: at most 64, no leaf twice. */
  readonly leaves: readonly LeaveStatement[];
  /**
   * Links that this commit puts behind the device chain of the committer's identity, at most 8: the commits of the conversation that
   * the devices of one identity have with each other order its chain. Whether they fit the chain is not asked here. Default none.
   */
  readonly links?: readonly Uint8Array[];
  /** How far the frames of leaves came that this commit removes, as far as the committer knows: at most 64, no leaf twice. Default none. */
  readonly counts?: readonly LeafCount[];
  /**
   * The device chain of somebody else, from its first link, 2 to 64: it says that devices are revoked which this commit removes. Whether it is a chain, and whose,
   * is not asked here. Default none.
   */
  readonly revoked?: readonly Uint8Array[];
}

/** How far the frames of the device in a leaf came. */
export interface LeafCount {
  readonly leafIndex: number;
  /** `SottoFrame.sequence` that its next frame would have. */
  readonly next: number;
}

const version = 1;

/** Sorts statements and counts by leaf. Throws as `parseCommitNote` does. */
export function encodeCommitNote(note: CommitNote): Uint8Array {
  const leaves = note.leaves
    .toSorted((a, b) => a.leafIndex - b.leafIndex)
    .map(({ leafIndex, next, signature }) => [leafIndex, next, signature]);
  const links = note.links ?? [];
  const counts = (note.counts ?? [])
    .toSorted((a, b) => a.leafIndex - b.leafIndex)
    .map(({ leafIndex, next }) => [leafIndex, next]);
  const revoked = note.revoked ?? [];
  const bytes = encodeCbor(
    new Map<number, CborValue>([
      [0, version],
      [1, leaves],
      [2, [note.clock.physicalMs, note.clock.counter]],
      ...(links.length === 0 ? [] : [[3, links] as const]),
      ...(counts.length === 0 ? [] : [[4, counts] as const]),
      ...(revoked.length === 0 ? [] : [[5, revoked] as const]),
    ]),
  );
  parseCommitNote(bytes);
  return bytes;
}

/** Throws `COMMIT_NOTE_MALFORMED`, also for another version, or the `CBOR_` codes of `decodeCbor`. */
export function parseCommitNote(bytes: Uint8Array): CommitNote {
  const fields = readIntMap(
    decodeCbor(bytes, { maxBytes: protocolLimits.maxCommitNoteBytes }),
    malformed,
  );
  if (fields.uint(0, 'version', 0xffff) !== version) malformed('version');
  const leaves = readLeaves(fields.value(1, 'leaves')) ?? malformed('leaves');
  const clock = readClock(fields.value(2, 'clock')) ?? malformed('clock');
  const links = fields.has(3)
    ? readLinks(fields.value(3, 'links'), 1, protocolLimits.maxCommitLinks)
    : undefined;
  const counts = fields.has(4) ? readCounts(fields.value(4, 'counts')) : undefined;
  const revoked = fields.has(5)
    ? readLinks(fields.value(5, 'revoked'), 2, protocolLimits.maxDeviceChainLinks)
    : undefined;
  fields.end();
  return {
    leaves,
    clock,
    ...(links === undefined ? {} : { links }),
    ...(counts === undefined ? {} : { counts }),
    ...(revoked === undefined ? {} : { revoked }),
  };
}

function readLeaves(value: CborValue): readonly LeaveStatement[] | undefined {
  return readByLeaf(value, 0, (leafIndex, rest) => {
    const word = readLeaveWord(rest);
    return word && { leafIndex, ...word };
  });
}

function readCounts(value: CborValue): readonly LeafCount[] {
  const counts = readByLeaf(value, 1, (leafIndex, rest) => {
    const [next] = rest;
    const isCount = rest.length === 1 && isUint(next, protocolLimits.maxSottoFrameSequence);
    return isCount ? { leafIndex, next } : undefined;
  });
  return counts ?? malformed('counts');
}

/** A list of items that each begin with a leaf index, rising. */
function readByLeaf<T extends object>(
  value: CborValue,
  min: number,
  read: (leafIndex: number, rest: readonly CborValue[]) => T | undefined,
): readonly T[] | undefined {
  let before = -1;
  return readArray(value, { min, max: protocolLimits.maxCommitLeaves }, (item) => {
    if (!isCborArray(item)) return undefined;
    const [leafIndex, ...rest] = item;
    if (!isUint(leafIndex, protocolLimits.maxLeafIndex) || leafIndex <= before) return undefined;
    before = leafIndex;
    return read(leafIndex, rest);
  });
}

function readLinks(value: CborValue, min: number, max: number): readonly Uint8Array[] {
  const links = readArray(value, { min, max }, (item) =>
    isBytes(item, 1, protocolLimits.maxDeviceLinkBytes) ? item : undefined,
  );
  return links ?? malformed('links');
}

function malformed(field: string): never {
  throw protocolError('COMMIT_NOTE_MALFORMED', `The note of the commit is not valid: ${field}.`);
}
