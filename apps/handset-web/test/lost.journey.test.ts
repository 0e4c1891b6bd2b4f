import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  befriend,
  bubble,
  linkDevice,
  makeHandset,
  openConversation,
  rowOf,
  toSettings,
  write,
} from './journey/acts.ts';
import { left } from './journey/left.ts';
import { startServers } from './journey/servers.ts';
import type { Servers } from './journey/servers.ts';
import type { TerminalPerson } from './journey/terminal.ts';
import { terminalDevice } from './journey/terminal.ts';
import type { Person, Profile } from './journey/window.ts';
import { launchChromium, newPerson, openProfile } from './journey/window.ts';

let servers: Servers;
let browser: Browser;
let folder: string;
/** Ada has a browser, a terminal and another browser; Ben is her contact. */
let first: Profile;
let terminal: TerminalPerson;
let watch: ReturnType<TerminalPerson['hear']>;
let second: Person;
let ben: Person;

beforeAll(async () => {
  servers = await startServers();
  browser = await launchChromium();
  folder = await mkdtemp(join(tmpdir(), 'sotto-lost-'));
  first = await openProfile(folder, servers.url);
  await makeHandset(first, 'Ada');
  [ben, second] = [await newPerson(browser, servers.url), await newPerson(browser, servers.url)];
  for (const { page } of [ben, second]) await page.goto(servers.url);
  await makeHandset(ben, 'Ben');
  for (const { page } of [first, ben]) await page.locator('.panes').waitFor();
  await befriend(first, ben, ['Ada', 'Ben']);
  await linkDevice(first, second, 'Second browser');
  await rowOf(second.page, 'Ben').waitFor({ timeout: 30_000 });
  terminal = await terminalDevice(servers.folder, 'Terminal', servers.url, async (code) => {
    await toSettings(first.page, 'Your devices');
    await first.page.getByRole('textbox', { name: 'Code of the new device' }).fill(code);
    await first.page.getByRole('button', { name: 'Link it' }).click();
  });
  watch = terminal.hear();
}, 180_000);

afterAll(async () => {
  await watch?.end();
  await first?.context.close();
  await browser?.close();
  await servers?.end();
  await rm(folder, { recursive: true, maxRetries: 5 });
});

async function mayBeWiped(page: Page): Promise<void> {
  await toSettings(page, 'Your devices');
  await page.getByRole('checkbox', { name: 'This device may be wiped from afar' }).check();
}

interface LostRow {
  readonly devices: readonly {
    readonly device: string;
    readonly name: string;
    readonly heardAt?: string;
  }[];
}

async function lostAtTerminal(): Promise<LostRow['devices']> {
  return (JSON.parse(await terminal.sotto('lost', '--json')) as LostRow).devices;
}

/** A handset looks every three minutes, and whenever its network comes back. */
async function backOnline({ context }: Profile): Promise<void> {
  await context.setOffline(true);
  await context.setOffline(false);
}

test('three devices and a contact hold one conversation, and each may be wiped from afar', async () => {
  await write(ben.page, 'Ada', 'Everybody there?');
  await openConversation(second.page, 'Ben');
  await bubble(second.page, 'Everybody there?').waitFor();
  await expect.poll(() => watch.texts.has('Everybody there?'), { timeout: 45_000 }).toBe(true);
  await mayBeWiped(first.page);
  await terminal.sotto('lost', 'listen', 'on');
  await mayBeWiped(second.page);
  await expect.poll(async () => (await lostAtTerminal()).length, { timeout: 45_000 }).toBe(2);
  await second.page
    .getByRole('button', { name: 'Lost: wipe it' })
    .nth(1)
    .waitFor({ timeout: 45_000 });
});

test('a locked browser that is reported lost at the terminal wipes itself, and its profile opens nothing; so does a locked terminal from a browser', async () => {
  const { page } = first;
  await page.getByRole('button', { name: 'Lock', exact: true }).click();
  await page.getByRole('heading', { name: 'Locked' }).waitFor();
  const [lost] = (await lostAtTerminal()).filter(({ name }) => name !== 'Second browser');
  await terminal.sotto('lost', 'wipe', lost!.device.slice(0, 16));

  await terminal.sotto('lock');
  await toSettings(second.page, 'Your devices');
  const row = second.page.locator('.device-row', { hasText: 'Terminal' });
  await row.getByRole('button', { name: 'Lost: wipe it' }).click();
  const question = second.page.getByRole('alertdialog');
  await question.getByText(/It erases its keys, messages and pictures/).waitFor();
  await question.getByRole('button', { name: 'Wipe it' }).click();

  await backOnline(first);
  await page.getByRole('heading', { name: 'Wiped' }).waitFor();
  await first.context.close();
  first = await openProfile(folder, servers.url);
  await first.page.getByRole('heading', { name: 'Make your handset' }).waitFor();
  expect(await left(first.page)).toMatchObject({ records: 0, stored: 0 });

  await row.getByText(/The command waits for it/).waitFor({ timeout: 30_000 });
  // Whoever has it tries what it does.
  await expect(terminal.sotto('status')).rejects.toThrow(/locked/);
  await watch.ended;
  await expect(terminal.sotto('status')).rejects.toThrow(/There is no handset in this folder/);
  const data = join(servers.folder, 'Terminal');
  for (const name of await readdir(data))
    expect((await readFile(join(data, name))).includes('SOTTOVLT'), name).toBe(false);
  await row.getByText(/It has the command and wiped itself/).waitFor({ timeout: 60_000 });
}, 120_000);

test('a contact who is trusted with it wipes the last device of somebody', async () => {
  const { page } = second;
  await openConversation(page, 'Ben');
  await page.getByRole('button', { name: /^About .*Ben/ }).click();
  await page.getByRole('checkbox', { name: /Ben.* may wipe this device/ }).check();
  await openConversation(ben.page, 'Ada');
  await ben.page.getByRole('button', { name: /^About .*Ada/ }).click();
  await ben.page.getByRole('button', { name: 'Wipe their device' }).click({ timeout: 30_000 });
  await ben.page.getByText(/be sure that it is them who asks/).waitFor();
  await ben.page.getByRole('button', { name: 'Wipe it', exact: true }).click();
  await ben.page.getByText(/The command waits for it/).waitFor({ timeout: 30_000 });
  await backOnline(second);
  await page.getByRole('heading', { name: 'Wiped' }).waitFor();
  await page.goto(servers.url);
  await page.getByRole('heading', { name: 'Make your handset' }).waitFor();
  expect(await left(page)).toMatchObject({ records: 0, stored: 0 });
  await ben.page.getByText(/It has the command and wiped itself/).waitFor({ timeout: 60_000 });
});
