import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { photographMaker, takePhotograph } from '@sotto/photograph';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Servers } from './journey/servers.ts';
import { startServers } from './journey/servers.ts';
import type { TerminalPerson, WatchedRow } from './journey/terminal.ts';
import { terminalPerson } from './journey/terminal.ts';
import type { Person } from './journey/window.ts';
import { launchChromium, newPerson } from './journey/window.ts';

let servers: Servers;
let browser: Browser;
let ada: Person;
let grace: TerminalPerson;
let watched: AsyncGenerator<WatchedRow>;
let link: string;
let pictures: string;

beforeAll(async () => {
  servers = await startServers();
  browser = await launchChromium();
  ada = await newPerson(browser, servers.url);
  grace = await terminalPerson(servers.folder, servers.url, 'Grace');
  pictures = join(servers.folder, 'pictures');
  watched = grace.watch('--save-pictures', pictures);
}, 120_000);

afterAll(async () => {
  await watched?.return(undefined);
  await browser?.close();
  await servers?.end();
});

test('somebody at a terminal accepts a link that was made in a browser', async () => {
  const { page } = ada;
  await page.goto(servers.url);
  await makeHandset(page, 'Ada');
  await page.getByRole('button', { name: 'Add contact' }).first().click();
  await page.getByRole('button', { name: 'Make a link' }).click();
  link = await page.locator('output.link').innerText();
  expect(await grace.sotto('accept', link)).toContain('Ada');
  await page.getByRole('button', { name: 'Back', exact: true }).click();
  await page.getByRole('button', { name: /Grace/ }).click();
  await page.getByRole('textbox', { name: 'Message to Grace' }).waitFor();
});

test('text goes both ways between a browser and a terminal', async () => {
  const { page } = ada;
  await page.getByRole('textbox', { name: 'Message to Grace' }).fill('Hello from a window');
  await page.keyboard.press('Enter');
  expect(await row((one) => one.type === 'message')).toMatchObject({
    text: 'Hello from a window',
    mine: false,
  });
  await grace.sotto('send', 'Ada', 'Hello from a terminal');
  await page.locator('.bubble.theirs', { hasText: 'Hello from a terminal' }).waitFor();
  await page.locator('.bubble.mine .state.delivered, .bubble.mine .state.read').waitFor();
});

test('a photograph goes both ways between a browser and a terminal, upright and without its place', async () => {
  const { page } = ada;
  const photograph = Buffer.from(await takePhotograph({ seed: 11, width: 900, height: 1200 }));
  expect(photograph.includes(photographMaker), 'the original carries EXIF').toBe(true);
  await page.locator('input[type=file]').setInputFiles({
    name: 'photo.jpg',
    mimeType: 'image/jpeg',
    buffer: photograph,
  });
  await page.getByRole('button', { name: 'Send picture' }).click();
  const { file = '' } = await row((one) => one.type === 'picture');
  expect(withoutPlace(await readFile(file))).toBe(true);

  const original = join(servers.folder, 'photograph.jpg');
  await writeFile(original, photograph);
  await grace.sotto('send', 'Ada', '--picture', original, '--caption', 'The harbour');
  await page.getByRole('button', { name: 'Open picture: The harbour' }).click({ timeout: 30_000 });
  const image = page.getByRole('img', { name: 'The harbour' });
  await image.waitFor();
  const size = await image.evaluate(async (element: HTMLImageElement) => {
    await element.decode();
    return { width: element.naturalWidth, height: element.naturalHeight };
  });
  expect(size).toEqual({ width: 900, height: 1200 });
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save' }).click();
  expect(withoutPlace(await readFile(await (await saving).path()))).toBe(true);
  await page.keyboard.press('Escape');
});

test('an invite that was used is refused in plain words, in a terminal and in a browser', async () => {
  const late = await terminalPerson(servers.folder, servers.url, 'Ines');
  await expect(late.sotto('accept', link)).rejects.toThrow(/used/);

  const carl = await newPerson(browser, servers.url);
  await carl.page.goto(link);
  await makeHandset(carl.page, 'Carl');
  await carl.page.getByRole('button', { name: 'Open conversation' }).click();
  await carl.page.getByText(/This invite was used already\./).waitFor();
  expect(carl.offences).toEqual([]);
});

test('nothing in the browser asked anybody but the relay, broke its policy or failed in silence', () => {
  expect(ada.offences).toEqual([]);
});

async function makeHandset(page: Page, name: string): Promise<void> {
  await page.getByLabel('Your name').fill(name);
  await page.getByRole('textbox', { name: 'Passphrase' }).fill(`the passphrase of ${name}`);
  await page.getByRole('button', { name: 'Make handset' }).click();
}

/** The next row of `watch` that is meant. */
async function row(isMeant: (one: WatchedRow) => boolean): Promise<WatchedRow> {
  for (;;) {
    const { value, done } = await watched.next();
    if (done === true) throw new Error('watch ended.');
    if (isMeant(value)) return value;
  }
}

function withoutPlace(picture: Buffer): boolean {
  return !picture.includes(photographMaker) && !picture.includes('Exif');
}
