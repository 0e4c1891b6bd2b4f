import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  befriend,
  bubble,
  makeHandset,
  openConversation,
  rowOf,
  toSettings,
  write,
} from './journey/acts.ts';
import { startServers } from './journey/servers.ts';
import type { Servers } from './journey/servers.ts';
import type { Person, Profile } from './journey/window.ts';
import { expectAccessible, launchChromium, newPerson, openProfile } from './journey/window.ts';

const backupPassphrase = 'a passphrase in a drawer';

let servers: Servers;
let browser: Browser;
let ben: Person;
/** Where browsers of Ada’s have their profiles, and the file that she keeps elsewhere. */
let folder: string;
let file: string;
/** The letters of her key on paper. */
let letters: string;
let ada: Profile;

beforeAll(async () => {
  servers = await startServers();
  browser = await launchChromium();
  folder = await mkdtemp(join(tmpdir(), 'sotto-restore-'));
  file = join(folder, 'backup.age');
  ada = await open('first');
  await makeHandset(ada, 'Ada');
  ben = await newPerson(browser, servers.url);
  await ben.page.goto(servers.url);
  await makeHandset(ben, 'Ben');
  for (const { page } of [ada, ben]) await page.locator('.panes').waitFor();
  await befriend(ada, ben, ['Ada', 'Ben']);
}, 120_000);

afterAll(async () => {
  await ada?.context.close();
  await browser?.close();
  await servers?.end();
  await rm(folder, { recursive: true, maxRetries: 5 });
});

/** A browser without a picker of files, so that what is saved is a download. */
async function open(profile: string): Promise<Profile> {
  const opened = await openProfile(join(folder, profile), servers.url);
  await opened.page.evaluate(
    () => delete (window as { showSaveFilePicker?: unknown }).showSaveFilePicker,
  );
  return opened;
}

async function lose(profile: string): Promise<void> {
  await ada.context.close();
  await rm(join(folder, profile), { recursive: true, maxRetries: 5 });
}

async function saveFile(page: Page): Promise<void> {
  await toSettings(page, 'Backup');
  await page.getByLabel('Passphrase of the backup').fill(backupPassphrase);
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as a file' }).click();
  await (await saving).saveAs(file);
}

async function keepAtRelay(page: Page): Promise<void> {
  await toSettings(page, 'Backup');
  await page.getByRole('button', { name: 'Keep one at the relay, for the key on paper' }).click();
  await page.getByText('The backup is made.').waitFor({ timeout: 30_000 });
  await page.getByText(/^The backup of [^,]*,[^,]*,[^,]* is there until /).waitFor();
}

/** At the door of a browser that never had a handset. */
async function comeBack(page: Page, name: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Name of this device' }).fill(name);
  await page.getByLabel('New passphrase for this browser').fill(`the passphrase of ${name}`);
  await page.getByRole('button', { name: 'Come back' }).click();
  await page.locator('.panes').waitFor({ timeout: 60_000 });
}

/** Both say something, and both hear it. */
async function talk(page: Page, said: string): Promise<void> {
  await openConversation(page, 'Ben');
  await write(page, 'Ben', `${said} by Ada`);
  await bubble(ben.page, `${said} by Ada`).waitFor({ timeout: 45_000 });
  await write(ben.page, 'Ada', `${said} by Ben`);
  await bubble(page, `${said} by Ben`).waitFor({ timeout: 45_000 });
}

test('a person makes backups, in a file and at the relay for a key on paper, and loses everything', async () => {
  const { page } = ada;
  await talk(page, 'Before');
  await toSettings(page, 'Your devices');
  await page.getByRole('button', { name: 'Make a key for paper' }).click();
  letters = await page.locator('output.link').innerText();
  expect(letters).toMatch(/^([0-9A-Z]{4}-){7}[0-9A-Z]{4}$/);
  await page.getByRole('button', { name: 'I have it on paper' }).click();
  await keepAtRelay(page);
  await expectAccessible(page);

  // What she says last does not leave any more, and is in the file.
  await servers.stopRelay();
  await openConversation(page, 'Ben');
  await write(page, 'Ben', 'Never sent');
  await saveFile(page);
  await lose('first');
  await servers.startRelay();
  await write(ben.page, 'Ada', 'While she was away');
});

test('a new browser comes back from the file, with contacts and history, and both talk on', async () => {
  ada = await open('second');
  const { page } = ada;
  await page.getByRole('button', { name: 'I have a backup' }).click();
  await page.getByText(/^Gone: what only the lost device said/).waitFor();
  await expectAccessible(page);
  await page.getByLabel('Backup file').setInputFiles(file);
  await page.getByLabel('Passphrase of the backup').fill(backupPassphrase);
  await comeBack(page, 'Second browser');
  await openConversation(page, 'Ben');
  for (const text of ['Before by Ada', 'Before by Ben']) await bubble(page, text).waitFor();
  await bubble(page, 'While she was away').waitFor({ timeout: 45_000 });

  await page.getByText(/The lost device may have sent it; if not, send it again/).waitFor();
  await expectAccessible(page);
  expect(await bubble(ben.page, 'Never sent').count()).toBe(0);
  await bubble(page, 'Never sent').getByRole('button', { name: 'Try again' }).click();
  await bubble(ben.page, 'Never sent').waitFor({ timeout: 45_000 });
  await page.locator('.failure').waitFor({ state: 'detached' });
  await talk(page, 'After the file');

  // A new leaf, in the place of the old one.
  await ben.page.getByText(/uses a new device$/).waitFor();
  await toSettings(page, 'Your devices');
  await page.getByText(/^Ended on /).waitFor({ timeout: 45_000 });
  await expect.poll(() => page.locator('.device-row').count()).toBe(3);
});

test('another one comes back by the letters on the paper, when that browser is lost as well', async () => {
  await keepAtRelay(ada.page);
  await lose('second');
  await write(ben.page, 'Ada', 'Once more away');
  ada = await open('third');
  const { page } = ada;
  await page.getByRole('button', { name: 'I have a backup' }).click();
  await page.getByRole('textbox', { name: 'Key on paper' }).fill(letters.toLowerCase());
  await comeBack(page, 'Third browser');
  await openConversation(page, 'Ben');
  for (const text of ['Before by Ada', 'Never sent', 'After the file by Ben', 'Once more away'])
    await bubble(page, text).waitFor({ timeout: 45_000 });
  expect(await rowOf(page, 'Ben').count()).toBe(1);
  await talk(page, 'After the paper');
  const texts = await ben.page.locator('.bubble').allInnerTexts();
  for (const said of ['Before by Ada', 'Never sent', 'After the paper by Ada'])
    expect(
      texts.filter((text) => text.includes(said)),
      said,
    ).toHaveLength(1);
  expect(ben.offences).toEqual([]);
});
