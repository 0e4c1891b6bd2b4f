import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  backToList,
  befriend,
  bubble,
  linkDevice,
  makeHandset,
  openConversation,
  rowOf,
  toAddContact,
  toSettings,
  write,
} from './journey/acts.ts';
import type { Servers } from './journey/servers.ts';
import { startServers } from './journey/servers.ts';
import type { TerminalPerson } from './journey/terminal.ts';
import { terminalPerson } from './journey/terminal.ts';
import type { Person } from './journey/window.ts';
import { expectAccessible, launchChromium, newPerson } from './journey/window.ts';

const group = 'Harbour';

let servers: Servers;
let browser: Browser;
/** Ada's two devices and Ben's two, and Cleo at a terminal. */
let ada: readonly [Person, Person];
let ben: readonly [Person, Person];
let cleo: TerminalPerson;
let heard: ReturnType<TerminalPerson['hear']>;
/** All that anybody said in the group. */
const said: string[] = [];

beforeAll(async () => {
  servers = await startServers();
  browser = await launchChromium();
  const windows: Person[] = [];
  for (let count = 0; count < 4; count += 1) {
    const person = await newPerson(browser, servers.url, { other: servers.other.url });
    await person.page.goto(servers.url);
    windows.push(person);
  }
  const [ada1, ada2, ben1, ben2] = windows as [Person, Person, Person, Person];
  ada = [ada1, ada2];
  ben = [ben1, ben2];
  await makeHandset(ada1, 'Ada');
  await makeHandset(ben1, 'Ben');
  cleo = await terminalPerson(servers.folder, servers.url, 'Cleo');
  await befriend(ada1, ben1, ['Ada', 'Ben']);
  await toAddContact(ada1.page);
  await ada1.page.getByRole('button', { name: 'Make a link' }).click();
  await cleo.sotto('accept', await ada1.page.locator('output.link').innerText());
  heard = cleo.hear();
}, 180_000);

afterAll(async () => {
  await heard?.end();
  await browser?.close();
  await servers?.end();
});

test('two people with two devices each and one at a terminal hold a group', async () => {
  const { page } = ada[0];
  await backToList(page);
  await page.getByRole('button', { name: 'New', exact: true }).click();
  await page.getByRole('button', { name: /^New group/ }).click();
  await page.getByRole('textbox', { name: 'Name of the group' }).fill(group);
  await page.getByRole('checkbox', { name: 'Ben' }).check();
  await page.getByRole('checkbox', { name: 'Cleo' }).check();
  await page.getByRole('button', { name: 'Make group' }).click();
  await say(ada[0], 'From the phone of Ada');
  await openConversation(ben[0].page, group);
  await linkDevice(ada[0], ada[1], 'Laptop of Ada');
  await linkDevice(ben[0], ben[1], 'Laptop of Ben');
  for (const { page: one } of [ada[1], ben[1]])
    await rowOf(one, group).waitFor({ timeout: 30_000 });
  await say(ada[1], 'From the laptop of Ada');
  await say(ben[0], 'From the phone of Ben');
  await say(ben[1], 'From the laptop of Ben');
  await tell('From a terminal');
  await expectAllHeard();
  await ada[0].page.getByText('3 members').waitFor();
}, 180_000);

test('a relay that is killed in the middle of it loses nothing', async () => {
  await say(ada[1], 'Just before');
  await servers.killRelay();
  await say(ben[1], 'While it is gone');
  await say(ada[0], 'So is this');
  await servers.startRelay();
  await tell('Back again');
  await expectAllHeard();
}, 120_000);

test('all of them move to another relay, the old one is gone for good, and they talk on', async () => {
  await servers.other.start();
  for (const { page } of [...ada, ...ben]) {
    await toSettings(page, 'Your relays');
    await page.getByRole('textbox', { name: 'Address of the relay' }).fill(servers.other.url);
    await page.getByRole('button', { name: 'Add a relay' }).click();
    await page.getByText('Added. Your contacts are being told.').waitFor();
  }
  await expectAccessible(ada[0].page);
  await cleo.sotto('move', servers.other.url, servers.url);
  await say(ada[0], 'We have a second relay');
  await tell('So have I');
  await expectAllHeard();
  for (const { page } of [...ada, ...ben]) {
    await toSettings(page, 'Your relays');
    await page.getByRole('button', { name: 'Leave this relay' }).first().click();
    const question = page.getByRole('alertdialog');
    await question.getByRole('button', { name: 'Leave this relay' }).click();
    await question.waitFor({ state: 'detached' });
  }
  await cleo.sotto('move', servers.other.url);
  await say(ben[0], 'We have left the first one');
  await expectAllHeard();
  await servers.stopRelay();
  await say(ada[1], 'Nobody needs it any more');
  await say(ben[1], 'Nobody');
  await tell('Not even a terminal');
  await expectAllHeard();
}, 240_000);

test('nothing was lost on the way, and all show it in one order', async () => {
  const orders = await Promise.all(
    [...ada, ...ben].map(async ({ page }) => {
      await openConversation(page, group);
      const texts = await page.locator('.bubble').allInnerTexts();
      return said.map((text) => texts.findIndex((one) => one.includes(text)));
    }),
  );
  for (const order of orders) {
    expect(order).not.toContain(-1);
    expect(order.toSorted((a, b) => a - b).map((at) => order.indexOf(at))).toEqual(
      (orders[0] ?? []).toSorted((a, b) => a - b).map((at) => (orders[0] ?? []).indexOf(at)),
    );
  }
  expect([...ada, ...ben].flatMap(({ offences }) => offences)).toEqual([]);
});

async function say({ page }: Person, text: string): Promise<void> {
  await openConversation(page, group);
  await write(page, group, text);
  said.push(text);
}

async function tell(text: string): Promise<void> {
  await cleo.sotto('send', group, text);
  said.push(text);
}

/** Everything that was said so far is with everybody, on all their devices. */
async function expectAllHeard(): Promise<void> {
  for (const { page } of [...ada, ...ben]) {
    await openConversation(page, group);
    for (const text of said) await bubble(page, text).waitFor({ timeout: 45_000 });
  }
  await expect
    .poll(() => said.filter((text) => !heard.texts.has(text)), { timeout: 45_000 })
    .toEqual([]);
}
