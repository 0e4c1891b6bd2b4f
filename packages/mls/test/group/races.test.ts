import { describe, expect, it } from 'vitest';
import { expectRefused } from '../evil/refused.ts';
import { createKeyPackage, now, setStage } from './stage.ts';
import type { Member } from './world.ts';
import { snapshotOf, World } from './world.ts';

describe('a commit that loses a race', () => {
  it('leaves its member where it was, and the next attempt works', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben', 'cleo']);
    const [ada, ben, cleo] = world.members;
    const own = await createKeyPackage(stage, 'dora');
    const proposals = [{ proposalType: 'add' as const, keyPackage: own.keyPackage }];
    const lost = await stage.mls.commit(ben!.state, { proposals, nowSeconds: now });
    ben!.take(lost);
    const won = await stage.mls.commit(ada!.state, { nowSeconds: now });
    ada!.take(won);
    for (const member of [ben!, cleo!]) await member.receive(won.message);
    ada!.take(won.accepted);
    world.agree();
    for (const member of [ada!, cleo!]) {
      await expectRefused('MLS_EPOCH_PAST', () => member.receive(lost.message));
    }
    const again = await stage.mls.commit(ben!.state, { proposals, nowSeconds: now });
    ben!.take(again);
    await world.deliver(again.message, ben);
    ben!.take(again.accepted);
    await world.join('dora', again.welcome!, own);
    world.agree();
    await world.talk();
  });

  it('was made without a change of the epoch: only its sending key is gone', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben']);
    const ada = world.get('ada');
    const before = new Map(ada.records);
    ada.take(await stage.mls.commit(ada.state, { nowSeconds: now }));
    const changed = [...new Set([...before.keys(), ...ada.records.keys()])].filter(
      (name) => before.get(name)?.toHex() !== ada.records.get(name)?.toHex(),
    );
    for (const name of changed) expect(name).toMatch(/^secrets\/1\//);
    await world.talk();
  });

  it('uses no key twice, however often it is tried', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben']);
    const [ada, ben] = world.members;
    const generations: number[] = [];
    for (let attempt = 0; attempt < 4; attempt += 1) {
      const { message, ...sent } = await stage.mls.commit(ada!.state, { nowSeconds: now });
      generations.push(handshakeGeneration(sent.state));
      ada!.take(sent);
      if (attempt === 1) await ada!.reload();
      if (attempt < 3) continue;
      await ben!.receive(message);
      ada!.take(sent.accepted);
    }
    expect(generations).toEqual([1, 2, 3, 4]);
    world.agree();
    await world.talk();
  });

  it('of many members at once: the first wins, all others come after it one by one', async () => {
    const stage = await setStage();
    const names = ['ada', 'ben', 'cleo', 'dora', 'eve'];
    const world = await World.of(stage, names);
    const waiting: Member[] = [...world.members];
    while (waiting.length > 0) {
      const attempts = [];
      for (const member of waiting) {
        const attempt = await stage.mls.commit(member.state, { nowSeconds: now });
        member.take(attempt);
        attempts.push(attempt);
      }
      const winner = waiting.shift()!;
      await world.deliver(attempts[0]!.message, winner);
      winner.take(attempts[0]!.accepted);
      world.agree();
    }
    expect(world.epoch).toBe(6n);
    await world.talk();
  });

  it('that was taken in after all goes on from what came in between', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben', 'cleo']);
    const [ada, ben, cleo] = world.members;
    const committed = await stage.mls.commit(ada!.state, { nowSeconds: now });
    ada!.take(committed);
    const [one, two] = [await ben!.say('one'), await ben!.say('two')];
    const update = await stage.mls.proposeUpdate(cleo!.state, {}, { nowSeconds: now });
    cleo!.take(update);
    await ada!.receive(two);
    await ada!.receive(update.message);
    await ben!.receive(update.message);
    await world.deliver(committed.message, ada);
    ada!.take(stage.mls.accept(ada!.state, committed.accepted.state));
    world.agree();
    await ada!.reload();
    await ada!.receive(one);
    await expectRefused('MLS_KEY_CONSUMED', () => ada!.receive(two));
    await world.talk();
  });

  it('is not taken in where another one was', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben']);
    const [ada, ben] = world.members;
    const lost = await stage.mls.commit(ada!.state, { nowSeconds: now });
    ada!.take(lost);
    await world.commit(ben!);
    const before = snapshotOf(ada!);
    await expectRefused('MLS_INPUT', () => stage.mls.accept(ada!.state, lost.accepted.state));
    expect(snapshotOf(ada!)).toBe(before);
    await world.talk();
  });
});

/** The generation that the next commit or proposal of this member takes. */
function handshakeGeneration(state: Member['state']): number {
  let node = state.secretTree.root;
  let half = state.secretTree.leafCount / 2;
  while (!(node instanceof Uint8Array) && 'left' in node) {
    node = Math.floor(state.keys.leafIndex / half) % 2 === 0 ? node.left : node.right;
    half /= 2;
  }
  return node instanceof Uint8Array ? 0 : node.handshake.generation;
}
