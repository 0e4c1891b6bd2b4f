import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MessageRange, Proposal } from '../../src/index.ts';
import { appAckOf, appAckProposal, missingGenerations, rangesOf } from '../../src/index.ts';
import { expectRefused } from '../evil/refused.ts';

const range = (sender: number, firstGeneration: number, lastGeneration: number): MessageRange => ({
  sender,
  firstGeneration,
  lastGeneration,
});
const received = (leafIndex: number, ...generations: number[]) =>
  generations.map((generation) => ({ sender: { leafIndex }, generation }));
const ack = (...bytes: number[]): Proposal => ({
  proposalType: 'app_ephemeral',
  componentId: 5,
  data: Uint8Array.from(bytes),
});

describe('AppAck', () => {
  it('is the component 5 in an app_ephemeral proposal', () => {
    expect(appAckProposal([range(1, 2, 0x0304)])).toEqual(
      ack(12, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 3, 4),
    );
    expect(appAckProposal([])).toEqual(ack(0));
  });

  it('reads what it wrote, and no other proposal', () => {
    const ranges = [range(0, 0, 3), range(7, 0xffff_ffff, 0xffff_ffff)];
    expect(appAckOf(appAckProposal(ranges))).toEqual(ranges);
    expect(appAckOf({ proposalType: 'remove', removed: 1 })).toBeUndefined();
    const other = { ...ack(0), componentId: 0x8005 } as Proposal;
    expect(appAckOf(other)).toBeUndefined();
  });

  it('refuses half a range, bytes behind the end, and a range that ends before it begins', async () => {
    await expectRefused('MLS_MALFORMED', () => appAckOf(ack(4, 0, 0, 0, 1)));
    await expectRefused('MLS_MALFORMED', () => appAckOf(ack(0, 0)));
    const backwards = ack(12, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 1);
    await expectRefused('MLS_MALFORMED', () => appAckOf(backwards));
    await expectRefused('MLS_INPUT', () => appAckProposal([range(1, 2, 1)]));
    await expectRefused('MLS_INPUT', () => appAckProposal([range(1, 2, 2 ** 32)]));
  });

  it('joins what came without a gap into one range, in whatever order it came', () => {
    const ranges = rangesOf([...received(3, 5, 1, 0, 2), ...received(1, 0), ...received(3, 6, 1)]);
    expect(ranges).toEqual([range(1, 0, 0), range(3, 0, 2), range(3, 5, 6)]);
    expect(rangesOf([])).toEqual([]);
  });

  it('tells the sender which of its messages are not acknowledged', () => {
    const ranges = [range(2, 4, 5), range(1, 0, 9), range(2, 1, 1), range(2, 1, 2)];
    expect(missingGenerations(ranges, 2, 8)).toEqual([
      { firstGeneration: 0, lastGeneration: 0 },
      { firstGeneration: 3, lastGeneration: 3 },
      { firstGeneration: 6, lastGeneration: 7 },
    ]);
    expect(missingGenerations(ranges, 1, 10)).toEqual([]);
    expect(missingGenerations(ranges, 0, 0)).toEqual([]);
    expect(missingGenerations(ranges, 0, 1)).toEqual([{ firstGeneration: 0, lastGeneration: 0 }]);
  });

  it('does work by the number of ranges, not by what they claim', () => {
    const wide = Array.from({ length: 1_000 }, () => range(0, 0, 0xffff_ffff));
    expect(missingGenerations(wide, 0, 0xffff_ffff)).toEqual([]);
    expect(missingGenerations([], 0, 0xffff_ffff)).toHaveLength(1);
  });

  it('finds exactly the messages that were lost, for any that were', () => {
    const sent = fc.integer({ min: 0, max: 40 });
    const lost = fc.uniqueArray(fc.integer({ min: 0, max: 40 }));
    fc.assert(
      fc.property(sent, lost, (count, missing) => {
        const arrived = Array.from({ length: count }, (_, index) => index).filter(
          (generation) => !missing.includes(generation),
        );
        const said = missingGenerations(rangesOf(received(1, ...arrived)), 1, count).flatMap(
          ({ firstGeneration, lastGeneration }) =>
            Array.from(
              { length: lastGeneration - firstGeneration + 1 },
              (_, index) => firstGeneration + index,
            ),
        );
        const truth = missing.filter((generation) => generation < count);
        expect(said).toEqual(truth.sort((a, b) => a - b));
      }),
    );
  });
});
