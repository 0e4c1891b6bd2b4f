import { memoryBlobs } from '@sotto/blobs-memory';
import type { Mailboxes, Services } from '@sotto/core';
import { SottoError, createPlugin, definePlugin } from '@sotto/core';
import { inspect } from '@sotto/handset/inspect';
import { createMailboxesStore, memoryMailboxes } from '@sotto/mailboxes-memory';
import { describe, expect, test } from 'vitest';
import type { Network, RelaySetup, SimulatedHandset } from '../src/index.ts';
import { isDirect, pair } from './device-fixture.ts';
import { converge, groupOf, say, texts } from './group-fixture.ts';
import type { Person } from './group-fixture.ts';

/** A relay whose registers answer nobody while they are away. */
function unreliableRegisters(): Required<Pick<RelaySetup, 'stores'>> & { areAway: boolean } {
  const good = memoryMailboxes({ store: createMailboxesStore() });
  const away = <T>(job: () => Promise<T>): Promise<T> =>
    registers.areAway
      ? Promise.reject(
          new SottoError('MAILBOXES_UNAVAILABLE', 'The registers are away.', { retryable: true }),
        )
      : job();
  const mailboxes = definePlugin({
    ...good,
    create: async (services): Promise<Mailboxes> => {
      const real = await createPlugin(good, services as Services);
      return {
        ...real,
        register: (entry) => away(() => real.register(entry)),
        lookup: (token) => away(() => real.lookup(token)),
      };
    },
  });
  const blobs = memoryBlobs();
  const registers = { areAway: false, stores: () => [mailboxes, blobs] };
  return registers;
}

interface Scene {
  readonly net: Network;
  readonly ada: SimulatedHandset;
  readonly ofTablet: Person;
  /** As Ben has it, and Cleo. */
  readonly group: readonly [ben: Person, cleo: Person];
  /** How many devices Ada has in the conversation with Ben, in the one with Cleo, and in the group. */
  readonly devices: () => Promise<readonly number[]>;
  readonly revokeTablet: () => Promise<void>;
}

/** Ada has a tablet, and both are in conversations with Ben and with Cleo, and in a group of hers, where nobody else is an admin. */
async function scene(setup?: Pick<RelaySetup, 'stores'>): Promise<Scene> {
  const { net, relay, ada, ben, ofBen } = await pair(1, setup);
  const cleo = await net.addHandset('Cleo', relay);
  const [ofCleo] = await net.introduce(cleo, ada);
  await net.introduce(ben, cleo);
  await net.advance(10_000);
  const members = [ben, cleo].map((each) => each.handset().identity);
  await ada.handset().createGroup({ name: 'Ours', members });
  const tablet = await net.addDevice(ada, 'Tablet');
  const ofTablet = { who: tablet, id: await groupOf(net, tablet, 'Ours') };
  await net.until(async () => {
    const all = await tablet.handset().conversations();
    return all.filter(isDirect).length === 2;
  });
  await net.advance(120_000);
  const group = [
    { who: ben, id: await groupOf(net, ben, 'Ours') },
    { who: cleo, id: await groupOf(net, cleo, 'Ours') },
  ] as const;
  const { identity: hers } = ada.handset();
  const devices = (): Promise<readonly number[]> =>
    Promise.all(
      [ofBen, { who: cleo, id: ofCleo }, group[0]].map(async (place) => {
        const all = await place.who.handset().members(place.id);
        return all.find(({ identity }) => identity === hers)?.devices ?? 0;
      }),
    );
  const revokeTablet = async (): Promise<void> => {
    const found = (await ada.handset().devices()).find(({ name }) => name === 'Tablet');
    await ada.handset().revokeDevice(found!.id);
  };
  return { net, ada, ofTablet, group, devices, revokeTablet };
}

/** Ada goes away for good at a write, a while after she began to revoke it. */
async function goneAt(
  write: number,
  setup?: Pick<RelaySetup, 'stores'>,
): Promise<Scene & { readonly soon: readonly number[] }> {
  const made = await scene(setup);
  expect(await made.devices()).toEqual([2, 2, 2]);
  made.ada.crashAtWrite('after', write);
  // Dead, it never answers.
  void made.revokeTablet().catch(() => undefined);
  await made.net.advance(30_000);
  expect(made.ada.isUp()).toBe(false);
  return { ...made, soon: await made.devices() };
}

/** Ada has a laptop, too, which knows that the tablet was revoked, by a phone that is gone before it did anything else. */
async function laptopKnows(
  setup?: Pick<RelaySetup, 'stores'>,
): Promise<Scene & { readonly ofLaptop: Person }> {
  const made = await scene(setup);
  const { net, ada, devices, revokeTablet } = made;
  const laptop = await net.addDevice(ada, 'Laptop');
  const ofLaptop = { who: laptop, id: await groupOf(net, laptop, 'Ours') };
  await net.advance(120_000);
  // It waits for nothing any more.
  await laptop.stop();
  await net.wait(laptop.start());
  await net.advance(5_000);
  ada.crashAtWrite('after', 4);
  void revokeTablet().catch(() => undefined);
  await net.advance(2_000);
  expect(ada.isUp()).toBe(false);
  const known = await laptop.handset().devices();
  expect(known.find(({ name }) => name === 'Tablet')).toHaveProperty('revokedAtMs');
  expect(await devices()).toEqual([3, 3, 3]);
  return { ...made, ofLaptop };
}

const [nowhere, everywhere] = ['2 2 2', '1 1 1'];

describe('a device that was revoked', () => {
  test('is out everywhere as soon as it is out anywhere, at whichever write the one that revoked it went away for good', async () => {
    const [before, after] = [new Set<string>(), new Set<string>()];
    for (let write = 6; write <= 22; write += 2) {
      const { net, ofTablet, group, devices, soon } = await goneAt(write);
      before.add(soon.join(' '));
      await net.advance(1_800_000);
      const now = (await devices()).join(' ');
      after.add(now);
      expect(now).toBe(soon.join(' ') === nowhere ? nowhere : everywhere);
      if (now === everywhere) {
        await converge(net, group);
        await say(group[0], 'without it');
        await net.until(async () => (await texts(group[1])).includes('without it'));
        await net.advance(60_000);
        expect(await texts(ofTablet)).not.toContain('without it');
        expect((await ofTablet.who.handset().conversation(ofTablet.id)).state).toBe('removed');
      }
      net.close();
    }
    // It went away before anybody knew, in the middle, and when all was done.
    expect(before.size).toBeGreaterThan(2);
    expect([...after].toSorted()).toEqual([everywhere, nowhere]);
  }, 120_000);

  test('does not read what is written before its turn would come to be taken out', async () => {
    const { net, ofTablet, group, soon } = await goneAt(12);
    expect(soon.at(-1)).toBe(2);
    // Nobody asked for it here, so that nobody is told that a change of theirs waits.
    expect((await group[0].who.handset().conversation(group[0].id)).changesWaiting).toBe(0);
    await say(group[0], 'not for the tablet');
    // Nobody waits until it would be their turn.
    await net.until(async () => (await texts(group[1])).includes('not for the tablet'), 30_000);
    await net.advance(60_000);
    expect(await texts(ofTablet)).toEqual([]);
    expect((await ofTablet.who.handset().conversation(ofTablet.id)).state).toBe('removed');
    net.close();
  });

  test('reads nothing that another device of its person writes once it knows, whosever turn it would be', async () => {
    const { net, group, devices, ofLaptop } = await laptopKnows();
    await say(ofLaptop, 'not for the tablet');
    await net.until(async () => (await texts(group[0])).includes('not for the tablet'), 30_000);
    expect((await devices()).at(-1)).toBe(2);
    net.close();
  });

  test('keeps nobody of its person from leaving, with what they said last', async () => {
    const registers = unreliableRegisters();
    const { net, group, ofLaptop } = await laptopKnows(registers);
    registers.areAway = true;
    await say(ofLaptop, 'I go');
    await ofLaptop.who.handset().leave(ofLaptop.id);
    await net.until(async () => {
      const { state } = await ofLaptop.who.handset().conversation(ofLaptop.id);
      return state === 'left';
    }, 30_000);
    await net.until(async () => (await texts(group[0])).includes('I go'), 30_000);
    net.close();
  }, 20_000);

  test('reads nothing either while no register takes the commit that is to take it out', async () => {
    const registers = unreliableRegisters();
    const { net, ofTablet, group, soon } = await goneAt(12, registers);
    expect(soon.at(-1)).toBe(2);
    registers.areAway = true;
    await say(group[0], 'not for the tablet');
    await net.advance(300_000);
    expect(await texts(group[1])).toEqual([]);
    registers.areAway = false;
    await net.until(async () => (await texts(group[1])).includes('not for the tablet'));
    await net.advance(60_000);
    expect(await texts(ofTablet)).toEqual([]);
    net.close();
  });

  test('is taken out by their own devices when they are there, with one commit in each conversation', async () => {
    const { net, group, devices, revokeTablet } = await scene();
    const [ben] = group;
    const epoch = async (): Promise<number> =>
      Number((await inspect(ben.who.handset(), ben.id)).epoch);
    const before = await epoch();
    await net.wait(revokeTablet());
    await net.until(async () => (await devices()).join(' ') === everywhere);
    await net.advance(3_600_000);
    expect(await epoch()).toBe(before + 1);
    net.close();
  });
});
