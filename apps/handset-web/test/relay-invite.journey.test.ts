import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { backToList, befriend, makeHandset, toAddContact, unlock } from './journey/acts.ts';
import type { ClosedRelay } from './journey/closed-relay.ts';
import { startClosedRelay } from './journey/closed-relay.ts';
import type { Person } from './journey/window.ts';
import { expectAccessible, launchChromium, newPerson } from './journey/window.ts';

let relay: ClosedRelay;
let browser: Browser;
let ada: Person;
let ben: Person;
let adaInvite: Awaited<ReturnType<ClosedRelay['invite']>>;

beforeAll(async () => {
  relay = await startClosedRelay();
  browser = await launchChromium();
  ada = await newPerson(browser, relay.url);
  ben = await newPerson(browser, relay.url);
  adaInvite = await relay.invite();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await relay?.end();
});

test('a newcomer opens the operator’s link, is told which relay it is, and gets in', async () => {
  const { page } = ada;
  await page.goto(adaInvite.link);
  await page.getByText(`the relay \u2068${new URL(relay.url).host}\u2069 invites you`).waitFor();
  expect(page.url()).toBe(`${relay.url}/`);
  await expectAccessible(page);
  await makeHandset(ada, 'Ada');
  await page.locator('.panes').waitFor();
  await toAddContact(page);
  await page.getByRole('button', { name: 'Make a link' }).click();
  await page.locator('output.link').waitFor();
});

test('a second person with the same link is told that it was used, and gets in with another', async () => {
  const { page } = ben;
  await page.goto(adaInvite.link);
  await makeHandset(ben, 'Ben');
  await page.getByRole('alert').getByText('Another handset used this invite').waitFor();
  await expectAccessible(page);
  await page.goto((await relay.invite()).link);
  await makeHandset(ben, 'Ben');
  await page.locator('.panes').waitFor();
  await befriend(ada, ben, ['Ada', 'Ben']);
});

test('a link that was taken back, and one that was cut, are refused with a sentence each', async () => {
  const third = await newPerson(browser, relay.url);
  const invite = await relay.invite();
  await relay.revoke(invite);
  await third.page.goto(invite.link);
  await makeHandset(third, 'Carl');
  await third.page.getByRole('alert').getByText('took your invite back').waitFor();
  await third.page.goto(`${relay.url}/`);
  await third.page.goto((await relay.invite()).link.slice(0, -20));
  await third.page.getByRole('alert').getByText('A part of this link to the relay').waitFor();
  await expectAccessible(third.page);
  await makeHandset(third, 'Carl');
  await third.page.getByRole('heading', { name: 'Make your handset' }).waitFor();
  expect(third.offences).toEqual([]);
  await third.context.close();
});

test('a member whose invite is taken back is told so, and goes on with another one', async () => {
  const { page } = ada;
  await backToList(page);
  await relay.revoke(adaInvite);
  await page.getByText('took your invite back').waitFor();
  await page.goto((await relay.invite()).link);
  await unlock(ada, 'Ada');
  await page.getByRole('heading', { name: 'Invite to a relay' }).waitFor();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Use this invite' }).click();
  await page.getByText('The relay admits this device.').waitFor();
  expect(await page.getByRole('heading', { name: 'Invite to a relay' }).count()).toBe(0);
  await toAddContact(page);
  await page.getByRole('button', { name: 'Make a link' }).click();
  await page.locator('output.link').waitFor();
  expect([...ada.offences, ...ben.offences]).toEqual([]);
});
