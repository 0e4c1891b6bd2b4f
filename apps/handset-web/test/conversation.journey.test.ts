import { readFile } from 'node:fs/promises';
import { photographMaker, takePhotograph } from '@sotto/photograph';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { backToList, openConversation, toAddContact, write } from './journey/acts.ts';
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
  browser = await launchChromium();
  ada = await newPerson(browser, servers.url);
  ben = await newPerson(browser, servers.url);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await servers?.end();
});

const adaPassphrase = 'correct horse battery';

test('a newcomer makes a handset and talks to Echo, with the keyboard alone', async () => {
  const { page } = ada;
  await page.goto(servers.url);
  await page.getByRole('heading', { name: 'Make your handset' }).waitFor();
  await expectAccessible(page);
  await page.keyboard.type('Ada');
  await page.keyboard.press('Tab');
  await page.keyboard.type(adaPassphrase);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Say hello to Echo' }).waitFor();
  await expectAccessible(page);
  await tabTo(page, page.getByRole('button', { name: 'Say hello to Echo' }));
  await page.keyboard.press('Enter');
  const composer = page.getByRole('textbox', { name: 'Message to Echo' });
  await composer.waitFor();
  await tabTo(page, composer);
  await page.keyboard.type('Is anybody there?');
  await page.keyboard.press('Enter');
  await bubbles(page, 'theirs').filter({ hasText: 'Is anybody there?' }).waitFor();
  await page.locator('.bubble.mine .state.delivered, .bubble.mine .state.read').waitFor();
  await expectAccessible(page);
});

test('a second person accepts an invite link and text goes both ways', async () => {
  const { page } = ada;
  await toAddContact(page);
  await page.getByLabel(/Whom is it for/).fill('Ben');
  await page.getByRole('button', { name: 'Make a link' }).click();
  await page.getByRole('img', { name: 'QR code of the invite link' }).waitFor();
  await expectAccessible(page);
  const link = await page.locator('output.link').innerText();
  expect(link).toMatch(/^http:\/\/localhost:\d+\/i#/);

  await ben.page.goto(link);
  await ben.page.getByText('Ada invites you to talk in private.').waitFor();
  expect(ben.page.url(), 'the secret stays out of the address bar').not.toContain('#');
  await ben.page.getByLabel('Your name').fill('Ben');
  await ben.page.getByRole('textbox', { name: 'Passphrase' }).fill('another long passphrase');
  await ben.page.getByRole('button', { name: 'Make handset' }).click();
  await ben.page.getByRole('button', { name: 'Open conversation' }).click();
  await write(ben.page, 'Ada', 'Hello Ada, this is Ben. <b>no markup</b>');
  await backToList(page);
  await page.getByRole('button', { name: /Ben/ }).click();
  await bubbles(page, 'theirs').filter({ hasText: 'this is Ben. <b>no markup</b>' }).waitFor();
  await write(page, 'Ben', 'Hello Ben');
  await bubbles(ben.page, 'theirs').filter({ hasText: 'Hello Ben' }).waitFor();
  await ben.page.locator('.bubble.mine .state.read').waitFor();
});

test('an invite of one’s own, and what is no invite, are refused in plain words', async () => {
  const { page } = ada;
  await toAddContact(page);
  await page.getByRole('button', { name: 'Make a link' }).click();
  const link = await page.locator('output.link').innerText();
  await page.getByRole('textbox', { name: 'Invite link' }).fill(link);
  await page.getByRole('button', { name: 'Open conversation' }).click();
  await page.getByText('This is your own invite. Send it to somebody else.').waitFor();
  await page.getByRole('textbox', { name: 'Invite link' }).fill('https://example.org/i#nonsense');
  await page.getByRole('button', { name: 'Open conversation' }).click();
  await page.getByText(/This is no invite link/).waitFor();
});

test('both see the same safety number', async () => {
  const numbers = await Promise.all(
    [[ada.page, 'Ben'] as const, [ben.page, 'Ada'] as const].map(async ([page, name]) => {
      if (page === ada.page) await backToList(page).then(() => openConversation(page, name));
      await page.getByRole('button', { name: `About ${name}` }).click();
      const list = page.getByRole('list', { name: 'Safety number' });
      await list.waitFor();
      return list.innerText();
    }),
  );
  expect(numbers[0]).toMatch(/\d{5}/);
  expect(numbers[0]).toBe(numbers[1]);
  await expectAccessible(ada.page);
  await ada.page.getByRole('button', { name: 'The numbers are the same' }).click();
  await ada.page.getByText('Verified: you compared the safety number').waitFor();
  for (const { page } of [ada, ben])
    await page.getByRole('button', { name: 'Back', exact: true }).click();
});

test('a photograph with a place in its EXIF arrives upright and without it', async () => {
  const photograph = await takePhotograph({ seed: 7, width: 1512, height: 2016 });
  expect(Buffer.from(photograph).includes(photographMaker), 'the original carries EXIF').toBe(true);
  await ada.page.locator('input[type=file]').setInputFiles({
    name: 'photo.jpg',
    mimeType: 'image/jpeg',
    buffer: Buffer.from(photograph),
  });
  await ada.page.getByRole('textbox', { name: 'Caption (optional)' }).fill('The harbour');
  await expectAccessible(ada.page);
  await ada.page.getByRole('button', { name: 'Send picture' }).click();
  const opener = ben.page.getByRole('button', { name: 'Open picture: The harbour' });
  await opener.click({ timeout: 30_000 });
  const image = ben.page.getByRole('img', { name: 'The harbour' });
  await image.waitFor();
  await expectAccessible(ben.page);
  const size = await image.evaluate(async (element: HTMLImageElement) => {
    await element.decode();
    return { width: element.naturalWidth, height: element.naturalHeight };
  });
  expect(size.height, 'upright').toBeGreaterThan(size.width);
  const saving = ben.page.waitForEvent('download');
  await ben.page.getByRole('button', { name: 'Save' }).click();
  const saved = await readFile(await (await saving).path());
  expect(saved.subarray(0, 3).toString('hex'), 'a JPEG').toBe('ffd8ff');
  expect(saved.includes(photographMaker)).toBe(false);
  expect(saved.includes('Exif')).toBe(false);
  await ben.page.keyboard.press('Escape');
  await opener.waitFor();
});

test('a file that is no picture is refused with a reason, and nothing is sent', async () => {
  const before = await bubbles(ada.page, 'mine').count();
  await ada.page.locator('input[type=file]').setInputFiles({
    name: 'photo.jpg',
    mimeType: 'image/jpeg',
    buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
  });
  await ada.page.getByRole('button', { name: 'Send picture' }).click();
  await ada.page.getByText('Only JPEG, PNG and WebP pictures can be sent.').waitFor();
  expect(await bubbles(ada.page, 'mine').count()).toBe(before);
  await ada.page.getByRole('button', { name: 'Remove picture' }).click();
});

test('what is written while the relay is down arrives when it is back', async () => {
  await servers.stopRelay();
  await write(ada.page, 'Ben', 'Written in the dark');
  await ada.page
    .locator('.bubble.mine', { hasText: 'Written in the dark' })
    .locator('.state.queued')
    .waitFor();
  await ada.page
    .locator('.pane-chosen')
    .getByText(/Offline\. Messages wait here/)
    .waitFor();
  await expectAccessible(ada.page);
  await servers.startRelay();
  await bubbles(ben.page, 'theirs')
    .filter({ hasText: 'Written in the dark' })
    .waitFor({ timeout: 60_000 });
  await ada.page
    .locator('.bubble.mine', { hasText: 'Written in the dark' })
    .locator('.state.delivered, .state.read')
    .waitFor({ timeout: 60_000 });
}, 150_000);

test('a reload keeps everything, behind the passphrase', async () => {
  const { page } = ada;
  await page.reload();
  await page.getByRole('heading', { name: 'Locked' }).waitFor();
  expect(await page.locator('body').innerText()).not.toContain('Ben');
  await expectAccessible(page);
  await page.getByRole('textbox', { name: 'Passphrase' }).fill('not the passphrase');
  await page.getByRole('button', { name: 'Unlock' }).click();
  await page.getByText(/That is not the passphrase/).waitFor();
  await page.getByRole('textbox', { name: 'Passphrase' }).fill(adaPassphrase);
  await page.keyboard.press('Enter');
  await openConversation(page, 'Ben');
  for (const text of ['this is Ben', 'Hello Ben', 'Written in the dark']) {
    await page.locator('.bubble', { hasText: text }).waitFor();
  }
  await page.getByRole('button', { name: 'Open picture: The harbour' }).waitFor();
});

test('the handset opens without a network', async () => {
  const { page, context } = ada;
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await context.setOffline(true);
  await page.reload();
  await page.getByRole('textbox', { name: 'Passphrase' }).fill(adaPassphrase);
  await page.keyboard.press('Enter');
  await openConversation(page, 'Ben');
  await page.locator('.bubble', { hasText: 'Hello Ben' }).waitFor();
  await context.setOffline(false);
});

test('settings change the language, and everything turns round for Arabic', async () => {
  const { page } = ada;
  await backToList(page);
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByLabel('Language').waitFor();
  await expectAccessible(page);
  await page.getByLabel('Language').selectOption('ar');
  await page.getByRole('heading', { name: 'الإعدادات' }).waitFor();
  expect(await page.locator('html').getAttribute('dir')).toBe('rtl');
  await expectAccessible(page);
  await page.getByLabel('اللغة').selectOption('en');
});

test('a second window offers a second handset instead of damage', async () => {
  const second = await ada.context.newPage();
  await second.goto(servers.url);
  await second.getByRole('heading', { name: 'Open in another window' }).waitFor();
  await expectAccessible(second);
  await second.getByRole('button', { name: 'Use a second handset here' }).click();
  await second.getByRole('heading', { name: 'Make your handset' }).waitFor();
  await second.close();
});

test('locking puts everything away', async () => {
  const { page } = ada;
  await backToList(page);
  await page.getByRole('button', { name: 'Lock', exact: true }).click();
  await page.getByRole('heading', { name: 'Locked' }).waitFor();
  expect(await page.locator('body').innerText()).not.toMatch(/Ben|Hello/);
});

test('a handset of an earlier version is refused in plain words, and can be erased there', async () => {
  const { page } = ada;
  await page.evaluate(makeItOlder);
  await page.getByRole('textbox', { name: 'Passphrase' }).fill(adaPassphrase);
  await page.getByRole('button', { name: 'Unlock' }).click();
  await page.getByRole('alert').filter({ hasText: 'An earlier version of Sotto' }).waitFor();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Erase this handset' }).click();
  await page.getByRole('button', { name: 'Erase everything' }).click();
  await page.getByRole('heading', { name: 'Wiped' }).waitFor();
  await page.getByRole('button', { name: 'Begin again' }).click();
  await page.getByRole('heading', { name: 'Make your handset' }).waitFor();
});

test('the dark theme is as readable', async () => {
  await ben.page.emulateMedia({ colorScheme: 'dark' });
  await ben.page.getByRole('textbox', { name: 'Message to Ada' }).waitFor();
  await expectAccessible(ben.page);
  await ben.page.emulateMedia({ colorScheme: 'light' });
});

test('no page asked anybody but the relay, broke its policy or failed in silence', () => {
  expect(ada.offences).toEqual([]);
  expect(ben.offences).toEqual([]);
});

/** Gives the vault's header, in the page, the first version of the format. Its last 16 bytes are a checksum. */
async function makeItOlder(): Promise<void> {
  const settled = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const database = await settled(indexedDB.open('sotto'));
  const store = database.transaction('record', 'readwrite').objectStore('record');
  const key = new TextEncoder().encode('sotto vault');
  // As long as a header was then.
  const header = new Uint8Array(await settled<Uint8Array>(store.get(key))).slice(0, 141);
  header[8] = 1;
  const content = header.subarray(0, -16);
  const sum = await crypto.subtle.digest('SHA-256', content);
  header.set(new Uint8Array(sum).subarray(0, 16), content.length);
  await settled(store.put(header, key));
  database.close();
}

function bubbles(page: Page, whose: 'mine' | 'theirs'): Locator {
  return page.locator(`.bubble.${whose}`);
}

async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('Tab does not lead there.');
}
