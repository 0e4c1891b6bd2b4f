import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Crypto } from '@sotto/core';
import type { LockerApi, LockerItemId } from '../src/api.ts';
import { createEventHub } from '../src/events/event-hub.ts';
import { handsetLimits } from '../src/limits.ts';
import { openItem, sealItem } from '../src/locker/item-seal.ts';
import { createLocker } from '../src/locker/locker.ts';
import { tables } from '../src/storage/tables.ts';
import { group, holds, settle } from './message-fixture.ts';
import type { TestMember } from './message-fixture.ts';
import { crypto } from './node-crypto.ts';
import { watchKeys } from './watched-keys.ts';

const passphrase = 'another one than that';

interface Lockered {
  readonly ann: TestMember;
  readonly locker: LockerApi;
  readonly close: () => Promise<void>;
}

async function lockered(crypto_: Crypto = crypto): Promise<Lockered> {
  const [ann] = (await group(['Ann'], {})) as unknown as [TestMember];
  const argon2 = { memoryKiB: 8, passes: 1, parallelism: 1 };
  const { api: locker, close } = createLocker({
    ...ann.engine,
    crypto: crypto_,
    policy: { selfUpdateMs: 0, argon2 },
    events: createEventHub(),
  });
  return { ann, locker, close };
}

const code = (expected: string) => expect.objectContaining({ code: expected });
const picture = new TextEncoder().encode('PIC lockedpicture');

describe('the locker', () => {
  test('opens with its passphrase and no other, and keeps notes and pictures', async () => {
    const { locker } = await lockered();
    expect(await locker.state()).toBe('absent');
    await expect(locker.open(passphrase)).rejects.toEqual(code('LOCKER_ABSENT'));
    await locker.create(passphrase);
    const { id } = await locker.putNote({ title: 'Door', text: 'the code is 4711' });
    const { id: shown } = await locker.addPicture(picture, 'the map');
    locker.lock();
    expect(await locker.state()).toBe('locked');
    await expect(locker.open('something else')).rejects.toEqual(code('PASSPHRASE_WRONG'));
    await locker.open(passphrase);
    expect(await locker.notes()).toMatchObject([{ id, title: 'Door', text: 'the code is 4711' }]);
    expect(await locker.pictures()).toMatchObject([{ id: shown, caption: 'the map' }]);
    expect((await locker.picture(shown)).bytes.length).toBeGreaterThan(0);
  });

  test('gives nothing while it is locked, and takes nothing', async () => {
    const { locker } = await lockered();
    await locker.create(passphrase);
    const { id } = await locker.putNote({ title: '', text: 'a note' });
    locker.lock();
    const calls: readonly (() => Promise<unknown>)[] = [
      () => locker.notes(),
      () => locker.pictures(),
      () => locker.picture(id),
      () => locker.remove(id),
      () => locker.putNote({ title: '', text: 'another' }),
      () => locker.addPicture(picture),
    ];
    for (const call of calls) await expect(call()).rejects.toEqual(code('LOCKER_LOCKED'));
  });

  test('shows nothing to the handset’s own keys: neither titles, texts, captions nor pictures', async () => {
    const { ann, locker } = await lockered();
    await locker.create(passphrase);
    await locker.putNote({ title: 'lockedtitle', text: 'lockedtext' });
    await locker.addPicture(picture, 'lockedcaption');
    for (const word of ['lockedtitle', 'lockedtext', 'lockedcaption', 'lockedpicture'])
      expect(holds(ann.values(), word)).toBe(false);
    expect(await ann.engine.search.find('lockedtext', { limit: 5 })).toEqual([]);
  });

  test('locks by itself after five minutes without use, and not while it is used', async () => {
    const { ann, locker } = await lockered();
    await locker.create(passphrase);
    await ann.clock.advance(handsetLimits.lockerIdleMs - 1_000);
    await locker.notes();
    await ann.clock.advance(2_000);
    expect(await locker.state()).toBe('open');
    await ann.clock.advance(handsetLimits.lockerIdleMs);
    await settle();
    expect(await locker.state()).toBe('locked');
  });

  test('locks when the clock was set back, rather than to stay open until it has come there again', async () => {
    const { ann, locker } = await lockered();
    await locker.create(passphrase);
    ann.clock.set(ann.clock.nowMs - 30 * 86_400_000);
    await ann.clock.advance(handsetLimits.lockerIdleMs);
    await settle();
    expect(await locker.state()).toBe('locked');
  });

  test('leaves no key in memory once it is locked, nor after a command, whether that is done or refused', async () => {
    const { crypto: watched, keys } = watchKeys(crypto);
    const { locker } = await lockered(watched);
    await locker.create(passphrase);
    await locker.putNote({ title: '', text: 'a note' });
    locker.lock();
    await expect(locker.open('something else')).rejects.toEqual(code('PASSPHRASE_WRONG'));
    await expect(locker.changePassphrase(passphrase, 'short')).rejects.toEqual(
      code('PASSPHRASE_TOO_SHORT'),
    );
    await locker.changePassphrase(passphrase, 'a third one');
    await locker.open('a third one');
    await locker.notes();
    await locker.destroy();
    expect(keys.size).toBeGreaterThan(5);
    for (const key of keys) expect(key).toEqual(new Uint8Array(key.length));
  });

  test('is closed with the handset, once what was under way in it is done', async () => {
    const { locker, close } = await lockered();
    await locker.create(passphrase);
    const writing = locker.putNote({ title: '', text: 'the last one' });
    await close();
    await expect(writing).resolves.toMatchObject({ text: 'the last one' });
    await expect(locker.notes()).rejects.toEqual(code('LOCKER_LOCKED'));
  });

  test('takes another passphrase without sealing anything anew', async () => {
    const { ann, locker } = await lockered();
    await locker.create(passphrase);
    await locker.putNote({ title: 'Door', text: '4711' });
    const before = ann.values();
    await expect(locker.changePassphrase('something else', 'a third one')).rejects.toEqual(
      code('PASSPHRASE_WRONG'),
    );
    await expect(locker.changePassphrase(passphrase, 'short')).rejects.toEqual(
      code('PASSPHRASE_TOO_SHORT'),
    );
    await locker.changePassphrase(passphrase, 'a third one');
    const changed = ann.values().filter((value, at) => !sameBytes(value, before[at]));
    expect(changed).toHaveLength(1);
    locker.lock();
    await expect(locker.open(passphrase)).rejects.toEqual(code('PASSPHRASE_WRONG'));
    await locker.open('a third one');
    expect(await locker.notes()).toMatchObject([{ title: 'Door' }]);
  });

  test('is destroyed without its passphrase: the key first, and nothing of it is left', async () => {
    const { ann, locker } = await lockered();
    const empty = ann.values().length;
    await locker.create(passphrase);
    await locker.putNote({ title: 'Door', text: '4711' });
    await locker.addPicture(picture);
    locker.lock();
    await locker.destroy();
    expect(await locker.state()).toBe('absent');
    expect(ann.values()).toHaveLength(empty);
    await locker.create('another one again');
    expect(await locker.notes()).toEqual([]);
  });

  test('what a crash in the middle of that has left is gone when another one is made', async () => {
    const { ann, locker } = await lockered();
    await locker.create(passphrase);
    await locker.putNote({ title: 'Door', text: '4711' });
    locker.lock();
    await settle();
    await ann.engine.store.write([{ remove: { table: tables.locker, id: 'key' } }]);
    expect(await locker.state()).toBe('absent');
    await locker.create('another one again');
    expect(await locker.notes()).toEqual([]);
  });

  test('erases a note and a picture without a trace', async () => {
    const { ann, locker } = await lockered();
    await locker.create(passphrase);
    const empty = ann.values().length;
    const { id } = await locker.putNote({ title: 'Door', text: '4711' });
    const { id: shown } = await locker.addPicture(picture);
    for (const each of [id, shown]) await locker.remove(each);
    expect(ann.values()).toHaveLength(empty);
    await expect(locker.remove(id)).rejects.toEqual(code('LOCKER_ITEM_UNKNOWN'));
    await expect(locker.remove('nonsense' as LockerItemId)).rejects.toEqual(
      code('LOCKER_ITEM_UNKNOWN'),
    );
  });

  test('refuses an empty note, and one that is too long, and keeps what was there', async () => {
    const { locker } = await lockered();
    await locker.create(passphrase);
    const { id } = await locker.putNote({ title: '', text: 'as it was' });
    await expect(locker.putNote({ id, title: ' ', text: '\n' })).rejects.toEqual(
      code('TEXT_EMPTY'),
    );
    const text = 'x'.repeat(handsetLimits.maxLockerNoteBytes + 1);
    await expect(locker.putNote({ id, title: '', text })).rejects.toEqual(code('TEXT_TOO_LONG'));
    const title = 'x'.repeat(handsetLimits.maxLockerTitleChars + 1);
    await expect(locker.putNote({ id, title, text: '' })).rejects.toEqual(code('TEXT_TOO_LONG'));
    expect(await locker.notes()).toMatchObject([{ id, text: 'as it was' }]);
  });
});

test('a sealed item opens under its own id and kind alone, and with no bit changed', async () => {
  const key = crypto.random(32);
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.nat(), async (data, at) => {
      const id = crypto.random(16);
      const name = { kind: 'note', id } as const;
      const sealed = await sealItem(crypto, key, name, data);
      expect(await openItem(crypto, key, name, sealed)).toEqual(data);
      const changed = sealed.slice();
      changed[at % changed.length]! ^= 1;
      const wrong = [
        openItem(crypto, key, name, changed),
        openItem(crypto, key, { kind: 'picture', id }, sealed),
        openItem(crypto, key, { kind: 'note', id: crypto.random(16) }, sealed),
        openItem(crypto, crypto.random(32), name, sealed),
      ];
      for (const each of wrong) await expect(each).rejects.toEqual(code('VAULT_BROKEN'));
    }),
    { numRuns: 30 },
  );
});

function sameBytes(a: Uint8Array, b: Uint8Array | undefined): boolean {
  return b !== undefined && Buffer.compare(a, b) === 0;
}
