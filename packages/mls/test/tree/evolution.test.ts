import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Suite } from '../../src/suite/suite.ts';
import { createSuite } from '../../src/suite/suite.ts';
import { createCrypto } from '../crypto.ts';
import type { Changes } from './group-model.ts';
import { GroupModel } from './group-model.ts';

let suite: Suite;

beforeAll(async () => {
  suite = createSuite(await createCrypto(), 0x0001)!;
});

interface Step {
  readonly committer: number;
  readonly add: number;
  readonly update: readonly number[];
  readonly remove: readonly number[];
  readonly isAddOnly: boolean;
}

const picks = fc.array(fc.nat(), { maxLength: 3 });
const steps = fc.array(
  fc.record<Step>({
    committer: fc.nat(),
    add: fc.nat({ max: 6 }),
    update: picks,
    remove: picks,
    isAddOnly: fc.boolean(),
  }),
  { minLength: 2, maxLength: 8 },
);

/** Turns numbers into members that are there, each for one thing. */
function changesOf(group: GroupModel, step: Step): { committer: number; changes: Changes } {
  const free = [...group.members.keys()];
  const take = (number: number): number => free.splice(number % free.length, 1)[0]!;
  const committer = take(step.committer);
  const update = step.update.slice(0, free.length).map(take);
  const remove = step.remove.slice(0, free.length).map(take);
  return { committer, changes: { add: step.add, update, remove } };
}

describe('a ratchet tree through random commits', () => {
  test('stays valid, the same for all members, and the same when it is read back', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 33 }), steps, async (size, sequence) => {
        const group = await GroupModel.found(suite);
        await group.addOnly(size + 1);
        for (const step of sequence) {
          if (step.isAddOnly) await group.addOnly(step.add);
          else {
            const { committer, changes } = changesOf(group, step);
            await group.commit(committer, changes);
          }
        }
      }),
      { numRuns: 25 },
    );
  }, 120_000);

  test('leaves a removed member with no key of it', async () => {
    const group = await GroupModel.found(suite);
    await group.commit(0, { add: 12 });
    for (const committer of [3, 9, 12, 5]) await group.commit(committer, {});
    const gone = await group.commit(4, { remove: [5, 9, 12], add: 1 });
    expect(gone.length).toBe(3);
    const publicKeys = new Set(group.tree.nodes.map((node) => node?.encryptionKey.toHex()));
    for (const { keys } of gone) {
      expect(keys.keys.size).toBeGreaterThan(1);
      for (const privateKey of keys.keys.values()) {
        expect(publicKeys).not.toContain((await suite.publicKey(privateKey)).toHex());
      }
    }
  });

  test('works with the post-quantum suite', async () => {
    const group = await GroupModel.found(createSuite(await createCrypto(), 0xf07a)!);
    await group.commit(0, { add: 5 });
    await group.commit(4, { update: [2], remove: [0], add: 3 });
    await group.commit(7, { remove: [1, 2, 3, 4, 5, 6] });
    expect(group.tree.leafCount).toBe(8);
    await group.commit(0, { remove: [7] });
    expect(group.tree.leafCount).toBe(1);
  });
});
