import { handsetLimits } from '../limits.ts';
import { freshPeer } from '../storage/peer-record.ts';
import type { PeerRecord, Range } from '../storage/peer-record.ts';

/** A frame's number, and whose. */
export interface Numbered {
  readonly device: Uint8Array;
  readonly identity: Uint8Array;
  readonly sequence: number;
  /** In which it was sent. */
  readonly epoch: bigint;
  /** How many frames the device sent before in the same epoch; unknown for one that was sent again. */
  readonly generation: number | undefined;
  /** How many numbers right before it were left out. */
  readonly skipped: number;
}

export interface Counted {
  readonly peer: PeerRecord;
  /** False: this number came before. */
  readonly isNew: boolean;
  /** It had been missing and was asked for. */
  readonly isRepaired: boolean;
  /** It left out numbers that came before: the device has lost its state. */
  readonly isForgetful: boolean;
  /** Numbers given up because too many are missing. */
  readonly givenUp: number;
}

/**
 * Notes the number of a frame (DESIGN §5.5). The first frame of a device says with its generation which numbers of the same epoch come
 * before it; a jump beyond all that can be missing begins anew, and what was missing before that
 * may still come. A device that came in again leaps, and says so, from where it had counted to. A frame with a generation came by MLS, which takes each but once, so that it is new whatever its number; one that
 * was sent again counts only where it is missing.
 */
export function countFrame(
  peer: PeerRecord | undefined,
  { device, identity, sequence, epoch, generation, skipped }: Numbered,
  nowMs: number,
): Counted {
  const askAtMs = nowMs + handsetLimits.repairDelayMs;
  // Of one who came in again, what was sent before that may still come.
  const isSinceTheyCame = peer === undefined || epoch >= BigInt(peer.sinceEpoch);
  const { sequenceLeap, maxSequenceJump } = handsetLimits;
  const begun = sequence - skipped;
  const isLeap = skipped >= sequenceLeap;
  const isJump = peer?.next !== undefined && begun - peer.next > maxSequenceJump;
  const isAnew =
    peer?.next === undefined ||
    isJump ||
    // Who was in the group before this one knew it comes again with a leap: nothing of then was for this one.
    (isLeap && peer.next === 0) ||
    // Nobody is made to leave frames out by what a third one says, or by what a device counted before it forgot the conversation.
    (peer.isHearsay && isSinceTheyCame && sequence < peer.next);
  // Keys are left out with numbers, so that what was left out of this epoch is in its generation already.
  const first = Math.max(0, sequence - Math.max(skipped, generation ?? 0));
  const known = peer ?? { ...freshPeer(device, identity), askAtMs };
  const from = {
    ...known,
    next: isAnew ? first : (peer?.next ?? first),
    missing: [
      ...known.missing.filter(([, last]) => !isAnew || last < first),
      ...(isJump ? beforeJump(peer.next, first) : []),
    ],
    isHearsay: known.isHearsay && !isSinceTheyCame,
  };
  const left = without(from.missing, sequence);
  const byMls = generation !== undefined;
  if (sequence < from.next) {
    const isKnown = left === undefined && !from.leaps.includes(sequence);
    const isForgetful = byMls && isKnown && !isLeap && skipped > 0;
    const missing = withoutRun(left ?? from.missing, begun, sequence - 1);
    const isRepaired = left !== undefined && (from.asks > 0 || !byMls);
    // Whoever answers is asked on for the rest, and not only when it is time again.
    const asksOn = isRepaired && from.asks > 0;
    const asks = missing.length === 0 || asksOn ? 0 : from.asks;
    const isNew = left !== undefined || byMls;
    const isLeapAgain = isNew && !byMls && skipped > 0;
    const leaps = isLeapAgain ? withLeap(from.leaps, sequence) : from.leaps;
    const expected = byMls ? leaps.filter((each) => each !== sequence) : leaps;
    const after = {
      ...from,
      ...{ missing, leaps: expected, asks },
      askAtMs: asksOn ? askAtMs : from.askAtMs,
    };
    return { peer: after, isNew, isRepaired, isForgetful, givenUp: 0 };
  }
  const gap: readonly Range[] = begun > from.next ? [[from.next, begun - 1]] : [];
  const bounded = bound([...withoutRun(from.missing, begun, sequence - 1), ...gap]);
  const isFirstGap = gap.length > 0 && from.missing.length === 0;
  return {
    peer: {
      ...from,
      next: sequence + 1,
      missing: bounded.ranges,
      ...(isFirstGap ? { asks: 0, askAtMs } : {}),
    },
    isNew: true,
    isRepaired: false,
    isForgetful: byMls && !isAnew && !isLeap && skipped > 0 && begun < from.next,
    givenUp: bounded.givenUp,
  };
}

/** Where a device had counted to before it leapt, the frame says that leapt, which did not come: as many are asked for as one answer holds. */
function beforeJump(next: number, first: number): readonly Range[] {
  return [[next, Math.min(next + handsetLimits.maxAgainFrames, first) - 1]];
}

/** What was sent again may still come as it was sent first: then it says once more what it left out. */
function withLeap(leaps: readonly number[], sequence: number): readonly number[] {
  return [...leaps, sequence].slice(-handsetLimits.maxMissingRanges);
}

/** The ranges without a run of numbers. */
function withoutRun(ranges: readonly Range[], first: number, last: number): readonly Range[] {
  return ranges.flatMap(([from, to]): readonly Range[] => {
    const parts: Range[] = [];
    if (from < first) parts.push([from, Math.min(to, first - 1)]);
    if (to > last) parts.push([Math.max(from, last + 1), to]);
    return parts;
  });
}

/** Notes that a device has sent all frames before `next`; the peer as it is when that says nothing new. */
export function countTail(peer: PeerRecord, next: number, nowMs: number): PeerRecord {
  if (peer.next === undefined || next <= peer.next) return peer;
  // What jumps so far has begun anew, and says from where with its next frame.
  if (next - peer.next > handsetLimits.maxSequenceJump) return peer;
  const { ranges: missing } = bound([...peer.missing, [peer.next, next - 1]]);
  const isFirstGap = peer.missing.length === 0;
  const askAtMs = nowMs + handsetLimits.repairDelayMs;
  return { ...peer, next, isHearsay: false, missing, ...(isFirstGap ? { asks: 0, askAtMs } : {}) };
}

/** How many numbers are in ranges. */
export function countOf(ranges: readonly Range[]): number {
  return ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0);
}

/** The ranges without one number, or `undefined` when it is in none. */
export function without(ranges: readonly Range[], number: number): readonly Range[] | undefined {
  const at = ranges.findIndex(([first, last]) => first <= number && number <= last);
  const found = ranges[at];
  if (found === undefined) return undefined;
  const [first, last] = found;
  const parts: Range[] = [];
  if (first < number) parts.push([first, number - 1]);
  if (number < last) parts.push([number + 1, last]);
  return [...ranges.slice(0, at), ...parts, ...ranges.slice(at + 1)];
}

/** Keeps the newest ranges that one request can name. */
function bound(ranges: readonly Range[]): {
  readonly ranges: readonly Range[];
  readonly givenUp: number;
} {
  const { maxMissingRanges, maxMissingFrames } = handsetLimits;
  const kept: Range[] = [];
  let room: number = maxMissingFrames;
  let givenUp = 0;
  for (const [first, last] of ranges.toReversed()) {
    const from = Math.max(first, last - room + 1);
    if (kept.length === maxMissingRanges || from > last) {
      givenUp += last - first + 1;
      continue;
    }
    kept.unshift([from, last]);
    room -= last - from + 1;
    givenUp += from - first;
  }
  return { ranges: kept, givenUp };
}
