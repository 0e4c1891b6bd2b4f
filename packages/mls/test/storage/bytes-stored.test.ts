import { beforeAll, describe, expect, it } from 'vitest';
import type { RecordChange } from '../../src/index.ts';
import type { Stage } from '../group/stage.ts';
import { createKeyPackage, now, setStage } from '../group/stage.ts';
import type { Member } from '../group/world.ts';
import { World } from '../group/world.ts';

/** Names and bytes of what is written; a name that is deleted costs its length. */
function cost(changes: readonly RecordChange[]): number {
  return changes.reduce((sum, { name, bytes }) => sum + name.length + (bytes?.length ?? 0), 0);
}

describe.for([6, 10])('in a group of 2^%i members', (depth) => {
  const count = 2 ** depth;
  let stage: Stage;
  let ada: Member;
  let zoe: Member;

  beforeAll(async () => {
    stage = await setStage({ limits: { maxPastEpochs: 1, maxResumptionPsks: 1 } });
    [ada, zoe] = await crowd(stage, count);
    // Until the epoch before everybody came is forgotten, which costs everybody's leaf once more.
    await renew(ada, zoe);
    await renew(ada, zoe);
  }, 60_000);

  it('a message costs at most 4 KiB, also the first of its sender, for both sides', async () => {
    for (let round = 0; round < 3; round += 1) {
      for (const [from, to] of [
        [ada, zoe],
        [zoe, ada],
      ] as const) {
        const sent = await stage.mls.encrypt(from.state, new Uint8Array(200));
        expect(cost(sent.changes)).toBeLessThanOrEqual(round === 0 ? 1_500 : 200);
        from.take(sent);
        const received = await stage.mls.process(to.state, sent.message, { nowSeconds: now });
        if (received.kind !== 'application') throw new Error('not an application message');
        expect(cost(received.changes)).toBeLessThanOrEqual(round === 0 ? 1_500 : 200);
        to.take(received);
      }
    }
  });

  it('a message that skips 50 costs at most 4 KiB, also as the first of its sender', async () => {
    await renew(ada, zoe);
    let { state } = ada;
    let message: Uint8Array = new Uint8Array();
    for (let sent = 0; sent < 51; sent += 1) {
      ({ state, message } = await stage.mls.encrypt(state, new Uint8Array(200)));
    }
    const received = await stage.mls.process(zoe.state, message, { nowSeconds: now });
    if (received.kind !== 'application') throw new Error('not an application message');
    expect(received.changes.filter(({ name }) => name.includes('skipped'))).toHaveLength(50);
    expect(cost(received.changes)).toBeLessThanOrEqual(4_096);
    zoe.take(received);
  });

  it('a commit costs its path, and not the group', async () => {
    for (const [from, to] of [
      [ada, zoe],
      [zoe, ada],
    ] as const) {
      const { message, accepted, ...sent } = await stage.mls.commit(from.state, {
        nowSeconds: now,
      });
      from.take(sent);
      const received = await stage.mls.process(to.state, message, { nowSeconds: now });
      if (received.kind !== 'commit') throw new Error('not a commit');
      for (const { changes } of [accepted, received]) {
        const nodes = changes.filter(({ name }) => name.startsWith('node/'));
        expect(nodes.length).toBeLessThanOrEqual(depth + 1);
        expect(cost(changes)).toBeLessThanOrEqual(2_500 + 150 * depth);
      }
      from.take(accepted);
      to.take(received);
    }
  });
});

async function renew(by: Member, other: Member): Promise<void> {
  const { message, accepted, ...sent } = await by.stage.mls.commit(by.state, { nowSeconds: now });
  by.take(sent);
  await other.receive(message);
  by.take(accepted);
}

/** The first and the last of so many members; nobody else ever wakes up. */
async function crowd(stage: Stage, count: number): Promise<[Member, Member]> {
  const world = await World.of(stage, ['ada']);
  const ada = world.get('ada');
  const own = await createKeyPackage(stage, 'zoe');
  const keyPackages = [];
  for (let index = 2; index < count; index += 1) {
    keyPackages.push((await createKeyPackage(stage, `member ${index}`)).keyPackage);
  }
  const committed = await stage.mls.commit(ada.state, {
    proposals: [...keyPackages, own.keyPackage].map((keyPackage) => ({
      proposalType: 'add',
      keyPackage,
    })),
    nowSeconds: now,
  });
  ada.take(committed);
  ada.take(committed.accepted);
  const zoe = await world.join('zoe', committed.welcome!, own);
  expect(stage.mls.members(zoe.state)).toHaveLength(count);
  return [ada, zoe];
}
