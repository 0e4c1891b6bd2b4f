import { readFileSync } from 'node:fs';
import type { Plugin } from '@sotto/core';
import { nodeCrypto } from '@sotto/crypto-node';
import { memoryLink } from '@sotto/link-memory';
import { memoryRecords } from '@sotto/records-memory';
import type { MemoryStore } from '@sotto/records-memory';
import { afterEach, describe, expect, test } from 'vitest';
import type { Vault } from '../src/api.ts';
import { openVault } from '../src/open-vault.ts';
import { fakePictures } from './fake-pictures.ts';
import { relayUrl } from './handset-fixture.ts';
import { storeOf } from './old-store.ts';
import type { OldStore } from './old-store.ts';
import { dump } from './vault-fixture.ts';

const [first, second] = ['vault-1.json', 'vault-2.json'].map(
  (name) =>
    JSON.parse(readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8')) as OldStore,
) as [OldStore, OldStore];

let vault: Vault | undefined;
afterEach(() => vault?.close());

async function open(store: MemoryStore): Promise<Vault> {
  const plugins: readonly Plugin[] = [
    nodeCrypto(),
    memoryRecords({ store }),
    memoryLink({ relay: () => undefined }),
    fakePictures(),
  ];
  vault = await openVault({ plugins, unsafeArgon2: { memoryKiB: 8, passes: 1, parallelism: 1 } });
  return vault;
}

describe.each([
  ['1', first],
  ['2', second],
] as const)('a handset of format %s', (_, fixture) => {
  const { passphrase } = fixture;

  test('is refused with VAULT_OLDER and a sentence, whatever the passphrase', async () => {
    const opened = await open(await storeOf(fixture));
    expect(opened.state).toBe('locked');
    for (const given of [passphrase, `${passphrase}!`]) {
      await expect(opened.unlock({ passphrase: given })).rejects.toMatchObject({
        code: 'VAULT_OLDER',
        retryable: false,
        message: expect.stringMatching(/earlier version .* cannot read it\. Make a new handset/),
      });
    }
  });

  test('is left as it was, and not overwritten', async () => {
    const store = await storeOf(fixture);
    const opened = await open(store);
    await expect(opened.unlock({ passphrase })).rejects.toThrow();
    await expect(opened.create({ passphrase, relay: relayUrl })).rejects.toMatchObject({
      code: 'HANDSET_EXISTS',
    });
    await opened.close();
    const records = await memoryRecords({ store }).create({});
    const kept = (await dump(records)).map(({ key, value }) => [key.toBase64(), value.toBase64()]);
    expect(new Set(kept.map(String))).toEqual(new Set(fixture.records.map(String)));
    await records.close();
  });

  test('can be erased, and a new one made in its place', async () => {
    const opened = await open(await storeOf(fixture));
    await opened.wipe();
    expect(opened.state).toBe('empty');
    const handset = await opened.create({ passphrase, relay: relayUrl });
    expect(await handset.conversations()).toEqual([]);
  });
});
