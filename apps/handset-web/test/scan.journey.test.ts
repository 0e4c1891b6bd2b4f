import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { backToList, bubble, makeHandset, toAddContact, write } from './journey/acts.ts';
import type { Squares } from './journey/camera.ts';
import { filmOf, squaresOf, squaresOn } from './journey/camera.ts';
import type { Servers } from './journey/servers.ts';
import { startServers } from './journey/servers.ts';
import type { Person } from './journey/window.ts';
import { expectAccessible, launchChromium, newPerson } from './journey/window.ts';

let servers: Servers;
let browser: Browser;
let ada: Person;
let ben: Person;

beforeAll(async () => {
  servers = await startServers();
  browser = await launchChromium({ camera: film() });
  await show(squaresOf('nothing yet'));
  ada = await newPerson(browser, servers.url);
  ben = await newPerson(browser, servers.url, { mayUseCamera: true });
  for (const [person, name] of [
    [ada, 'Ada'],
    [ben, 'Ben'],
  ] as const) {
    await person.page.goto(servers.url);
    await makeHandset(person, name);
    await person.page.locator('.panes').waitFor();
  }
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await servers?.end();
});

test('an invite is taken from another screen by the camera', async () => {
  await toAddContact(ada.page);
  await ada.page.getByRole('button', { name: 'Make a link' }).click();
  await show(await squaresOn(ada.page, 'QR code of the invite link'));
  await toAddContact(ben.page);
  await ben.page.getByRole('button', { name: 'Scan a link' }).click();
  await ben.page.getByRole('dialog').waitFor({ state: 'detached' });
  await ben.page.getByRole('button', { name: 'Open conversation' }).click();
  await write(ben.page, 'Ada', 'Seen by the camera');
  await backToList(ada.page);
  await ada.page.getByRole('button', { name: /^Ben/ }).first().click();
  await bubble(ada.page, 'Seen by the camera').waitFor();
});

test('a code that is not theirs is said to be none, and theirs makes them verified', async () => {
  await show(squaresOf('https://example.org'));
  await ben.page.getByRole('button', { name: 'About Ada' }).click();
  await ben.page.getByRole('button', { name: 'Scan their code' }).click();
  await ben.page.getByText(/This is not .*Ada.*’s code for you/).waitFor();
  await expectAccessible(ben.page);
  await ada.page.getByRole('button', { name: 'About Ben' }).click();
  await show(await squaresOn(ada.page, 'QR code of the safety number'));
  await ben.page.getByRole('button', { name: 'Scan their code' }).click();
  await ben.page.getByText('Verified: you compared the safety number').waitFor();
});

test('who does not let the page use the camera is told what to do instead', async () => {
  await toAddContact(ada.page);
  await ada.page.getByRole('button', { name: 'Scan a link' }).click();
  await ada.page
    .getByRole('alert')
    .filter({ hasText: 'does not let Sotto use the camera' })
    .waitFor();
  await expectAccessible(ada.page);
  await ada.page.getByRole('button', { name: 'Close', exact: true }).click();
  expect([...ada.offences, ...ben.offences]).toEqual([]);
});

function film(): string {
  return join(servers.folder, 'camera.y4m');
}

/** Chromium opens the film anew each time that the camera is turned on. */
async function show(squares: Squares): Promise<void> {
  await writeFile(film(), filmOf(squares));
}
