import { describe, expect, it } from 'vitest';
import { stepNext } from '../../src/secret-tree/ratchet.ts';
import { addItem, removeItem } from '../evil/items.ts';
import { createPerson } from '../evil/person.ts';
import { makeApplication } from '../evil/proposal.ts';
import { expectRefused } from '../evil/refused.ts';
import { parse, setScene } from '../evil/scene.ts';
import type { Scene } from '../evil/scene.ts';
import { now } from '../evil/victim.ts';
import type { World } from '../evil/world.ts';

describe('a commit of our own', () => {
  it('[14-1] leaves the state as it was until it is accepted', async () => {
    const scene = await setScene();
    const before = scene.victim.saved();
    const dora = await createPerson(scene.suite);
    const made = await scene.victim.commit({
      proposals: [removeItem(1).proposal, addItem(dora).proposal],
    });
    expect(scene.victim.saved()).toEqual(before);
    // A public commit takes no key: the state that goes on is the same, in memory and in the records.
    expect(made.pending.saved()).toEqual(before);
    expect(made.pending.records).toEqual(scene.victim.records);
    expect(made.accepted.context().epoch).toBe(scene.world.context.epoch + 1n);
  });

  it('[14-1] takes the key that it was sealed with, and nothing else, when it is private', async () => {
    const scene = await setScene();
    const before = scene.victim.saved();
    const made = await scene.victim.commit({ proposals: [], wireFormat: 'private_message' });
    const after = made.pending.saved();
    const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
      (name) => before.get(name)?.toHex() !== after.get(name)?.toHex(),
    );
    expect(changed.length).toBeGreaterThan(0);
    expect(changed.filter((name) => !name.startsWith('secrets/'))).toEqual([]);
    expect(made.pending.context()).toEqual(scene.victim.context());
  });

  it('[14-2] gives way to the commit of another member', async () => {
    for (const wireFormat of ['public_message', 'private_message'] as const) {
      const scene = await setScene();
      const lost = await scene.victim.commit({ proposals: [removeItem(2).proposal], wireFormat });
      scene.victim = lost.pending;
      await scene.takes({ items: [removeItem(1)] });
      expect(scene.victim.memberAt(2)).toBeDefined();
      await scene.reads(0, 'in their epoch');
      const again = await scene.victim.commit({ proposals: [removeItem(2).proposal] });
      expect(again.accepted.memberAt(2)).toBeUndefined();
    }
  });

  it('[14-2] lets the messages of its epoch still come in while it waits', async () => {
    const scene = await setScene();
    const made = await scene.victim.commit({ proposals: [] });
    scene.victim = made.pending;
    await scene.reads(1, 'meanwhile');
    expect(made.accepted.context().epoch).toBe(scene.world.context.epoch + 1n);
  });
});

describe('what is encrypted in an epoch', () => {
  it('[15.2-1] ends with the last generation of the ratchet: no key is used a second time', async () => {
    const { suite } = await setScene();
    const secret = suite.random(suite.hashBytes);
    const last = { secret, generation: 0xffff_fffe, skipped: [] };
    const step = await stepNext(suite, last);
    expect(step.ratchet.generation).toBe(0xffff_ffff);
    await expectRefused('MLS_RATCHET_ENDED', () => stepNext(suite, step.ratchet));
  });

  it('[15.2-2] is encrypted in the new epoch as soon as a commit was applied', async () => {
    const scene = await setScene();
    await scene.takes({ items: [removeItem(1)] });
    const { message } = await scene.victim.encrypt('only for those who are left');
    const parsed = parse(message);
    if (parsed.wireFormat !== 'private_message') throw new Error('it is private');
    expect(parsed.privateMessage.epoch).toBe(scene.world.context.epoch);
  });
});

describe('messages out of order', () => {
  it('[15.3-1] are refused too far ahead, before a key is derived', async () => {
    const scene = await setScene({ limits: { maxForwardGenerations: 5 } });
    for (const toldGeneration of [6, 100, 0x7fff_ffff, 0xffff_ffff]) {
      // Four thousand million derivations would not end within the time of a test.
      const sealed = { toldGeneration };
      const message = await makeApplication(scene.world, 0, word, { changes: { sealed } });
      await scene.rejects('MLS_GENERATION_TOO_FAR', message);
    }
    await scene.receives(await at(scene, 5));
    await scene.receives(await at(scene, 11));
  });

  it('[15.3-2] are kept keys for up to a number: the oldest go first', async () => {
    const scene = await setScene({ limits: { maxSkippedKeys: 3 } });
    await scene.receives(await at(scene, 6));
    for (const gone of [0, 1, 2]) await scene.rejects('MLS_KEY_CONSUMED', await at(scene, gone));
    await scene.receives(await at(scene, 4));
    // Two are kept still; two more are skipped, and the oldest goes.
    await scene.receives(await at(scene, 9));
    await scene.rejects('MLS_KEY_CONSUMED', await at(scene, 3));
    for (const kept of [5, 7, 8]) await scene.receives(await at(scene, kept));
  });

  it('[15.3-2] are kept keys for up to a time', async () => {
    const scene = await setScene({ limits: { maxSkippedSeconds: 100 } });
    await scene.receives(await at(scene, 2));
    const first = await at(scene, 0);
    const inTime = { nowSeconds: now.nowSeconds + 100 };
    const late = { nowSeconds: now.nowSeconds + 101 };
    await expectRefused('MLS_KEY_CONSUMED', () => scene.victim.process(first, {}, late));
    expect((await scene.victim.process(first, {}, inTime)).kind).toBe('application');
  });

  it('[15.3-3] are read from past epochs up to a number: the oldest go first', async () => {
    const scene = await setScene({ limits: { maxPastEpochs: 2 } });
    const worlds: World[] = [];
    for (let times = 0; times < 4; times += 1) {
      worlds.push(scene.world);
      await scene.takes({});
    }
    const of = (world: World) => makeApplication(world, 0, word);
    await scene.rejects('MLS_EPOCH_PAST', await of(worlds[0]!));
    await scene.rejects('MLS_EPOCH_PAST', await of(worlds[1]!));
    await scene.receives(await of(worlds[2]!));
    await scene.receives(await of(worlds[3]!));
    // Each once.
    await scene.rejects('MLS_KEY_CONSUMED', await of(worlds[3]!));
  });
});

const word = new TextEncoder().encode('a word');

const at = (scene: Scene, generation: number) =>
  makeApplication(scene.world, 0, word, { changes: { sealed: { generation } } });
