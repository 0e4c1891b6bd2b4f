import type { RelayUrl } from '@sotto/core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  bubble,
  makeHandset,
  openConversation,
  toAddContact,
  toSettings,
  write,
} from './journey/acts.ts';
import type { JourneyOperator } from './journey/operator.ts';
import { startOperator } from './journey/operator.ts';
import type { Servers } from './journey/servers.ts';
import { startServers } from './journey/servers.ts';
import type { TerminalPerson } from './journey/terminal.ts';
import { terminalPerson } from './journey/terminal.ts';
import type { Person } from './journey/window.ts';
import { launchChromium, newPerson } from './journey/window.ts';

let servers: Servers;
let operator: JourneyOperator;
let browser: Browser;
let ada: Person;
let ben: TerminalPerson;
let heard: ReturnType<TerminalPerson['hear']>;

beforeAll(async () => {
  servers = await startServers();
  operator = await startOperator(servers, 'Harbour', [servers.other.url]);
  browser = await launchChromium();
  ada = await newPerson(browser, servers.url, { other: servers.other.url });
  ben = await terminalPerson(servers.folder, servers.url, 'Ben');
  const { page } = ada;
  await page.goto(servers.url);
  await makeHandset(ada, 'Ada');
  await toSettings(page, 'The network');
  await page.getByLabel('Fingerprint of the charter').fill(operator.people.charterHash);
  await page.getByRole('button', { name: 'Follow this network' }).click();
  await page.getByText('Everything that the operators did is in the open').waitFor();
  await toAddContact(page);
  await page.getByRole('button', { name: 'Make a link' }).click();
  await ben.sotto('accept', await page.locator('output.link').innerText());
  await ben.sotto('send', 'Ada', 'Hello Ada');
  await openConversation(page, 'Ben');
  await bubble(page, 'Hello Ada').waitFor();
  await ben.sotto('network', 'refresh');
  heard = ben.hear();
}, 120_000);

afterAll(async () => {
  await heard?.end();
  await browser?.close();
  await servers?.end();
});

test('the only relay of two people is seized: the operators drop it, both move by themselves and talk on, and nothing is lost', async () => {
  const { page } = ada;
  await servers.killRelay();
  await write(page, 'Ben', 'Said while nobody carried it');
  await operator.people.relays([{ change: 'drop', relay: servers.url as RelayUrl }]);
  await operator.publish();
  await servers.other.start();

  await toSettings(page, 'The network');
  await page.getByRole('button', { name: 'Look again' }).click();
  await page.getByText(`Took out the relay`).first().waitFor({ timeout: 30_000 });
  await expectHomes(page, [servers.other.url]);
  await ben.sotto('network', 'refresh');
  await expect
    .poll(async () => homesOf(await ben.sotto('status', '--json')), { timeout: 90_000 })
    .toEqual([servers.other.url]);

  await openConversation(page, 'Ben');
  await write(page, 'Ben', 'We are at the other relay');
  await expect
    .poll(() => [...heard.texts], { timeout: 90_000 })
    .toContain('We are at the other relay');
  await expect
    .poll(() => [...heard.texts], { timeout: 90_000 })
    .toContain('Said while nobody carried it');
  await ben.sotto('send', 'Ada', 'So am I');
  await bubble(page, 'So am I').waitFor({ timeout: 90_000 });
  const asked = /^request to https:\/\/witness[123]\.example$/;
  expect(ada.offences.filter((offence) => !asked.test(offence))).toEqual([]);
}, 400_000);

async function expectHomes(page: Page, wanted: readonly string[]): Promise<void> {
  await expect
    .poll(
      async () => {
        await toSettings(page, 'Your relays');
        await page.locator('.address').first().waitFor();
        return page.locator('.address').allInnerTexts();
      },
      { timeout: 90_000, interval: 1_000 },
    )
    .toEqual(wanted);
}

function homesOf(status: string): unknown {
  return (JSON.parse(status) as { readonly relays?: unknown }).relays;
}
