import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  backToList,
  bubble,
  makeHandset,
  openConversation,
  toAddContact,
  unlock,
  write,
} from './journey/acts.ts';
import type { JourneyOperator } from './journey/operator.ts';
import { startOperator } from './journey/operator.ts';
import type { Servers } from './journey/servers.ts';
import { startServers } from './journey/servers.ts';
import type { TerminalPerson } from './journey/terminal.ts';
import { terminalPerson } from './journey/terminal.ts';
import type { Person } from './journey/window.ts';
import { expectAccessible, launchChromium, newPerson } from './journey/window.ts';

let servers: Servers;
/** Its relay has no log to show. */
let elsewhere: Servers;
let operator: JourneyOperator;
let browser: Browser;
let ada: Person;
let ben: TerminalPerson;
let far: TerminalPerson;

beforeAll(async () => {
  servers = await startServers();
  elsewhere = await startServers();
  operator = await startOperator(servers);
  await operator.people.heartbeat();
  await operator.publish();
  browser = await launchChromium();
  ada = await newPerson(browser, servers.url);
  ben = await terminalPerson(servers.folder, servers.url, 'Ben');
  far = await terminalPerson(elsewhere.folder, elsewhere.url, 'Far');
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await servers?.end();
  await elsewhere?.end();
});

test('a member follows a network by its fingerprint, and sees who runs it, what they did and who watches them', async () => {
  const { page } = ada;
  await page.goto(servers.url);
  await makeHandset(ada, 'Ada');
  await toNetwork(page);
  await page.getByText('This handset follows no network').waitFor();
  await expectAccessible(page);
  await page.getByLabel('Fingerprint of the charter').fill(operator.people.charterHash);
  await page.getByRole('button', { name: 'Follow this network' }).click();
  await lookAgain(page, 'Everything that the operators did is in the open and up to date.');
  await page.getByRole('heading', { name: 'Harbour' }).waitFor();
  await page
    .getByText(/It takes 2 of these people: .*Amal.*Jonas.*Priya/)
    .first()
    .waitFor();
  await page.getByText('witness1.example').waitFor();
  await page.getByText('Yours', { exact: true }).waitFor();
  await page.getByText('Said that they are there').waitFor();
  await page.getByRole('button', { name: /Founded the network/ }).click();
  await page.getByRole('heading', { name: 'Entry 0 of the log' }).waitFor();
  await page.getByText(/checked every signature/).waitFor();
  await page.getByRole('heading', { name: 'What it lays down' }).waitFor();
  await page.getByText(/witness3\.example.* watches the log/).waitFor();
  await expectAccessible(page);
});

test('a contact who comes by an invite belongs to the same network', async () => {
  const { page } = ada;
  await toAddContact(page);
  await page.getByRole('button', { name: 'Make a link' }).click();
  const link = await page.locator('output.link').innerText();
  expect(await ben.sotto('accept', link)).toContain('Ada');
  await ben.sotto('send', 'Ada', 'Hello Ada');
  expect(await ben.sotto('network', 'refresh')).toContain('in the open and up to date');
  await openConversation(page, 'Ben');
  await bubble(page, 'Hello Ada').waitFor();
});

test('a notice arrives, stands in front of everything until it was read, and is told at a terminal too', async () => {
  const { page } = ada;
  await operator.people.notice({
    grade: 'stopSending',
    text: [
      { language: 'en', text: 'Write nothing until Tuesday. <b>https://evil.example</b>' },
      { language: 'ar', text: 'لا تكتبوا شيئًا حتى الثلاثاء.' },
    ],
  });
  await operator.publish();
  await toNetwork(page);
  await page.getByRole('button', { name: 'Look again' }).click();
  const gate = page.getByRole('alertdialog', { name: 'Stop sending' });
  await gate.getByText('Write nothing until Tuesday. <b>https://evil.example</b>').waitFor();
  await gate.getByText(/Signed by .*Amal.*, .*Jonas.* and .*Priya/).waitFor();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await gate.waitFor();
  await gate.getByRole('button', { name: 'I have read this' }).click();
  await gate.waitFor({ state: 'detached' });
  await page.locator('.news .strip', { hasText: 'Stop sending' }).waitFor();

  const { complained } = await ben.sottoAll('network', 'refresh');
  expect(complained).toBe('');
  expect((await ben.sottoAll('contacts')).complained).toMatch(
    /^STOP SENDING, say the operators of Harbour: “Write nothing until Tuesday/m,
  );
});

test('a freeze stops sending, says until when and why, and ends: what was begun is still there', async () => {
  const { page } = ada;
  await openConversation(page, 'Ben');
  await page.getByRole('textbox', { name: 'Message to Ben' }).fill('What I began');
  await operator.people.freeze({ level: 'noSending', reason: 'Keys were stolen.' });
  await operator.publish();
  await lookAgainAt(page);
  await openConversationFrozen(page, 'Ben');
  await page.getByText(/Nothing can be sent until .*What you wrote is kept/).waitFor();
  await page.locator('.news .strip.freeze', { hasText: 'Keys were stolen.' }).waitFor();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Why?' }).click();
  await page.getByText(/Paused sending until/).waitFor();
  await page.getByText(/Amal.*Jonas.*Priya/).waitFor();

  await ben.sotto('network', 'refresh');
  await expect(ben.sotto('send', 'Ada', 'In spite of it')).rejects.toThrow(/ended with 1/);

  await operator.people.unfreeze('It is over.');
  await operator.publish();
  await lookAgainAt(page);
  await openConversation(page, 'Ben');
  const field = page.getByRole('textbox', { name: 'Message to Ben' });
  await field.waitFor();
  expect(await field.inputValue()).toBe('What I began');
  await write(page, 'Ben', 'And sent after all');
  await page.locator('.bubble.mine .state.relayed, .bubble.mine .state.delivered').last().waitFor();
});

test('a freeze ends by itself at its time, and the window that is open shows it', async () => {
  const { page } = ada;
  await operator.people.freeze({ level: 'noSending', reason: 'A moment.', lastsSeconds: 12 });
  await operator.publish();
  await lookAgainAt(page);
  await openConversationFrozen(page, 'Ben');
  await page
    .getByText(/Nothing can be sent until/)
    .first()
    .waitFor();
  await page.getByRole('textbox', { name: 'Message to Ben' }).waitFor();
  expect(await page.locator('.news .strip.freeze').count()).toBe(0);
});

test('a member carries the log on a stick to somebody whose relays have none', async () => {
  const { page } = ada;
  await far.sotto('network', 'join', operator.people.charterHash);
  expect(await far.sotto('network', 'refresh')).toContain('not found yet');
  await toNetwork(page);
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save the log as a file' }).click();
  const stick = await (await saving).path();
  expect(await far.sotto('network', 'import', stick)).toMatch(/^Harbour: .*6 entries/);
  expect(await far.sotto('network', 'acts')).toContain('founded the network Harbour');

  const back = join(servers.folder, 'back.cbor');
  await far.sotto('network', 'export', back);
  expect((await readFile(back)).equals(await readFile(stick))).toBe(true);
  await page.getByLabel('Open a log file').setInputFiles(back);
  await page.getByText('There was nothing new in that file.').waitFor();
  await page.getByLabel('Open a log file').setInputFiles({
    name: 'log.cbor',
    mimeType: 'application/octet-stream',
    buffer: Buffer.from('no log at all'),
  });
  await page
    .getByText('This file is no log and no alarm of a witness of this network, or it is damaged.')
    .waitFor();
  const another = await startOperator(elsewhere, 'Elsewhere');
  await page.getByLabel('Open a log file').setInputFiles({
    name: 'log.cbor',
    mimeType: 'application/octet-stream',
    buffer: Buffer.from(another.people.log().bundle(0, 1_000_000)),
  });
  await page.locator('.card .trouble', { hasText: /^Since .*: the log that was shown / }).waitFor();
  await page.getByText('Everything that the operators did is in the open').waitFor();
});

test('a log that is shown in two versions is found out, and the proof can be saved', async () => {
  const { page } = ada;
  const other = operator.people.fork();
  await operator.people.heartbeat();
  await operator.publish();
  await lookAgainAt(page);
  await other.notice({ text: 'Another past.' });
  await operator.publish(other);
  await toNetwork(page);
  await lookAgain(page, 'The log was shown in two versions');
  await expectAccessible(page);
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save the proof' }).click();
  const proof = await readFile(await (await saving).path());
  expect(proof.length).toBeGreaterThan(100);
});

test('that news of the network could not be shown is said, and it is shown when the page is opened anew', async () => {
  const eve = await newPerson(browser, servers.url, { serviceWorkers: 'block' });
  const { page } = eve;
  const screens = /\/assets\/network-parts/;
  await page.route(screens, (route) => route.abort());
  await toAddContact(ada.page);
  await ada.page.getByRole('button', { name: 'Make a link' }).click();
  await page.goto(await ada.page.locator('output.link').innerText());
  await makeHandset(eve, 'Eve');
  await page.getByRole('button', { name: 'Open conversation' }).click();
  await page.getByText('There is news of the network that could not be shown.').first().waitFor();
  await expectAccessible(page);
  await page.unroute(screens);
  await page.getByRole('button', { name: 'Try again' }).first().click();
  await unlock(eve, 'Eve');
  await page.getByRole('alertdialog', { name: 'Stop sending' }).waitFor();
  await eve.context.close();
});

test('nothing in the browser asked anybody but the relay and the witnesses, broke its policy or failed in silence', () => {
  const asked = /^request to https:\/\/witness[123]\.example$/;
  expect(ada.offences.filter((offence) => !asked.test(offence))).toEqual([]);
});

async function toNetwork(page: Page): Promise<void> {
  await backToList(page);
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('button', { name: /^The network/ }).click();
}

async function lookAgainAt(page: Page): Promise<void> {
  await toNetwork(page);
  await page.getByRole('button', { name: 'Look again' }).click();
  await page.getByRole('button', { name: 'Look again' }).waitFor();
}

/** Looks at the log, until what is found is what is meant. */
async function lookAgain(page: Page, sentence: string): Promise<void> {
  const said = page.locator('.state-sentence', { hasText: sentence });
  await page.getByRole('button', { name: 'Look again' }).click();
  await said.waitFor();
}

async function openConversationFrozen(page: Page, name: string): Promise<void> {
  await backToList(page);
  await page.locator('.pane-list .row-button', { hasText: name }).first().click();
}
