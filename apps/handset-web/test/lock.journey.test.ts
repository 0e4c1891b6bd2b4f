import { takePhotograph } from '@sotto/photograph';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  backToList,
  befriend,
  bubble,
  makeHandset,
  openConversation,
  toSettings,
  write,
} from './journey/acts.ts';
import type { Servers } from './journey/servers.ts';
import { startServers } from './journey/servers.ts';
import type { Person } from './journey/window.ts';
import { launchChromium, newPerson } from './journey/window.ts';

let servers: Servers;
let browser: Browser;
let ada: Person;
let ben: Person;

beforeAll(async () => {
  servers = await startServers();
  browser = await launchChromium();
  ada = await newPerson(browser, servers.url);
  ben = await newPerson(browser, servers.url);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await servers?.end();
});

const canary = (what: string): string => `${what}${crypto.randomUUID().slice(0, 8)}`;
const canaries = {
  text: canary('quartz'),
  name: canary('Nadir'),
  draft: canary('unsent'),
  passphrase: canary('passphrase '),
};

/** Which of the canaries the page’s heap reaches, with all that hangs on it: the parts of the screen, the engine, what waits. */
async function inHeap(page: Page): Promise<readonly string[]> {
  const debug = await page.context().newCDPSession(page);
  const chunks: string[] = [];
  debug.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => void chunks.push(chunk));
  await debug.send('HeapProfiler.enable');
  await debug.send('HeapProfiler.collectGarbage');
  await debug.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  await debug.detach();
  const heap = chunks.join('');
  return Object.keys(canaries).filter((name) => heap.includes(canaries[name as 'text']));
}

/** As `setInputFiles`, which keeps a handle of the element, and with it of all that the screen had. */
async function choosePicture(page: Page, bytes: Uint8Array): Promise<void> {
  await page.evaluate((base64) => {
    const file = Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0));
    const chosen = new DataTransfer();
    chosen.items.add(new File([file], 'harbour.jpg', { type: 'image/jpeg' }));
    const input = document.querySelector<HTMLInputElement>('input[type=file]')!;
    input.files = chosen.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  }, Buffer.from(bytes).toString('base64'));
}

/** Whether the picture behind an address is still there to be shown. */
function isThere(page: Page, address: string): Promise<boolean> {
  return page.evaluate(
    (src) =>
      new Promise<boolean>((resolve) => {
        const image = new Image();
        image.addEventListener('load', () => resolve(true));
        image.addEventListener('error', () => resolve(false));
        image.src = src;
      }),
    address,
  );
}

test('what was on the screen is out of the page’s heap once it is locked, pictures too', async () => {
  const { page } = ada;
  await page.goto(servers.url);
  await page.getByLabel('Your name').fill('Ada');
  await page.getByRole('textbox', { name: 'Passphrase' }).fill(canaries.passphrase);
  await page.getByRole('button', { name: 'Make handset' }).click();
  await ben.page.goto(servers.url);
  await makeHandset(ben, canaries.name);
  for (const each of [ada, ben]) await each.page.locator('.panes').waitFor();
  await befriend(ada, ben, ['Ada', canaries.name]);
  await write(ben.page, 'Ada', canaries.text);
  await bubble(page, canaries.text).waitFor();
  await choosePicture(page, await takePhotograph({ seed: 3, width: 600, height: 400 }));
  await page.getByRole('button', { name: 'Send picture' }).click();
  const picture = page.locator('.bubble img[src^="blob:"]').first();
  await picture.waitFor();
  const address = (await picture.getAttribute('src'))!;
  expect(await isThere(page, address)).toBe(true);
  await backToList(page);
  await page.getByRole('searchbox', { name: 'Search messages' }).fill(canaries.text.slice(0, 9));
  await page.locator('.pane-list').getByText(canaries.text).first().waitFor();
  await page.getByRole('searchbox', { name: 'Search messages' }).fill('');
  // By no name: the engine that finds things on the page remembers the last name that it looked for.
  await page.locator('.pane-list .row-button').filter({ hasNotText: 'Notes' }).first().click();
  await page.locator('.composer textarea').fill(canaries.draft);
  // It would be found.
  expect(await inHeap(page)).toEqual(expect.arrayContaining(['text', 'name', 'draft']));

  await page.keyboard.press('Control+Shift+L');
  await page.getByRole('heading', { name: 'Locked' }).waitFor();
  await expect.poll(() => inHeap(page), { timeout: 20_000, interval: 1_000 }).toEqual([]);
  expect(await isThere(page, address)).toBe(false);
  expect(await page.title()).not.toContain(canaries.name);
});

test('what comes while it is locked is counted, and shown once it is unlocked', async () => {
  const { page } = ada;
  await write(ben.page, 'Ada', 'Are you there?');
  await page.getByText(/sealed envelopes? ha(s|ve) come/).waitFor();
  await page.getByRole('textbox', { name: 'Passphrase' }).fill(canaries.passphrase);
  await page.getByRole('button', { name: 'Unlock' }).click();
  await page.locator('.panes').waitFor();
  await openConversation(page, canaries.name);
  await bubble(page, 'Are you there?').waitFor();
  expect(ada.offences).toEqual([]);
});

test('the second passphrase opens the made-up handset, and the page’s heap has nothing of the one before', async () => {
  const { page } = ada;
  const duress = 'somebody stands here';
  expect(await inHeap(page)).toEqual(expect.arrayContaining(['text', 'name']));
  await toSettings(page, 'Passphrase');
  const title = page.getByRole('heading', { name: 'If somebody makes you open it' });
  const card = page.locator('section').filter({ has: title });
  await card.getByRole('textbox', { name: 'Passphrase now' }).fill(canaries.passphrase);
  await card.getByRole('textbox', { name: 'Second passphrase' }).fill(duress);
  await card.getByRole('button', { name: 'Set the second passphrase' }).click();
  await page.getByText('A second passphrase is set.').waitFor();
  await page.keyboard.press('Control+Shift+L');
  await page.getByRole('heading', { name: 'Locked' }).waitFor();
  await page.getByRole('textbox', { name: 'Passphrase' }).fill(duress);
  await page.getByRole('button', { name: 'Unlock' }).click();
  await page.locator('.panes').waitFor();
  await expect.poll(() => page.locator('.pane-list .row-name').count()).toBeGreaterThanOrEqual(5);
  await expect.poll(() => inHeap(page), { timeout: 20_000, interval: 1_000 }).toEqual([]);
  expect(ada.offences).toEqual([]);
});
