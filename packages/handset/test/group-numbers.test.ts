import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countFrame, countOf, countTail, without } from '../src/group/numbering.ts';
import type { Counted, Numbered } from '../src/group/numbering.ts';
import { handsetLimits } from '../src/limits.ts';
import { freshPeer } from '../src/storage/peer-record.ts';
import type { PeerRecord, Range } from '../src/storage/peer-record.ts';

const { maxAgainFrames, maxMissingFrames, maxMissingRanges } = handsetLimits;
const { maxSequenceJump, repairDelayMs, sequenceLeap } = handsetLimits;
const device = new Uint8Array(32).fill(1);
const identity = new Uint8Array(32).fill(2);
const nowMs = 1_000_000;

type Frame = Pick<Numbered, 'sequence' | 'generation' | 'skipped'> &
  Partial<Pick<Numbered, 'epoch'>>;

function count(peer: PeerRecord | undefined, frame: Frame): Counted {
  return countFrame(peer, { device, identity, epoch: 5n, ...frame }, nowMs);
}

function numbersIn(ranges: readonly Range[]): readonly number[] {
  return ranges.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, index) => first + index),
  );
}

/** Rising, apart, none empty. */
function areInOrder(ranges: readonly Range[]): boolean {
  return ranges.every(
    ([first, last], index) => first <= last && first > (ranges[index - 1]?.[1] ?? -1),
  );
}

/** What is known of a device, as sets of numbers. */
interface Naive {
  next: number | undefined;
  readonly missing: Set<number>;
}

function naively(known: Naive, { sequence, generation, skipped }: Frame): { isNew: boolean } {
  known.next ??= Math.max(0, sequence - Math.max(skipped, generation ?? 0));
  const isNew = known.missing.has(sequence) || sequence >= known.next || generation !== undefined;
  for (let number = known.next; number < sequence; number++) known.missing.add(number);
  for (let number = sequence - skipped; number <= sequence; number++) known.missing.delete(number);
  known.next = Math.max(known.next, sequence + 1);
  return { isNew };
}

/** What a device sends in one epoch, one frame behind the other; before some it leaves numbers, and as many keys, out. */
const sent = fc
  .array(fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 9 })), {
    minLength: 1,
    maxLength: 40,
  })
  .map((gaps) => {
    let next = 0;
    return gaps.map((skipped): Frame => {
      const sequence = next + skipped;
      next = sequence + 1;
      return { sequence, generation: sequence, skipped };
    });
  });

/** The frames as they come: in any order, some never, some again when they were asked for. */
const arrived = sent.chain((frames) =>
  fc.array(
    fc.tuple(fc.nat(frames.length - 1), fc.boolean()).map(([index, again]): Frame => {
      const frame = frames[index]!;
      return again ? { ...frame, generation: undefined } : frame;
    }),
    { maxLength: 80 },
  ),
);

describe('the numbers of frames', () => {
  test('are counted as by somebody who keeps a list of them, in whatever order they come', () => {
    const start = fc.constantFrom(undefined, freshPeer(device, identity), {
      ...freshPeer(device, identity),
      next: 0,
    });
    fc.assert(
      fc.property(start, arrived, (before, frames) => {
        let peer: PeerRecord | undefined = before;
        const known: Naive = { next: before?.next, missing: new Set() };
        for (const frame of frames) {
          const counted = count(peer, frame);
          expect(counted.isNew).toBe(naively(known, frame).isNew);
          ({ peer } = counted);
          expect(peer.next).toBe(known.next);
          expect(numbersIn(peer.missing)).toEqual([...known.missing].toSorted((a, b) => a - b));
          expect(areInOrder(peer.missing)).toBe(true);
          expect(counted.givenUp).toBe(0);
        }
      }),
    );
  });

  test('that come but once each leave nothing missing, whatever their order', () => {
    const all = sent.chain((frames) =>
      fc.shuffledSubarray(frames, { minLength: frames.length, maxLength: frames.length }),
    );
    fc.assert(
      fc.property(all, (frames) => {
        let peer: PeerRecord | undefined;
        for (const frame of frames) {
          const counted = count(peer, frame);
          expect(counted.isNew).toBe(true);
          ({ peer } = counted);
        }
        expect(peer?.missing).toEqual([]);
        expect(peer?.next).toBe(1 + Math.max(...frames.map(({ sequence }) => sequence)));
      }),
    );
  });

  test('that were sent again count once, and only while they are missing', () => {
    fc.assert(
      fc.property(arrived, fc.nat(60), (frames, sequence) => {
        let peer: PeerRecord | undefined;
        for (const frame of frames) ({ peer } = count(peer, frame));
        if (peer?.next === undefined || sequence >= peer.next) return;
        const isMissing = numbersIn(peer.missing).includes(sequence);
        const again = { sequence, generation: undefined, skipped: 0 };
        const first = count({ ...peer, asks: 1 }, again);
        expect([first.isNew, first.isRepaired]).toEqual([isMissing, isMissing]);
        const second = count(first.peer, again);
        expect([second.isNew, second.isRepaired]).toEqual([false, false]);
        expect(second.peer.missing).toEqual(first.peer.missing);
      }),
    );
  });

  test('that are missing are bounded, the newest are kept, and none gets lost without being counted', () => {
    const jump = fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 900 }));
    fc.assert(
      fc.property(fc.array(jump, { minLength: 1, maxLength: 120 }), (jumps) => {
        let peer: PeerRecord | undefined = { ...freshPeer(device, identity), next: 0 };
        let sequence = -1;
        let givenUp = 0;
        let newest: number | undefined;
        for (const step of jumps) {
          sequence += step;
          if (step > 1) newest = sequence - 1;
          const counted: Counted = count(peer, { sequence, generation: 0, skipped: 0 });
          ({ peer } = counted);
          givenUp += counted.givenUp;
          expect(peer.missing.length).toBeLessThanOrEqual(maxMissingRanges);
          expect(countOf(peer.missing)).toBeLessThanOrEqual(maxMissingFrames);
          expect(areInOrder(peer.missing)).toBe(true);
          expect(peer.missing.at(-1)?.[1]).toBe(newest);
        }
        expect(jumps.length + countOf(peer?.missing ?? []) + givenUp).toBe(sequence + 1);
      }),
    );
  });

  test('that jump further than can be missing begin anew, and what was missing before may still come', () => {
    const peer: PeerRecord = { ...freshPeer(device, identity), next: 10, missing: [[3, 5]] };
    const at = (sequence: number) => count(peer, { sequence, generation: 0, skipped: 0 });
    expect(at(10 + maxSequenceJump).peer.missing.length).toBeGreaterThan(0);
    const anew = at(11 + maxSequenceJump);
    expect(anew).toMatchObject({ isNew: true, givenUp: 0, isForgetful: false });
    // Of where it had counted to only the frame can tell that leapt.
    const asked: Range = [10, 9 + maxAgainFrames];
    expect(anew.peer).toMatchObject({ next: 12 + maxSequenceJump, missing: [[3, 5], asked] });
    const behind = { sequence: 14 + sequenceLeap + 1, generation: 1, skipped: 0 };
    const late = count(peer, behind).peer;
    expect(late.missing).toEqual([[3, 5], asked, [14 + sequenceLeap, 14 + sequenceLeap]]);
    const leap = { sequence: 14 + sequenceLeap, generation: undefined, skipped: sequenceLeap };
    expect(count(late, leap).peer.missing).toEqual([
      [3, 5],
      [10, 13],
    ]);
  });

  test('of a device that comes in again go on behind a leap, and what it said before that did not come is missing', () => {
    const peer: PeerRecord = { ...freshPeer(device, identity), next: 10, missing: [[3, 5]] };
    const leap = { sequence: 14 + sequenceLeap, generation: 0, skipped: sequenceLeap };
    const counted = count(peer, leap);
    expect(counted).toMatchObject({ isNew: true, givenUp: 0, isForgetful: false });
    const next = leap.sequence + 1;
    expect(counted.peer).toMatchObject({
      next,
      missing: [
        [3, 5],
        [10, 13],
      ],
    });
    // What it has forgotten of before nobody waits for.
    const forgot = count(peer, { ...leap, sequence: 4 + sequenceLeap });
    expect(forgot).toMatchObject({ isForgetful: false, peer: { missing: [[3, 3]] } });
    // Of one that was never heard, nothing of before is for this one.
    const unknown = { ...freshPeer(device, identity), next: 0 };
    expect(count(unknown, leap).peer).toMatchObject({ next, missing: [] });
    expect(count(undefined, leap).peer).toMatchObject({ next, missing: [] });
  });

  test('of a device that comes in again begin anew when it forgot the conversation, and late ones of before do not', () => {
    const known = { ...freshPeer(device, identity), next: 10, isHearsay: true, sinceEpoch: 7 };
    const peer: PeerRecord = { ...known, missing: [[3, 5]] };
    const late = count(peer, { sequence: 4, generation: 4, skipped: 0, epoch: 6n });
    expect(late.peer).toMatchObject({ next: 10, isHearsay: true });
    expect(numbersIn(late.peer.missing)).toEqual([3, 5]);
    const anew = count(late.peer, { sequence: 1, generation: 1, skipped: 0, epoch: 7n });
    expect(anew.peer).toMatchObject({ next: 2, isHearsay: false, missing: [[0, 0]] });
  });

  test('that were left out with their keys are waited for by nobody, whoever hears of them first', () => {
    const first = count(undefined, { sequence: 40, generation: 32, skipped: 16 });
    expect(numbersIn(first.peer.missing)).toEqual(Array.from({ length: 16 }, (_, at) => 8 + at));
    const all = count(undefined, { sequence: 40, generation: 32, skipped: 32 });
    expect(all.peer.missing).toEqual([]);
  });

  test('that somebody else told of are given up for what the device itself says', () => {
    const peer: PeerRecord = { ...freshPeer(device, identity), next: 500, isHearsay: true };
    const lower = count(peer, { sequence: 7, generation: 0, skipped: 0 });
    expect(lower).toMatchObject({ isNew: true, peer: { next: 8, missing: [], isHearsay: false } });
    const higher = count(peer, { sequence: 502, generation: 0, skipped: 0 });
    expect(higher.peer).toMatchObject({ next: 503, missing: [[500, 501]], isHearsay: false });
  });

  test('that leave out some which came before show a device that has forgotten, and no others do', () => {
    fc.assert(
      fc.property(fc.nat(40), fc.nat(40), fc.nat(20), (next, sequence, wanted) => {
        const skipped = Math.min(wanted, sequence);
        const peer: PeerRecord = { ...freshPeer(device, identity), next };
        const { isForgetful } = count(peer, { sequence, generation: 3, skipped });
        const leftOut = Array.from({ length: skipped }, (_, index) => sequence - 1 - index);
        expect(isForgetful).toBe(leftOut.some((number) => number < next));
      }),
    );
  });

  test('of a device that forgot nothing never look as if it had, also when what was sent again comes late', () => {
    fc.assert(
      fc.property(arrived, (frames) => {
        let peer: PeerRecord | undefined = { ...freshPeer(device, identity), next: 0 };
        const opened = new Set<number>();
        for (const frame of frames) {
          // MLS opens a message once; what was sent again is looked at while it is missing.
          if (frame.generation === undefined ? !isMissing(peer, frame) : opened.has(frame.sequence))
            continue;
          if (frame.generation !== undefined) opened.add(frame.sequence);
          const counted: Counted = count(peer, frame);
          expect(counted.isForgetful).toBe(false);
          ({ peer } = counted);
        }
      }),
    );
  });

  test('that left out some, were sent again and then came show a device that has forgotten when they come once more', () => {
    const peer: PeerRecord = { ...freshPeer(device, identity), next: 20, missing: [[3, 19]] };
    const leap: Frame = { sequence: 19, generation: 7, skipped: 16 };
    const again = count(peer, { ...leap, generation: undefined });
    const late = count(again.peer, leap);
    expect(late.isForgetful).toBe(false);
    expect(count(late.peer, leap).isForgetful).toBe(true);
  });

  test('are asked for a little after the first is found missing, and not later when more are', () => {
    const first = count({ ...freshPeer(device, identity), next: 0 }, frameAt(2)).peer;
    expect(first).toMatchObject({ asks: 0, askAtMs: nowMs + repairDelayMs });
    const asked = { ...first, asks: 2, askAtMs: 77 };
    expect(count(asked, frameAt(5)).peer).toMatchObject({ asks: 2, askAtMs: 77 });
    const all = [0, 1].reduce((peer, sequence) => count(peer, frameAt(sequence)).peer, asked);
    expect(all).toMatchObject({ missing: [], asks: 0 });
  });
});

function isMissing(peer: PeerRecord, { sequence }: Frame): boolean {
  return numbersIn(peer.missing).includes(sequence);
}

function frameAt(sequence: number): Frame {
  return { sequence, generation: sequence, skipped: 0 };
}

describe('what a device says of its next number', () => {
  test('shows what is missing as its next frame would, and a second time nothing', () => {
    fc.assert(
      fc.property(arrived, fc.nat(100), (frames, next) => {
        let peer: PeerRecord = { ...freshPeer(device, identity), next: 0 };
        for (const frame of frames) ({ peer } = count(peer, frame));
        const told = countTail(peer, next, nowMs);
        expect(told === peer).toBe(next <= peer.next!);
        if (told === peer) return;
        const seen = count(peer, frameAt(next)).peer;
        expect({ ...told, next: next + 1 }).toEqual(seen);
        expect(countTail(told, next, nowMs)).toBe(told);
        expect(count(told, frameAt(next)).peer).toEqual(seen);
      }),
    );
  });

  test('is not believed of a device of which nothing is known, nor beyond what can be missing', () => {
    const unknown = freshPeer(device, identity);
    expect(countTail(unknown, 5, nowMs)).toBe(unknown);
    const known: PeerRecord = { ...unknown, next: 4 };
    expect(countTail(known, 5 + maxSequenceJump, nowMs)).toBe(known);
    const most = countTail(known, 4 + maxSequenceJump, nowMs);
    expect(countOf(most.missing)).toBe(maxMissingFrames);
  });
});

test('a number is taken out of ranges as out of a list of numbers', () => {
  const ranges = fc
    .uniqueArray(fc.nat(60), { maxLength: 12 })
    .map((ends) => ends.toSorted((a, b) => a - b))
    .map((ends): readonly Range[] =>
      ends.flatMap((end, index): readonly Range[] =>
        index % 2 === 1 ? [[ends[index - 1]!, end]] : [],
      ),
    );
  fc.assert(
    fc.property(ranges, fc.nat(60), (before, number) => {
      const after = without(before, number);
      const numbers = numbersIn(before);
      expect(after === undefined).toBe(!numbers.includes(number));
      if (after === undefined) return;
      expect(numbersIn(after)).toEqual(numbers.filter((each) => each !== number));
      expect(areInOrder(after)).toBe(true);
    }),
  );
});
