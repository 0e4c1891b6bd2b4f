import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  backToList,
  bubble,
  makeHandset,
  openConversation,
  passphraseOf,
  toSettings,
  write,
} from './journey/acts.ts';
import { startServers } from './journey/servers.ts';
import type { Servers } from './journey/servers.ts';

let servers: Servers;
let profile: string;

beforeAll(async () => {
  servers = await startServers();
  profile = await mkdtemp(join(tmpdir(), 'sotto-cover-'));
}, 60_000);
afterAll(async () => {
  await servers.end();
  await rm(profile, { recursive: true, maxRetries: 5 });
});

const passphrase = passphraseOf('Ada');
const duress = 'somebody stands here';

async function unlock(page: Page, given: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Passphrase' }).fill(given);
  await page.getByRole('button', { name: 'Unlock' }).click();
}

async function lock(page: Page): Promise<void> {
  await backToList(page);
  await page.getByRole('button', { name: 'Lock', exact: true }).click();
  await page.getByRole('heading', { name: 'Locked' }).waitFor();
}

interface Image {
  readonly header: number;
  readonly keyLengths: readonly number[];
  /** Lengths of values, each once. */
  readonly valueLengths: readonly number[];
}

/** What whoever has the disk sees of the records: how long names and values are. */
function imageOf(page: Page): Promise<Image> {
  return page.evaluate(async () => {
    const asked = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.addEventListener('success', () => resolve(request.result));
        request.addEventListener('error', () => reject(request.error));
      });
    const keyLengths = new Set<number>();
    const valueLengths = new Set<number>();
    let header = 0;
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await asked(indexedDB.open(name));
      for (const store of database.objectStoreNames) {
        const held = database.transaction(store).objectStore(store);
        const [keys, values] = await Promise.all([
          asked(held.getAllKeys()),
          asked(held.getAll() as IDBRequest<unknown[]>),
        ]);
        for (const [at, key] of keys.entries()) {
          const { byteLength } = key as ArrayBuffer;
          const value = values[at];
          const length =
            value instanceof Uint8Array ? value.length : (value as ArrayBuffer).byteLength;
          if (byteLength === 'sotto vault'.length) header = length;
          keyLengths.add(byteLength);
          valueLengths.add(length);
        }
      }
      database.close();
    }
    const rising = (all: ReadonlySet<number>): number[] => [...all].toSorted((a, b) => a - b);
    return { header, keyLengths: rising(keyLengths), valueLengths: rising(valueLengths) };
  });
}

test('the made-up handset has people and a past, is prepared, and is what the second passphrase opens; the storage looks alike', async () => {
  const executablePath = process.env['SOTTO_CHROMIUM'];
  const context = await chromium.launchPersistentContext(profile, {
    ...(executablePath ? { executablePath } : {}),
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-sync'],
    viewport: { width: 390, height: 844 },
    locale: 'en-GB',
  });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  await page.goto(servers.url);
  await makeHandset({ page }, 'Ada');
  await page.locator('.panes').waitFor();
  await toSettings(page, 'Passphrase');
  const cards = page.locator('section');
  const card = cards.filter({
    has: page.getByRole('heading', { name: 'If somebody makes you open it' }),
  });
  await card.getByRole('textbox', { name: 'Passphrase now' }).fill(passphrase);
  await card.getByRole('textbox', { name: 'Second passphrase' }).fill(duress);
  await card.getByRole('button', { name: 'Set the second passphrase' }).click();
  await page.getByText('A second passphrase is set.').waitFor();

  const made = cards.filter({ has: page.getByRole('heading', { name: 'The made-up handset' }) });
  await made.getByRole('textbox', { name: 'Passphrase now' }).first().fill(passphrase);
  await made.getByRole('button', { name: 'Open it' }).click();
  await page.getByText(/^This is the made-up handset/).waitFor();
  const rows = page.locator('.pane-list .row-name');
  await expect.poll(() => rows.count()).toBeGreaterThanOrEqual(5);
  const [first = ''] = await rows.allInnerTexts();
  await openConversation(page, first);
  await expect.poll(() => page.locator('.bubble').count()).toBeGreaterThan(1);
  await write(page, first, 'back on Thursday');
  await bubble(page, 'back on Thursday').getByTitle('Sent').waitFor();
  await lock(page);

  await unlock(page, passphrase);
  await page.locator('.panes').waitFor();
  await lock(page);
  const before = await imageOf(page);
  await page.reload();
  await unlock(page, duress);
  await page.locator('.panes').waitFor();
  await expect.poll(() => rows.count()).toBeGreaterThanOrEqual(5);
  await openConversation(page, first);
  await bubble(page, 'back on Thursday').waitFor();
  await lock(page);
  const after = await imageOf(page);
  expect(before.header).toBeGreaterThan(0);
  expect(after.header).toBe(before.header);
  expect(after.keyLengths).toEqual(before.keyLengths);
  // Short records differ by multiples of 64 bytes, whatever it was that wrote them.
  const remainders = ({ header, valueLengths }: Image): readonly number[] => {
    const short = valueLengths.filter((length) => length < 4_096 && length !== header);
    return [...new Set(short.map((length) => length % 64))];
  };
  expect(remainders(before)).toHaveLength(1);
  expect(remainders(after)).toEqual(remainders(before));

  await page.reload();
  await unlock(page, passphrase);
  await page.getByText('That is not the passphrase. Check capitals and try again.').waitFor();
  await context.close();
}, 240_000);
