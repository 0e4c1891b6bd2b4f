import { indexeddbRecords } from '@sotto/records-indexeddb';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Vault } from '../src/api.ts';
import { headerKey } from '../src/vault/header.ts';
import { fill } from './old-store.ts';
import type { UsedHandset } from './old-store.ts';
import { openInPage } from './page-handset.ts';
import { toldOf } from './told-of-handset.ts';
import type { Opening, Said } from './vault-3-worker.ts';

const url = new URL('./fixtures/vault-3.json', import.meta.url);
let ada: UsedHandset;
let opening = 0;
beforeAll(async () => {
  ada = (await (await fetch(url)).json()) as UsedHandset;
  const said = await inWorker(await freshDatabase());
  opening = said === 'here' ? 0 : said.calls;
});

let databases = 0;
async function freshDatabase(): Promise<string> {
  const name = `vault-3-${(databases += 1)}`;
  const records = await indexeddbRecords({ name }).create({});
  await fill(records, ada);
  await records.close();
  return name;
}

/** Opens it in a worker, which is ended when it says where it is. */
async function inWorker(name: string, dies: Pick<Opening, 'dieAt' | 'when'> = {}): Promise<Said> {
  const worker = new Worker(new URL('./vault-3-worker.ts', import.meta.url), { type: 'module' });
  const { passphrase, atMs } = ada;
  try {
    return await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<Said>) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error(message));
      const asked: Opening = { name, passphrase, atMs, ...dies };
      worker.postMessage(asked, { transfer: [] });
    });
  } finally {
    worker.terminate();
  }
}

/** The lock of a worker that was ended is let go by the browser when it comes to that. */
async function openWhenFree(name: string): Promise<Vault> {
  for (;;) {
    try {
      return await openInPage(name, ada);
    } catch (error) {
      if ((error as { readonly code?: string }).code !== 'RECORDS_LOCKED') throw error;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

async function eachDeath(
  moments: readonly ('in' | 'after')[],
  story: (name: string, death: string) => Promise<void>,
): Promise<void> {
  expect(opening).toBeGreaterThanOrEqual(3);
  for (let dieAt = 1; dieAt <= opening; dieAt += 1)
    for (const when of moments) {
      const name = await freshDatabase();
      expect(await inWorker(name, { dieAt, when })).toBe('here');
      await story(name, `${when} ${dieAt}`);
    }
}

async function versionOf(name: string): Promise<number | undefined> {
  const records = await indexeddbRecords({ name }).create({});
  const header = await records.get(headerKey);
  await records.close();
  return header?.[8];
}

describe('a database of format 3', () => {
  it('opens, and has everything that it had', async () => {
    const name = await freshDatabase();
    expect(await versionOf(name)).toBe(3);
    const vault = await openInPage(name, ada);
    const handset = await vault.unlock({ passphrase: ada.passphrase });
    expect(await toldOf(handset)).toEqual(ada.told);
    await handset.locker.open('of the locker');
    expect(await handset.locker.notes()).toHaveLength(1);
    await vault.close();
    expect(await versionOf(name)).toBe(4);
  });

  it('whose worker is ended at any write of its first opening, opens as if it had not been', async () => {
    await eachDeath(['in', 'after'], async (name, death) => {
      const vault = await openWhenFree(name);
      const handset = await vault.unlock({ passphrase: ada.passphrase });
      expect([death, await toldOf(handset)]).toEqual([death, ada.told]);
      expect((await handset.status()).storage.tampered).toEqual([]);
      await vault.close();
    });
  }, 180_000);

  it('whose worker is ended at any write of its first opening, is wiped, and has no record left', async () => {
    await eachDeath(['in'], async (name, death) => {
      const vault = await openWhenFree(name);
      await vault.wipe();
      await expect(vault.unlock({ passphrase: ada.passphrase })).rejects.toMatchObject({
        code: 'HANDSET_ABSENT',
      });
      await vault.close();
      const records = await indexeddbRecords({ name }).create({});
      const all = { from: new Uint8Array(0), to: new Uint8Array(65).fill(0xff) };
      for await (const { key } of records.range(all)) throw new Error(`${death}: ${key.toHex()}`);
      await records.close();
    });
  }, 180_000);
});
