import { readFileSync } from 'node:fs';
import type { Plugin, RecordChange } from '@sotto/core';
import { nodeCrypto } from '@sotto/crypto-node';
import { memoryLink } from '@sotto/link-memory';
import { createMemoryStore, memoryRecords } from '@sotto/records-memory';
import type { MemoryRecordsOptions, MemoryStore } from '@sotto/records-memory';
import { afterEach, describe, expect, test } from 'vitest';
import type { ConversationId, Handset, Vault } from '../src/api.ts';
import { openVault } from '../src/open-vault.ts';
import { headerKey } from '../src/vault/header.ts';
import { fakePictures } from './fake-pictures.ts';
import { storeOf } from './old-store.ts';
import type { OldStore } from './old-store.ts';
import { dump, hex } from './vault-fixture.ts';

interface Fixture extends OldStore {
  readonly identity: string;
  readonly conversations: readonly { readonly id: string; readonly kind: string }[];
  readonly contacts: readonly { readonly identity: string; readonly name: string }[];
  readonly texts: Readonly<Record<string, readonly string[]>>;
}

const fixture = JSON.parse(
  readFileSync(new URL('./fixtures/vault-3.json', import.meta.url), 'utf8'),
) as Fixture;
const { passphrase } = fixture;

let vaults: Vault[] = [];
afterEach(async () => {
  await Promise.all(vaults.map((vault) => vault.close()));
  vaults = [];
});

async function open(records: Plugin): Promise<Vault> {
  const plugins = [nodeCrypto(), records, memoryLink({ relay: () => undefined }), fakePictures()];
  const vault = await openVault({ plugins });
  vaults.push(vault);
  return vault;
}

const openMemory = (
  store: MemoryStore,
  hooks: Pick<MemoryRecordsOptions, 'onWrite' | 'onWritten'> = {},
): Promise<Vault> => open(memoryRecords({ store, ...hooks }));

/** All that the fixture says of itself, as this handset shows it. */
async function told(handset: Handset): Promise<unknown> {
  const conversations = await handset.conversations();
  const texts: Record<string, readonly string[]> = {};
  for (const { id } of conversations) {
    const { messages } = await handset.history(id, { limit: 200 });
    texts[id] = messages.map(({ body }) => (body.kind === 'text' ? body.text : `[${body.kind}]`));
  }
  return {
    identity: handset.identity,
    conversations: conversations.map(({ id, kind }) => ({ id, kind })),
    contacts: (await handset.contacts()).map(({ identity, name }) => ({ identity, name })),
    texts,
  };
}

const { conversations, contacts, identity, texts } = fixture;
const expected = { identity, conversations, contacts, texts };

async function image(store: MemoryStore): Promise<ReadonlyMap<string, string>> {
  const records = await memoryRecords({ store: store.copy() }).create({});
  return new Map((await dump(records)).map(({ key, value }) => [hex(key), hex(value)]));
}

describe('a handset of format 3', () => {
  test('opens with its passphrase, and has its contacts, conversations, group and history', async () => {
    const vault = await openMemory(await storeOf(fixture));
    expect(vault.state).toBe('locked');
    expect(await vault.protection()).toMatchObject({ maxTries: 10, wrongTries: 0, waitMs: 0 });
    expect(await told(await vault.unlock({ passphrase }))).toEqual(expected);
    const group = conversations.find(({ kind }) => kind === 'group')?.id as ConversationId;
    const handset = await vault.unlock({ passphrase });
    expect((await handset.conversation(group)).name).toBe('Circle');
    expect(await handset.members(group)).toHaveLength(3);
  });

  test('becomes one of this version by one write, which adds a cover and leaves each record as it was', async () => {
    const store = await storeOf(fixture);
    const before = await image(store);
    let first: MemoryStore | undefined;
    const onWritten = (): void => void (first ??= store.copy());
    const vault = await openMemory(store, { onWritten });
    await vault.unlock({ passphrase });
    const after = await image(first!);
    const header = hex(headerKey);
    expect(after.get(header)?.slice(16, 18)).toBe('04');
    for (const [key, value] of before) if (key !== header) expect(after.get(key)).toBe(value);
    expect(after.size).toBeGreaterThan(before.size);
  });

  test('has a cover that can be visited and be opened by a duress passphrase', async () => {
    const store = await storeOf(fixture);
    const vault = await openMemory(store);
    const duress = 'somebody stands here';
    await vault.setDuress({ passphrase, duress });
    const cover = await vault.visitCover({ passphrase });
    expect(cover.identity).not.toBe(identity);
    await vault.close();
    const again = await openMemory(store);
    expect(await told(await again.unlock({ passphrase }))).toEqual(expected);
    await again.close();
    const third = await openMemory(store);
    expect((await third.unlock({ passphrase: duress })).identity).toBe(cover.identity);
  });

  test('is left as it was by a wrong passphrase', async () => {
    const store = await storeOf(fixture);
    const before = await image(store);
    const vault = await openMemory(store);
    await expect(vault.unlock({ passphrase: 'not the passphrase' })).rejects.toMatchObject({
      code: 'PASSPHRASE_WRONG',
    });
    expect(await image(store)).toEqual(before);
  });

  test('takes its first command in this version as its first opening', async () => {
    const store = await storeOf(fixture);
    const vault = await openMemory(store);
    await vault.changePassphrase({ passphrase, newPassphrase: 'of the new version' });
    await expect(vault.unlock({ passphrase })).rejects.toMatchObject({ code: 'PASSPHRASE_WRONG' });
    expect(await told(await vault.unlock({ passphrase: 'of the new version' }))).toEqual(expected);
  });

  test('whose power is cut at any write of its first opening, opens as if it had not been', async () => {
    let all = 0;
    const first = await openMemory(await storeOf(fixture), { onWrite: () => void (all += 1) });
    await first.unlock({ passphrase });
    const writes = all;
    expect(writes).toBeGreaterThanOrEqual(3);
    for (let dies = 1; dies <= writes; dies += 1) {
      for (const when of ['before', 'after'] as const) {
        const store = await storeOf(fixture);
        let at = 0;
        const cut = (now: 'before' | 'after') => (_: number, __: readonly RecordChange[]) => {
          if (now === 'before') at += 1;
          if (now !== when || at !== dies) return;
          store.crash();
          throw new Error('The power is cut here.');
        };
        const dying = await openMemory(store, {
          onWrite: cut('before'),
          onWritten: cut('after'),
        });
        await dying.unlock({ passphrase }).catch(() => undefined);
        await dying.close().catch(() => undefined);
        const again = await openMemory(store);
        expect(await told(await again.unlock({ passphrase }))).toEqual(expected);
        await again.close();
      }
    }
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
    const before = await image(store);
    const vault = await openMemory(store);
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
    expect(await image(store)).toEqual(before);
  });
});
