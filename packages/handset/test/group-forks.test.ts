import { createHash } from 'node:crypto';
import type { EpochSeen } from '@sotto/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compare, spreadEpochs } from '../src/group/forks.ts';
import type { Comparison } from '../src/group/forks.ts';
import { handsetLimits } from '../src/limits.ts';

const { maxEpochsKept, maxEpochsReported } = handsetLimits;

/** One epoch after the other on the side of a group that took these turns: each turn is what was committed. */
function chain(turns: readonly number[]): readonly EpochSeen[] {
  return turns.map((_, index) => ({
    epoch: BigInt(index + 1),
    authenticator: createHash('sha256')
      .update(turns.slice(0, index + 1).join())
      .digest(),
  }));
}

const kept = (turns: readonly number[]) => chain(turns).slice(-maxEpochsKept);
const reported = (turns: readonly number[]) => chain(turns).slice(-maxEpochsReported);

/** What a device on the one side thinks of the report of a device on the other. */
const seen = (ours: readonly number[], theirs: readonly number[]): Comparison =>
  compare(kept(ours), reported(theirs));

const turn = fc.nat(2);
/** A way of its own for each of some sides, from where they were one: so long that what was common is still reported. */
const sides = (count: number) =>
  fc
    .tuple(
      fc.array(turn, { minLength: 1, maxLength: 40 }),
      fc.array(fc.array(turn, { maxLength: maxEpochsReported - 10 }), {
        minLength: count,
        maxLength: count,
      }),
    )
    .map(([common, ways]) => ways.map((way) => [...common, ...way]));
const opposite = {
  same: 'same',
  behind: 'ahead',
  ahead: 'behind',
  'ours stays': 'theirs stays',
  'theirs stays': 'ours stays',
} as const;

/** Whether one is where the other has been. */
const isPrefix = (a: readonly number[], b: readonly number[]): boolean =>
  a.every((each, index) => each === b[index]);

describe('two sides of a group', () => {
  test('see the same of each other, from either side', () => {
    fc.assert(
      fc.property(sides(2), ([a, b]) => {
        expect(seen(b!, a!)).toBe(opposite[seen(a!, b!)]);
      }),
    );
  });

  test('are one as long as one of them is where the other has been, and split otherwise', () => {
    fc.assert(
      fc.property(sides(2), ([a, b]) => {
        const how = seen(a!, b!);
        const isOne = isPrefix(a!, b!) || isPrefix(b!, a!);
        expect(how.endsWith('stays')).toBe(!isOne);
        if (!isOne) return;
        expect(how).toBe(
          a!.length === b!.length ? 'same' : a!.length < b!.length ? 'behind' : 'ahead',
        );
      }),
    );
  });

  test('that split decide alike whenever they look, as long as they report where they split', () => {
    const later = fc.array(turn, { maxLength: 9 });
    fc.assert(
      fc.property(sides(2), later, later, ([a, b], more, another) => {
        const how = seen(a!, b!);
        if (!how.endsWith('stays')) return;
        expect(seen([...a!, ...more], [...b!, ...another])).toBe(how);
      }),
    );
  });

  test('each have members who decide alike, however far each of them has come', () => {
    fc.assert(
      fc.property(sides(2), fc.nat(60), fc.nat(60), ([a, b], more, others) => {
        const how = seen(a!, b!);
        const first = a!.findIndex((each, index) => each !== b![index]);
        if (!how.endsWith('stays') || first < 0) return;
        const some = a!.slice(0, first + 1 + more);
        const other = b!.slice(0, first + 1 + others);
        expect(seen(some, other)).toBe(how);
      }),
    );
  });
});

test('of three sides one stays before both others, whoever looks', () => {
  fc.assert(
    fc.property(sides(3), ([a, b, c]) => {
      const all = [a!, b!, c!];
      const isSplit = (one: readonly number[], two: readonly number[]): boolean =>
        !isPrefix(one, two) && !isPrefix(two, one);
      if (!isSplit(a!, b!) || !isSplit(b!, c!) || !isSplit(a!, c!)) return;
      const won = all.map(
        (one) =>
          all.filter((two) => two !== one).filter((two) => seen(one, two) === 'ours stays').length,
      );
      expect(new Set(won)).toEqual(new Set([0, 1, 2]));
    }),
  );
});

test('turn after turn a report goes out under every epoch that is kept', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: maxEpochsKept }), (count) => {
      const epochs = chain(Array.from({ length: count }, () => 0)).map((each) => ({
        ...each,
        envelopeKey: new Uint8Array(32),
        editWithinSeconds: 0,
        madeInLife: 0,
        did: [],
        admins: [],
      }));
      const turns = Array.from({ length: Math.ceil(count / 2) }, (_, turn) => turn);
      const chosen = new Set(turns.flatMap((turn) => spreadEpochs(epochs, turn)));
      expect(chosen.size).toBe(count);
    }),
  );
});

test('a report goes out under the present epoch, under the oldest that is kept, and under ever fewer between', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: maxEpochsKept }), (count) => {
      const epochs = chain(Array.from({ length: count }, () => 0)).map((each) => ({
        ...each,
        envelopeKey: new Uint8Array(32),
        editWithinSeconds: 0,
        madeInLife: 0,
        did: [],
        admins: [],
      }));
      const chosen = spreadEpochs(epochs);
      expect(chosen[0]).toBe(epochs.at(-1));
      expect(chosen).toContain(epochs[0]);
      expect(new Set(chosen).size).toBe(chosen.length);
      expect(chosen.length).toBeLessThanOrEqual(Math.log2(count) + 2);
    }),
  );
});
