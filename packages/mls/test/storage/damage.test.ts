import { beforeAll, describe, expect, it } from 'vitest';
import { expectRefused } from '../evil/refused.ts';
import type { Stage } from '../group/stage.ts';
import { now, setStage } from '../group/stage.ts';
import { World } from '../group/world.ts';
import type { Member } from '../group/world.ts';

type Records = Map<string, Uint8Array>;

let stage: Stage;
let stored: ReadonlyMap<string, Uint8Array>;

/** A member that has everything a record can hold: past epochs, skipped keys, proposals, resumption secrets. */
beforeAll(async () => {
  stage = await setStage();
  const world = await World.of(stage, ['ada', 'ben', 'cleo', 'dora', 'eve']);
  const [ada, ben, cleo] = world.members as [Member, Member, Member];
  await ada.say('lost');
  await world.talk();
  await world.commit(cleo, { removes: [world.get('dora')], adds: ['finn'] });
  await world.commit(ben);
  await ada.say('lost');
  await world.talk();
  for (const member of [ben, cleo]) {
    const update = await stage.mls.proposeUpdate(member.state, {}, { nowSeconds: now });
    member.take(update);
    await world.deliver(update.message, member);
  }
  stored = ben.copyRecords();
});

const copy = (): Records => new Map([...stored].map(([name, bytes]) => [name, bytes.slice()]));
const load = (records: Records) => () => stage.mls.load(records);

describe('stored records that are not as they were', () => {
  it('are read when nothing is wrong with them', async () => {
    await expect(stage.mls.load(copy())).resolves.toMatchObject({ context: { epoch: 3n } });
    const all = ['group', 'key', 'node', 'past', 'past-leaf', 'proposal', 'resumption', 'secrets'];
    expect(new Set([...stored.keys()].map((name) => name.split('/')[0]))).toEqual(new Set(all));
  });

  it('are refused when one byte of one of them is another', async () => {
    for (const [name, bytes] of stored) {
      for (const offset of offsetsIn(bytes.length)) {
        const records = copy();
        records.get(name)![offset]! ^= 1 << (offset % 8);
        const isVersion = name === 'group' && offset === 0;
        await expectRefused(isVersion ? 'MLS_STATE_VERSION' : 'MLS_STATE_DAMAGED', load(records));
      }
    }
  });

  it('are refused when one of them is missing', async () => {
    const names = [...stored.keys()];
    const lastProposal = names.filter((name) => name.startsWith('proposal/')).at(-1);
    for (const name of names) {
      // A step of its own, and the last one: nothing else tells of it.
      if (name === lastProposal || name.includes('/skipped/')) continue;
      const records = copy();
      records.delete(name);
      await expectRefused('MLS_STATE_DAMAGED', load(records));
    }
    await expectRefused('MLS_STATE_DAMAGED', load(new Map()));
  });

  it('are refused when one is cut short, empty, or has bytes behind it', async () => {
    for (const [name, bytes] of stored) {
      const others = [bytes.slice(0, -1), Uint8Array.of(...bytes, 0), bytes.slice(1)];
      for (const other of [...others, new Uint8Array()]) {
        const records = copy().set(name, other);
        const isVersion = name === 'group' && other.length > 0 && other[0] !== bytes[0];
        await expectRefused(isVersion ? 'MLS_STATE_VERSION' : 'MLS_STATE_DAMAGED', load(records));
      }
    }
  });

  it("are refused when two of a kind are in each other's place", async () => {
    const names = [...stored.keys()];
    for (const [index, name] of names.entries()) {
      for (const other of names.slice(index + 1)) {
        const [one, two] = [stored.get(name)!, stored.get(other)!];
        const isOneKind = one.length === two.length && name.split('/')[0] === other.split('/')[0];
        if (!isOneKind || one.toHex() === two.toHex()) continue;
        await expectRefused('MLS_STATE_DAMAGED', load(copy().set(name, two).set(other, one)));
      }
    }
  });

  it('are refused with a record too many, whatever it is called', async () => {
    const names = [
      '',
      'x',
      'node/',
      'node/01',
      'node/1e1',
      'node/-1',
      'node/4294967296',
      'key/0x2',
    ];
    names.push(
      'key/40',
      'proposal/zz',
      'proposal/',
      'past/x',
      'past/9',
      'past-leaf/2/0',
      'past-leaf/9/0',
    );
    names.push(
      'resumption/9',
      'resumption/-1',
      'secrets/3/secret/99',
      'secrets/9/secret/0',
      'secrets/3/x',
    );
    for (const name of names) {
      if (stored.has(name)) throw new Error(`${name} is stored`);
      const alike = [...stored].find(([other]) => other.split('/')[0] === name.split('/')[0])?.[1];
      for (const bytes of [new Uint8Array(), new Uint8Array(40), alike ?? stored.get('group')!]) {
        await expectRefused('MLS_STATE_DAMAGED', load(copy().set(name, bytes)));
      }
    }
  });

  it('are refused with parts of another epoch of the same group', async () => {
    const world = await World.of(stage, ['ada', 'ben', 'cleo']);
    const ben = world.get('ben');
    const before = ben.copyRecords();
    await world.commit(ben);
    for (const [name, bytes] of before) {
      const now = ben.records.get(name);
      if (now === undefined || now.toHex() === bytes.toHex() || name.startsWith('secrets/'))
        continue;
      await expectRefused('MLS_STATE_DAMAGED', load(ben.copyRecords().set(name, bytes)));
    }
  });

  it('of a later version are refused by their version, not as damaged', async () => {
    const records = copy();
    const group = records.get('group')!;
    for (const version of [0, group[0]! + 1, 255]) {
      records.set('group', Uint8Array.of(version, 1, 2, 3));
      await expectRefused('MLS_STATE_VERSION', load(records));
    }
  });

  it('of a suite that is not known are refused by name', async () => {
    const records = copy();
    const group = records.get('group')!;
    expect([...group.subarray(3, 7)]).toEqual([0, 1, 0, 1]);
    await expectRefused(['MLS_SUITE_UNSUPPORTED', 'MLS_STATE_DAMAGED'], () => {
      group[5] = 0xff;
      return stage.mls.load(records);
    });
  });
});

/** The first bytes, the last ones, and some between. */
function offsetsIn(length: number): readonly number[] {
  const offsets = new Set([0, 3, length - 1, length - 5]);
  for (let step = 1; step < 4; step += 1) offsets.add(Math.floor((length * step) / 4));
  return [...offsets].filter((offset) => offset >= 0 && offset < length);
}
