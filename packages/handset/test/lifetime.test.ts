import { nodeCrypto } from '@sotto/crypto-node';
import { memoryLink } from '@sotto/link-memory';
import { createMemoryStore, memoryRecords } from '@sotto/records-memory';
import { afterEach, describe, expect, test } from 'vitest';
import { openHandset, openVault } from '../src/index.ts';
import {
  eventually,
  fastClock,
  meet,
  passphrase,
  person,
  relayUrl,
  shows,
  texts,
} from './handset-fixture.ts';
import { fakePictures } from './fake-pictures.ts';
import type { Person, PersonOptions } from './handset-fixture.ts';
import { tinyRelay } from './tiny-relay.ts';

const open: Person[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map(({ vault }) => vault.close()));
});
async function join(options: PersonOptions): Promise<Person> {
  const made = await person(options);
  open.push(made);
  return made;
}
const unsafeArgon2 = { memoryKiB: 8, passes: 1, parallelism: 1 };

describe('a vault', () => {
  test('goes from empty to open, locked, open again, and back to empty by a wipe', async () => {
    const relay = tinyRelay();
    const plugins = [
      nodeCrypto(),
      memoryRecords(),
      memoryLink({ relay: () => relay }),
      fakePictures(),
    ];
    const vault = await openVault({ plugins, clock: fastClock(), unsafeArgon2 });
    expect(vault.state).toBe('empty');
    await expect(vault.unlock({ passphrase })).rejects.toMatchObject({ code: 'HANDSET_ABSENT' });
    await expect(vault.create({ passphrase: 'short', relay: relayUrl })).rejects.toMatchObject({
      code: 'PASSPHRASE_TOO_SHORT',
    });
    const { identity, lock } = await vault.create({ passphrase, relay: relayUrl });
    expect(vault.state).toBe('open');
    await expect(vault.create({ passphrase, relay: relayUrl })).rejects.toMatchObject({
      code: 'HANDSET_EXISTS',
    });
    await lock();
    expect(vault.state).toBe('locked');
    await expect(vault.unlock({ passphrase: 'not the passphrase' })).rejects.toMatchObject({
      code: 'PASSPHRASE_WRONG',
    });
    expect((await vault.unlock({ passphrase })).identity).toBe(identity);
    await vault.wipe();
    expect(vault.state).toBe('empty');
    expect((await vault.create({ passphrase, relay: relayUrl })).identity).not.toBe(identity);
    await vault.close();
  });

  test('opened by `openHandset` is made the first time and unlocked the next', async () => {
    const relay = tinyRelay();
    const store = createMemoryStore();
    const plugins = () => [
      nodeCrypto(),
      memoryRecords({ store }),
      memoryLink({ relay: () => relay }),
      fakePictures(),
    ];
    const options = {
      relay: 'https://relay.example',
      passphrase,
      suggestedName: 'Echo',
      clock: fastClock(),
      unsafeArgon2,
    };
    const first = await openHandset({ ...options, plugins: plugins() });
    await first.close();
    const second = await openHandset({ ...options, plugins: plugins() });
    expect([second.identity, second.suggestedName]).toEqual([first.identity, 'Echo']);
    await second.close();
    await expect(
      openHandset({ ...options, passphrase: 'some other one', plugins: plugins() }),
    ).rejects.toMatchObject({
      code: 'PASSPHRASE_WRONG',
    });
    await (await openHandset({ ...options, plugins: plugins() })).close();
  });
});

describe('a locked handset', () => {
  test('throws HANDSET_LOCKED whatever it is asked, and its events have ended', async () => {
    const relay = tinyRelay();
    const ada = await join({ relay });
    const ben = await join({ relay });
    const { ofA } = await meet(ada, ben);
    const { id } = await ada.handset.send(ofA, { text: 'hello' });
    const { handset } = ada;
    const who = ben.handset.identity;
    await handset.lock();
    const asked: (() => Promise<unknown>)[] = [
      () => handset.createInvite(),
      () => handset.invites(),
      () => handset.removeInvite('x' as never),
      () => handset.acceptInvite('x'),
      () => handset.conversations(),
      () => handset.conversation(ofA),
      () => handset.moveTo([relayUrl]),
      () => handset.contacts(),
      () => handset.contact(who),
      () => handset.rename(who, 'x'),
      () => handset.safetyNumber(who),
      () => handset.setVerified(who, true),
      () => handset.verifyScanned(who, 'x'),
      () => handset.setBlocked(who, true),
      () => handset.createGroup({ name: 'x', members: [who] }),
      () => handset.members(ofA),
      () => handset.changeGroup(ofA, { disappearAfterSeconds: 1 }),
      () => handset.leave(ofA),
      () => handset.forget(ofA),
      () => handset.notes(),
      () => handset.arrange(ofA, { muted: true }),
      () => handset.send(ofA, { text: 'x' }),
      () => handset.edit(ofA, id, 'x'),
      () => handset.react(ofA, id, '👍'),
      () => handset.remove(ofA, id, 'me'),
      () => handset.forward(ofA, id, ofA),
      () => handset.message(ofA, id),
      () => handset.versions(ofA, id),
      () => handset.search('x'),
      async () => handset.typing(ofA),
      () => handset.retry(ofA, id),
      () => handset.history(ofA),
      () => handset.markRead(ofA, id),
      () => handset.picture(ofA, id),
      () => handset.settings(),
      () => handset.changeSettings({}),
      () => handset.status(),
      () => handset.settled(),
    ];
    const outcomes = await Promise.allSettled(asked.map(async (ask) => ask()));
    for (const [index, outcome] of outcomes.entries()) {
      expect({ asked: String(asked[index]), outcome }).toMatchObject({
        outcome: { status: 'rejected', reason: { code: 'HANDSET_LOCKED' } },
      });
    }
    for await (const event of handset.events()) expect(event).toBeUndefined();
    handset.nudge();
    await handset.lock();
  });

  test('ends what waits, leaves no connection, and goes on where it was when unlocked', async () => {
    const relay = tinyRelay();
    const ada = await join({ relay });
    const ben = await join({ relay });
    const { ofA, ofB } = await meet(ada, ben);
    ada.weather.down = true;
    relay.cutAll();
    await ada.handset.send(ofA, { text: 'queued' });
    const [waited] = await Promise.allSettled([ada.handset.settled(), ada.handset.lock()]);
    expect(waited).toMatchObject({ status: 'rejected', reason: { code: 'HANDSET_LOCKED' } });
    await ben.handset.lock();
    await eventually(() => relay.connections() === 0);
    ada.weather.down = false;
    ada.handset = await ada.vault.unlock({ passphrase });
    ben.handset = await ben.vault.unlock({ passphrase });
    await shows(ben.handset, ofB, ['queued']);
  });

  test('in the middle of a burst loses nothing', async () => {
    const relay = tinyRelay();
    const ada = await join({ relay });
    const ben = await join({ relay });
    const { ofA, ofB } = await meet(ada, ben);
    const sending = Array.from({ length: 40 }, (_, index) =>
      ada.handset.send(ofA, { text: `${index}` }),
    );
    await sending[10];
    await ada.handset.lock();
    const kept = (await Promise.allSettled(sending)).flatMap((outcome) =>
      outcome.status === 'fulfilled' ? [outcome.value] : [],
    );
    ada.handset = await ada.vault.unlock({ passphrase });
    await ada.handset.settled();
    const there = await texts(ada.handset, ofA);
    expect(there.length).toBeGreaterThanOrEqual(kept.length);
    await shows(ben.handset, ofB, there);
  });
});

describe('an abort', () => {
  test('rejects with its reason and leaves nothing half done', async () => {
    const relay = tinyRelay();
    const ada = await join({ relay });
    const ben = await join({ relay });
    relay.lies.answer = (frame, answer) => (frame.kind === 'register' ? 'silence' : answer);
    const stop = new AbortController();
    const why = new Error('not now');
    const aborting = eventually(() => relay.mailboxes().length === 1).then(() => stop.abort(why));
    await expect(ada.handset.createInvite({ signal: stop.signal })).rejects.toBe(why);
    await aborting;
    expect(await ada.handset.invites()).toEqual([]);
    delete relay.lies.answer;
    await meet(ada, ben);
    await expect(ada.handset.createInvite({ signal: stop.signal })).rejects.toBe(why);
    await expect(ada.handset.settled({ signal: stop.signal })).rejects.toBe(why);
  });
});

describe('a full store', () => {
  test('refuses to send with STORAGE_FULL, shows what it had, and goes on when there is room', async () => {
    const relay = tinyRelay();
    const ada = await join({ relay });
    const ben = await join({ relay });
    const { ofA, ofB } = await meet(ada, ben);
    await ada.handset.settled();
    const { usedBytes } = await ada.handset.status();
    await ada.vault.close();
    const full = await join({ relay, store: ada.store, records: { maxBytes: usedBytes + 2_000 } });
    await expect(full.handset.send(ofA, { text: 'x'.repeat(4_000) })).rejects.toMatchObject({
      code: 'STORAGE_FULL',
      retryable: true,
    });
    expect(await texts(full.handset, ofA)).toEqual([]);
    await ben.handset.send(ofB, { text: 'y'.repeat(4_000) });
    await eventually(() =>
      full.seen.some((event) => event.type === 'trouble' && event.code === 'STORAGE_FULL'),
    );
    await full.vault.close();
    const roomy = await join({ relay, store: ada.store });
    await shows(roomy.handset, ofA, ['y'.repeat(4_000)]);
    await roomy.handset.send(ofA, { text: 'z' });
    await shows(ben.handset, ofB, ['y'.repeat(4_000), 'z']);
  });
});
