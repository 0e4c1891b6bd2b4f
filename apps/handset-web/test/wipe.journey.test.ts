import { mkdtemp, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeHandset } from './journey/acts.ts';
import { left } from './journey/left.ts';
import { startServers } from './journey/servers.ts';
import type { Servers } from './journey/servers.ts';
import { launchChromium, newPerson, openProfile } from './journey/window.ts';

let servers: Servers;
let profile: string;

beforeAll(async () => {
  servers = await startServers();
}, 60_000);
afterAll(() => servers.end(), 60_000);

const open = () => openProfile(profile, servers.url);

/** The process of this profile: the browser notes it in a link. */
async function kill(context: BrowserContext): Promise<void> {
  const closed = context.waitForEvent('close');
  const [pid] = (await readlink(join(profile, 'SingletonLock'))).split('-').slice(-1);
  process.kill(Number(pid), 'SIGKILL');
  await closed;
}

async function wipe(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Wipe this handset' }).click();
  const hold = page.getByRole('button', { name: 'Hold to wipe' });
  await hold.focus();
  await page.keyboard.down('Enter');
}

async function withProfile(story: () => Promise<void>): Promise<void> {
  profile = await mkdtemp(join(tmpdir(), 'sotto-wipe-'));
  try {
    await story();
  } finally {
    await rm(profile, { recursive: true, maxRetries: 5 });
  }
}

test('a locked handset is wiped with two touches, and nothing of it is in the browser', () =>
  withProfile(async () => {
    const { context, page } = await open();
    await makeHandset({ page }, 'Ada');
    await page.locator('.panes').waitFor();
    await page.evaluate(() => localStorage.setItem('something', 'left'));
    await page.getByRole('button', { name: 'Lock', exact: true }).click();
    await wipe(page);
    await page.getByRole('heading', { name: 'Wiped' }).waitFor();
    const caches = await page.evaluate(async () => [
      ...(await globalThis.caches.keys()),
      ...(await navigator.serviceWorker.getRegistrations()).map(({ scope }) => scope),
    ]);
    expect(caches).toEqual([]);
    await page.getByRole('button', { name: 'Begin again' }).click();
    await page.getByRole('heading', { name: 'Make your handset' }).waitFor();
    expect(await left(page)).toMatchObject({ records: 0, stored: 0 });
    await context.close();
  }));

test('a page that kept nothing for later wipes all the same when the relay is gone, open and locked', async () => {
  const browser = await launchChromium();
  for (const isLocked of [false, true]) {
    const ada = await newPerson(browser, servers.url, { serviceWorkers: 'block' });
    const { page, context } = ada;
    await page.goto(servers.url);
    await makeHandset(ada, 'Ada');
    await page.locator('.panes').waitFor();
    await context.setOffline(true);
    if (isLocked) await page.getByRole('button', { name: 'Lock', exact: true }).click();
    await wipe(page);
    await page.getByRole('heading', { name: 'Wiped' }).waitFor();
    await page.keyboard.up('Enter');
    expect(await left(page)).toMatchObject({ records: 0, stored: 0 });
    await context.close();
  }
  await browser.close();
});

/** The browser is killed so long after the keys are gone, while something holds up the rest. */
test.each([0, 300, 1_500])(
  'a browser that is killed %i ms into a wipe goes on with it when it is opened again',
  (afterMs) =>
    withProfile(async () => {
      const { context, page } = await open();
      await makeHandset({ page }, 'Ada');
      await page.locator('.panes').waitFor();
      await page.evaluate(() => {
        localStorage.setItem('something', 'left');
        // Never answers, so that the wipe cannot come to its end; noted when it is asked.
        CacheStorage.prototype.keys = () => {
          document.title = 'keys are gone';
          return new Promise(() => {});
        };
        // Kept back too.
        Storage.prototype.clear = () => {
          throw new Error('not now');
        };
      });
      await wipe(page);
      await page.waitForFunction(() => document.title === 'keys are gone');
      await page.waitForTimeout(afterMs);
      await kill(context);
      const again = await open();
      await again.page.getByRole('heading', { name: 'Make your handset' }).waitFor();
      expect(await left(again.page)).toMatchObject({ records: 0, stored: 0 });
      await again.context.close();
    }),
);
