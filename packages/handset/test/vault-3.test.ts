import { createMemoryStore, memoryRecords } from '@sotto/records-memory';
import type { MemoryStore } from '@sotto/records-memory';
import { afterEach, describe, expect, test } from 'vitest';
import type { ConversationId, Handset, Vault } from '../src/api.ts';
import { headerKey } from '../src/vault/header.ts';
import { eventually, openStore } from './handset-fixture.ts';
import { clockOf, storeOf } from './old-store.ts';
import { tinyRelay } from './tiny-relay.ts';
import { toldOf } from './told-of-handset.ts';
import { ada, imageOf, openUsed, usedBy } from './used-handset.ts';
import type { OpenUsed } from './used-handset.ts';
import { hex } from './vault-fixture.ts';

const { passphrase, told } = ada;

let vaults: Vault[] = [];
afterEach(async () => {
  await Promise.all(vaults.map((vault) => vault.close()));
  vaults = [];
});

async function open(store: MemoryStore, options?: OpenUsed): Promise<Vault> {
  const vault = await openUsed(store, options);
  vaults.push(vault);
  return vault;
}

describe('a handset of format 3', () => {
  test('opens with its passphrase, and has everything that it had: conversations, contacts, draft, pictures, pins', async () => {
    const vault = await open(await storeOf(ada));
    expect(vault.state).toBe('locked');
    expect(await vault.protection()).toMatchObject({ maxTries: 10, wrongTries: 0, waitMs: 0 });
    const handset = await vault.unlock({ passphrase });
    expect(await toldOf(handset)).toEqual(told);
    expect((await handset.status()).storage.tampered).toEqual([]);
  });

  test('has what is in its locker, under the passphrase of that', async () => {
    const { locker } = await (await open(await storeOf(ada))).unlock({ passphrase });
    expect(await locker.state()).toBe('locked');
    await locker.open('of the locker');
    expect(await locker.notes()).toMatchObject([{ title: 'Numbers', text: 'twelve, nine' }]);
    const [picture] = await locker.pictures();
    expect(picture).toMatchObject({ caption: 'a face' });
    expect((await locker.picture(picture!.id)).bytes).toHaveLength(1_505);
  });

  test('forgets a message that disappears when its time has come, and no other', async () => {
    // It looks at what is due some minutes after it was opened.
    const clock = clockOf({ atMs: ada.atMs + 86_400_000 }, 1_000);
    const handset = await (await open(await storeOf(ada), { clock })).unlock({ passphrase });
    const texts = async (): Promise<readonly string[]> => {
      const all: string[] = [];
      for (const { id } of await handset.conversations())
        for (const { body } of (await handset.history(id)).messages)
          if (body.kind === 'text') all.push(body.text);
      return all.toSorted();
    };
    await eventually(async () => !(await texts()).includes('Burn this by tomorrow.'));
    await eventually(async () => !(await texts()).includes('It is ash.'));
    expect(await texts()).toEqual([
      'All of us, at the harbour.',
      'Come to the harbour at one.',
      'I shall.',
      'Is @Ada there?',
      'So am I.',
      'The key is under the stone.',
      'Waiting for a network.',
    ]);
  });

  test('goes on talking: what was queued goes out, and both sides read on in the states that they had', async () => {
    const relay = tinyRelay();
    const clock = clockOf(ada);
    relay.lies.serverTimeMs = () => clock.now();
    const start = async (used: typeof ada) => {
      const { vault } = await openStore({ relay, store: await storeOf(used), vault: { clock } });
      vaults.push(vault);
      return vault.unlock({ passphrase });
    };
    // The relay is a new one: it has the mailboxes once they are asked for again.
    const ben = await start(usedBy.ben);
    await eventually(() => relay.mailboxes().length >= 2);
    const own = await start(ada);
    const withOther = async (handset: Handset, other: Handset): Promise<ConversationId> => {
      const contact = await handset.contact(other.identity);
      return contact.conversation!;
    };
    const [ofBen, ofAda] = [await withOther(ben, own), await withOther(own, ben)];
    const heard = (text: string, by: Handset, id: ConversationId): Promise<boolean> =>
      eventually(async () =>
        (await by.history(id)).messages.some(
          ({ body }) => body.kind === 'text' && body.text === text,
        ),
      );
    await heard('Waiting for a network.', ben, ofBen);
    await ben.send(ofBen, { text: 'Here it is.' });
    await heard('Here it is.', own, ofAda);
    const circle = (await ben.conversations()).find(({ kind }) => kind === 'group')!;
    await heard('So am I.', ben, circle.id);
    for (const handset of [ben, own])
      expect((await handset.status()).dropped).toEqual({
        ...{ undecryptable: 0, replayed: 0, malformed: 0, forged: 0 },
      });
  });

  test('becomes one of this version by one write, which adds a cover and leaves each record as it was', async () => {
    const store = await storeOf(ada);
    const before = await imageOf(store);
    let first: MemoryStore | undefined;
    const onWritten = (): void => void (first ??= store.copy());
    const vault = await open(store, { hooks: { onWritten } });
    await vault.unlock({ passphrase });
    const after = await imageOf(first!);
    const header = hex(headerKey);
    expect(after.get(header)?.slice(16, 18)).toBe('04');
    for (const [key, value] of before) if (key !== header) expect(after.get(key)).toBe(value);
    expect(after.size).toBeGreaterThan(before.size);
  });

  test('has a cover that can be visited and be opened by a duress passphrase', async () => {
    const store = await storeOf(ada);
    const vault = await open(store);
    const duress = 'somebody stands here';
    await vault.setDuress({ passphrase, duress });
    const cover = await vault.visitCover({ passphrase });
    expect(cover.identity).not.toBe((told as { identity: string }).identity);
    await vault.close();
    const again = await open(store);
    expect(await toldOf(await again.unlock({ passphrase }))).toEqual(told);
    await again.close();
    const third = await open(store);
    expect((await third.unlock({ passphrase: duress })).identity).toBe(cover.identity);
  });

  test('is left as it was by a wrong passphrase', async () => {
    const store = await storeOf(ada);
    const before = await imageOf(store);
    const vault = await open(store);
    await expect(vault.unlock({ passphrase: 'not the passphrase' })).rejects.toMatchObject({
      code: 'PASSPHRASE_WRONG',
    });
    expect(await imageOf(store)).toEqual(before);
  });

  test('takes its first command in this version as its first opening', async () => {
    const vault = await open(await storeOf(ada));
    await vault.changePassphrase({ passphrase, newPassphrase: 'of the new version' });
    await expect(vault.unlock({ passphrase })).rejects.toMatchObject({ code: 'PASSPHRASE_WRONG' });
    expect(await toldOf(await vault.unlock({ passphrase: 'of the new version' }))).toEqual(told);
  });
});

describe('a handset of a later format', () => {
  test('is refused with VAULT_NEWER and a sentence, whatever is asked of it, and left as it was', async () => {
    const store = createMemoryStore();
    const records = await memoryRecords({ store }).create({});
    const header = new Uint8Array(800).fill(5);
    header.set(new TextEncoder().encode('SOTTOVLT'));
    await records.write([{ put: headerKey, value: header }]);
    await records.close();
    const before = await imageOf(store);
    const vault = await open(store);
    const newer = {
      code: 'VAULT_NEWER',
      message: expect.stringMatching(/later version .* Update this handset/),
    };
    await expect(vault.unlock({ passphrase })).rejects.toMatchObject(newer);
    await expect(vault.protection()).rejects.toMatchObject(newer);
    await expect(
      vault.changePassphrase({ passphrase, newPassphrase: 'another passphrase' }),
    ).rejects.toMatchObject(newer);
    await expect(
      vault.create({ passphrase, relay: 'https://relay.example' as never }),
    ).rejects.toMatchObject({ code: 'HANDSET_EXISTS' });
    expect(await imageOf(store)).toEqual(before);
  });
});
