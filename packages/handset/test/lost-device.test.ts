import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RegisterToken, RelayUrl } from '@sotto/core';
import { createMemoryStore, memoryRecords } from '@sotto/records-memory';
import type { MemoryStore } from '@sotto/records-memory';
import type { DeviceId, Handset } from '../src/api.ts';
import { encodeWatch, parseWatch, readWatch, watchKey } from '../src/lost/watch-record.ts';
import { commandOf, watchedOf } from '../src/lost/wipe-secret.ts';
import { handsetLimits } from '../src/limits.ts';
import {
  eventually,
  fastClock,
  meet,
  openStore,
  passphrase,
  person,
  relayUrl,
} from './handset-fixture.ts';
import type { FastClock, Person } from './handset-fixture.ts';
import { crypto } from './node-crypto.ts';
import { tinyLimits, tinyRelay } from './tiny-relay.ts';
import { dump } from './vault-fixture.ts';

const bytes = (text: string): Uint8Array => Uint8Array.fromHex(text);

/** Ada trusts Ben with the wiping of her device. */
async function trusting(
  options: {
    readonly beforeUnlock?: boolean;
    readonly hasCover?: boolean;
    readonly clock?: FastClock;
  } = {},
) {
  const relay = tinyRelay();
  const store = createMemoryStore();
  let wiped = 0;
  const unsafeNoCover = options.hasCover !== true;
  const vault = { onWiped: () => void (wiped += 1), unsafeNoCover };
  const { clock = fastClock() } = options;
  const ada = await person({ relay, name: 'Ada', store, vault, clock });
  const ben = await person({ relay, name: 'Ben' });
  await meet(ada, ben);
  const [friend] = await ada.handset.contacts();
  await ada.handset.lostDevice.trust(friend!.identity, true);
  if (options.beforeUnlock === true)
    await ada.handset.lostDevice.listen({ isOn: true, beforeUnlock: true });
  const device = await wipeableBy(ben.handset);
  return { relay, store, ada, ben, device, vault, friend: friend!, wiped: () => wiped };
}

function wipeableBy(handset: Handset): Promise<DeviceId> {
  return eventually(async () => (await handset.lostDevice.view()).devices[0]?.device);
}

/** Commands it, and resolves when its relay has the command. */
async function command(ben: Person, device: DeviceId): Promise<void> {
  await ben.handset.lostDevice.wipe(device);
  await eventually(
    async () => (await ben.handset.lostDevice.view()).devices[0]?.command?.atRelays === 1,
  );
}

const heardBy = (ben: Person): Promise<boolean> =>
  eventually(
    async () => (await ben.handset.lostDevice.view()).devices[0]?.command?.heardAtMs !== undefined,
  );

async function recordsOf(store: MemoryStore, { vault }: Pick<Person, 'vault'>) {
  await vault.close();
  const records = await memoryRecords({ store }).create({});
  const all = await dump(records);
  await records.close();
  return all;
}

describe('a lost device', () => {
  it('that runs is wiped when a trusted contact commands it, who hears of it', async () => {
    const { store, ada, ben, device, wiped } = await trusting();
    await ben.handset.lostDevice.wipe(device);
    await heardBy(ben);
    await eventually(() => wiped() === 1);
    expect(ada.vault.state).toBe('empty');
    expect(await recordsOf(store, ada)).toEqual([]);
    expect((await ben.handset.lostDevice.view()).devices[0]?.command).toMatchObject({
      ...{ atRelays: 1, ofRelays: 1 },
    });
  });

  it('that is locked, and whose program runs, is wiped too', async () => {
    const { ada, ben, device, wiped } = await trusting();
    await eventually(async () => (await ada.handset.lostDevice.view()).listens);
    await ada.handset.lock();
    await ben.handset.lostDevice.wipe(device);
    await eventually(() => wiped() === 1);
    expect(ada.vault.state).toBe('empty');
    await heardBy(ben);
  });

  it.each(['open', 'locked'] as const)(
    'looks at once when its network comes back or the machine wakes, %s',
    async (state) => {
      const fast = fastClock();
      let asleep = 0;
      const sleep: FastClock['sleep'] = (ms, signal) => {
        if (ms !== handsetLimits.wipeLookMs) return fast.sleep(ms, signal);
        asleep += 1;
        // Only a nudge ends it.
        return fast.sleep(2 ** 40, signal);
      };
      const clock = { ...fast, sleep };
      const { ada, ben, device, wiped } = await trusting({ clock });
      // The handset's own looking, and what looks while none runs.
      await eventually(() => asleep >= 2);
      if (state === 'locked') await ada.handset.lock();
      await command(ben, device);
      expect(wiped()).toBe(0);
      if (state === 'open') ada.handset.nudge();
      else ada.vault.nudge();
      await eventually(() => wiped() === 1);
    },
  );

  it('is wiped at its next start before any passphrase, when it was told to listen then', async () => {
    const { relay, store, ada, ben, device, vault, wiped } = await trusting({ beforeUnlock: true });
    await ada.vault.close();
    await ben.handset.lostDevice.wipe(device);
    const found = await openStore({ relay, store, vault });
    expect(found.vault.state).toBe('locked');
    await eventually(() => wiped() === 1);
    expect(await recordsOf(store, found)).toEqual([]);
    await heardBy(ben);
  });

  it('that was not told to listen before unlock shows nothing of it, and is wiped once it is unlocked', async () => {
    const { relay, store, ada, ben, device, vault, wiped } = await trusting();
    await ada.vault.close();
    const raw = await memoryRecords({ store }).create({});
    expect(await raw.get(watchKey)).toBeUndefined();
    await raw.close();
    await ben.handset.lostDevice.wipe(device);
    const found = await openStore({ relay, store, vault });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(wiped()).toBe(0);
    await found.vault.unlock({ passphrase });
    await eventually(() => wiped() === 1);
  });

  it('has no key any more when it says so: whoever holds it gains nothing by keeping its relay from answering', async () => {
    const { relay, ada, ben, device, wiped } = await trusting();
    const states: string[] = [];
    relay.lies.instead = ({ kind }) => {
      if (kind === 'register') states.push(ada.vault.state);
      return undefined;
    };
    await command(ben, device);
    ada.handset.nudge();
    await heardBy(ben);
    expect(states).toEqual(['open', 'empty']);
    expect(wiped()).toBe(1);
  });

  it('hears its command while its cover is visited, and listens as before when that is over', async () => {
    const { store, ada, ben, device, wiped } = await trusting({
      beforeUnlock: true,
      hasCover: true,
    });
    const before = await eventually(() => rawWatch(store));
    const cover = await ada.vault.visitCover({ passphrase });
    await eventually(async () => (await cover.status()).connection === 'online');
    await cover.settled();
    expect(await rawWatch(store)).toEqual(before);
    await command(ben, device);
    ada.vault.nudge();
    await eventually(() => wiped() === 1);
    expect(ada.vault.state).toBe('empty');
    await heardBy(ben);
  });

  it('is not said to be commanded by a relay whose register somebody has filled', async () => {
    const { relay, store, ada, ben, device } = await trusting({ beforeUnlock: true });
    const watch = await eventually(async () => {
      const found = await rawWatch(store);
      return found && parseWatch(found);
    });
    for (let entry = 0; entry < tinyLimits.maxRegisterEntries; entry++)
      relay.register(watch.token as RegisterToken, crypto.random(32));
    let asked = 0;
    relay.lies.instead = ({ kind }) => void (asked += kind === 'register' ? 1 : 0);
    await ben.handset.lostDevice.wipe(device);
    await eventually(() => asked > 0);
    await ben.handset.settled();
    const [wipeable] = (await ben.handset.lostDevice.view()).devices;
    expect(wipeable?.command).toMatchObject({ atRelays: 0, ofRelays: 1 });
    await ada.vault.close();
  });

  it('is commanded as soon as its relay can be reached, and hears of it when it can', async () => {
    const { ada, ben, device, wiped } = await trusting();
    for (const each of [ada, ben]) each.weather.down = true;
    ben.handset.nudge();
    await ben.handset.lostDevice.wipe(device);
    expect((await ben.handset.lostDevice.view()).devices[0]?.command?.heardAtMs).toBeUndefined();
    ben.weather.down = false;
    ben.handset.nudge();
    await eventually(
      async () => (await ben.handset.lostDevice.view()).devices[0]?.command?.atRelays === 1,
    );
    ada.weather.down = false;
    ada.handset.nudge();
    await eventually(() => wiped() === 1);
    await heardBy(ben);
  });
});

describe('a device is not wiped', () => {
  it('by a contact who is not trusted with it, nor by one who is not any more', async () => {
    const { relay, ada, ben, device, friend, wiped } = await trusting();
    const { devices } = await ada.handset.lostDevice.view();
    expect(devices).toEqual([]);
    await expect(ada.handset.lostDevice.wipe(device)).rejects.toMatchObject({
      code: 'WIPE_NOT_ALLOWED',
    });
    const before = new Set(relay.registers().keys());
    await ada.handset.lostDevice.trust(friend.identity, false);
    await eventually(async () => (await ben.handset.lostDevice.view()).devices.length === 0);
    await expect(ben.handset.lostDevice.wipe(device)).rejects.toMatchObject({
      code: 'WIPE_NOT_ALLOWED',
    });
    expect(before.size).toBeGreaterThan(0);
    expect(wiped()).toBe(0);
  });

  it('by a secret of before: ending the trust of one renews it for all', async () => {
    const relay = tinyRelay();
    const store = createMemoryStore();
    const ada = await person({ relay, name: 'Ada', store });
    const ben = await person({ relay, name: 'Ben' });
    await meet(ada, ben);
    const [friend] = await ada.handset.contacts();
    await ada.handset.lostDevice.listen({ isOn: true, beforeUnlock: true });
    const raw = (): Promise<Uint8Array> => eventually(() => rawWatch(store));
    const first = await raw();
    await ada.handset.lostDevice.trust(friend!.identity, true);
    expect(await raw()).toEqual(first);
    await ada.handset.lostDevice.trust(friend!.identity, false);
    await eventually(async () => {
      const now = await rawWatch(store);
      return now !== undefined && Buffer.compare(now, first) !== 0;
    });
    await ada.handset.lostDevice.listen({ isOn: false });
    await eventually(async () => (await rawWatch(store)) === undefined);
  });

  it('by what its relay, or whoever reads its disk, can put in the command’s place', async () => {
    const { relay, store, ada, wiped } = await trusting({ beforeUnlock: true });
    const watch = await eventually(async () => {
      const found = await rawWatch(store);
      return found && parseWatch(found);
    });
    for (const body of [watch.hash, watch.token, new Uint8Array(32), crypto.random(32)])
      relay.register(watch.token as RegisterToken, body);
    ada.handset.nudge();
    await ada.handset.lock();
    await new Promise((resolve) => setTimeout(resolve, 500));
    const again = await ada.vault.unlock({ passphrase });
    await again.status();
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(wiped()).toBe(0);
    await ada.vault.close();
  });

  it('by the command that wiped the handset before it in the same store', async () => {
    const { ada, ben, device, wiped } = await trusting();
    await command(ben, device);
    ada.handset.nudge();
    await eventually(() => wiped() === 1);
    const fresh = await ada.vault.create({ passphrase, relay: relayUrl });
    await fresh.lostDevice.listen({ isOn: true, beforeUnlock: true });
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(ada.vault.state).toBe('open');
    expect(wiped()).toBe(1);
    await ada.vault.close();
  });

  it('unless its person turned that on: nothing is told, looked up or written before', async () => {
    const relay = tinyRelay();
    const store = createMemoryStore();
    const ada = await person({ relay, name: 'Ada', store });
    expect(await ada.handset.lostDevice.view()).toEqual({
      ...{ listens: false, beforeUnlock: false, trusted: [], devices: [] },
    });
    expect(await rawWatch(store)).toBeUndefined();
    await ada.vault.close();
  });
});

/** What lies in the clear while the handset has its store open. */
async function rawWatch(store: MemoryStore): Promise<Uint8Array | undefined> {
  const records = await memoryRecords({ store: store.copy() }).create({});
  return records.get(watchKey);
}

describe('what is watched before unlock', () => {
  const relay = fc.constantFrom('https://relay.example', 'http://localhost:8080');
  const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });

  it('comes back as it was written', () => {
    fc.assert(
      fc.property(hash, hash, fc.uniqueArray(relay, { minLength: 1 }), (token, of, relays) => {
        const watch = { token, hash: of, relays } as never;
        expect(parseWatch(encodeWatch(watch))).toEqual(watch);
      }),
    );
  });

  it('is nothing when the bytes are anything else, whoever put them there', async () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (any) => {
        expect(parseWatch(any)).toBeUndefined();
      }),
    );
    const records = await memoryRecords().create({});
    await records.write([{ put: watchKey, value: bytes('82010203') }]);
    expect(await readWatch(records)).toBeUndefined();
  });

  it('names 1 to 4 relays, and is nothing with none or more: whoever wrote it does not choose how many are asked', () => {
    const watch = (count: number): Uint8Array =>
      encodeWatch({
        ...{ token: new Uint8Array(32), hash: new Uint8Array(32) },
        relays: Array.from({ length: count }, (_, at) => `https://r${at}.example` as RelayUrl),
      });
    expect(parseWatch(watch(4))?.relays).toHaveLength(4);
    for (const count of [0, 5, 40]) expect(parseWatch(watch(count))).toBeUndefined();
  });

  it('tells nobody the command: it is a hash away', async () => {
    const secret = crypto.random(32);
    const { token, hash } = await watchedOf(crypto, secret);
    const command = await commandOf(crypto, secret);
    expect(await crypto.hash('SHA-256', command)).toEqual(hash);
    for (const each of [token, hash, secret]) expect(each).not.toEqual(command);
  });
});
