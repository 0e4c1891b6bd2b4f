import type { Clock } from '@sotto/core';
import type { MemoryStore } from '@sotto/records-memory';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Vault } from '../src/api.ts';
import { eventually, openStore } from './handset-fixture.ts';
import { clockOf, storeOf } from './old-store.ts';
import { tinyRelay } from './tiny-relay.ts';
import { toldOf } from './told-of-handset.ts';
import { ada, cutsOfOpening, imageOf, openUsed, usedBy } from './used-handset.ts';
import type { Cut } from './used-handset.ts';

const { passphrase, told } = ada;
const duress = 'somebody stands here';
const { atMs } = ada;
/** Nobody waits after a wrong passphrase. */
const hasty: Clock = { now: () => atMs, sleep: async (_, signal) => signal?.throwIfAborted() };

let cuts: readonly Cut[] = [];
let former: ReadonlyMap<string, string>;
beforeAll(async () => {
  cuts = await cutsOfOpening();
  former = await imageOf(await storeOf(ada));
});

let vaults: Vault[] = [];
afterEach(async () => {
  await Promise.all(vaults.map((vault) => vault.close()));
  vaults = [];
});

async function open(store: MemoryStore, clock?: Clock): Promise<Vault> {
  const vault = await openUsed(store, clock ? { clock } : {});
  vaults.push(vault);
  return vault;
}

/** How many of Ada's records are on the medium as they were. */
async function formerIn(store: MemoryStore): Promise<number> {
  const values = new Set((await imageOf(store)).values());
  return [...former.values()].filter((value) => values.has(value)).length;
}

async function opensNothing(store: MemoryStore, code: string): Promise<void> {
  const vault = await open(store);
  await expect(vault.unlock({ passphrase })).rejects.toMatchObject({ code });
  await vault.close();
}

/** Does the same with what each cut has left. */
async function afterEachCut(story: (store: MemoryStore) => Promise<void>): Promise<void> {
  expect(cuts.length).toBeGreaterThanOrEqual(6);
  for (const { at, store } of cuts) {
    try {
      await story(store());
    } catch (cause) {
      throw new Error(`Cut ${at}: ${String(cause)}`, { cause });
    }
  }
}

describe('a handset of format 3 whose power was cut at any write of its first opening', () => {
  test('is of that format or of this one, with every record, and opens as if it had not been cut', async () => {
    const versions = new Set<string>();
    await afterEachCut(async (store) => {
      const image = await imageOf(store);
      const header = Buffer.from('sotto vault').toString('hex');
      versions.add(image.get(header)!.slice(16, 18));
      for (const key of former.keys()) expect(image.has(key)).toBe(true);
      const handset = await (await open(store)).unlock({ passphrase });
      expect(await toldOf(handset)).toEqual(told);
      expect((await handset.status()).storage.tampered).toEqual([]);
      await handset.lock();
    });
    expect(versions).toEqual(new Set(['03', '04']));
  });

  test('is wiped by the panic button, and nothing of it is left', async () => {
    await afterEachCut(async (store) => {
      const vault = await open(store);
      await vault.wipe();
      await vault.close();
      expect(store.entryCount()).toBe(0);
      await opensNothing(store, 'HANDSET_ABSENT');
    });
  });

  test('is wiped by the last wrong try, once it is of this format: the one before counts none', async () => {
    const outcomes = new Set<string>();
    await afterEachCut(async (store) => {
      const before = await imageOf(store);
      const vault = await open(store, hasty);
      let code = 'PASSPHRASE_WRONG';
      for (let tries = 0; tries < 12 && code === 'PASSPHRASE_WRONG'; tries += 1)
        code = await vault.unlock({ passphrase: 'not the passphrase' }).then(
          () => 'opened',
          (error: { readonly code: string }) => error.code,
        );
      await vault.close();
      outcomes.add(code);
      if (code === 'VAULT_WIPED') {
        expect(store.entryCount()).toBe(0);
        await opensNothing(store, 'HANDSET_ABSENT');
      } else expect([...(await imageOf(store))]).toEqual([...before]);
    });
    expect(outcomes).toEqual(new Set(['VAULT_WIPED', 'PASSPHRASE_WRONG']));
  });

  test('has a duress passphrase, after which its passphrase opens nothing and its records go', async () => {
    await afterEachCut(async (store) => {
      const vault = await open(store);
      await vault.setDuress({ passphrase, duress });
      const cover = await vault.unlock({ passphrase: duress });
      expect(cover.identity).not.toBe((told as { readonly identity: string }).identity);
      await expect(vault.unlock({ passphrase: 'not the passphrase' })).resolves.toBe(cover);
      await cover.lock();
      await expect(vault.unlock({ passphrase })).rejects.toMatchObject({
        code: 'PASSPHRASE_WRONG',
      });
      await vault.unlock({ passphrase: duress });
      await eventually(async () => (await formerIn(store)) === 0);
      await vault.close();
    });
  });

  test('takes another passphrase, after which the one before opens nothing', async () => {
    await afterEachCut(async (store) => {
      const newPassphrase = 'of the new version';
      const vault = await open(store);
      await vault.changePassphrase({ passphrase, newPassphrase });
      await vault.close();
      await opensNothing(store, 'PASSPHRASE_WRONG');
      const again = await open(store);
      expect(await toldOf(await again.unlock({ passphrase: newPassphrase }))).toEqual(told);
      await again.close();
    });
  });

  test('is wiped from afar by a contact whom it trusts once it is open', async () => {
    await afterEachCut(async (store) => {
      const relay = tinyRelay();
      const clock = clockOf(ada);
      relay.lies.serverTimeMs = () => clock.now();
      let wiped = 0;
      const started = async (of: MemoryStore, onWiped: () => void) => {
        const { vault } = await openStore({ relay, store: of, vault: { clock, onWiped } });
        vaults.push(vault);
        return { vault, handset: await vault.unlock({ passphrase }) };
      };
      const ben = await started(await storeOf(usedBy.ben), () => undefined);
      await eventually(() => relay.mailboxes().length >= 2);
      const own = await started(store, () => void (wiped += 1));
      await own.handset.lostDevice.trust(ben.handset.identity, true);
      const device = await eventually(
        async () => (await ben.handset.lostDevice.view()).devices[0]?.device,
      );
      await ben.handset.lostDevice.wipe(device);
      await eventually(
        async () => (await ben.handset.lostDevice.view()).devices[0]?.command?.atRelays === 1,
      );
      // It looks for the command when it connects.
      relay.cutAll();
      await eventually(() => wiped === 1);
      expect(own.vault.state).toBe('empty');
      await Promise.all([own, ben].map(({ vault }) => vault.close()));
      expect(store.entryCount()).toBe(0);
    });
  });
});
