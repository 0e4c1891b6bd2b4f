import type { Locator, Page } from 'playwright-core';
import type { Person } from './window.ts';

/** A window of somebody, whatever it is in. */
type Window = Pick<Person, 'page'>;

/** What people do in a window, as they would: by what is written on the screen. */
export async function makeHandset({ page }: Window, name: string): Promise<void> {
  await page.getByLabel('Your name').fill(name);
  await page.getByRole('textbox', { name: 'Passphrase' }).fill(passphraseOf(name));
  await page.getByRole('button', { name: 'Make handset' }).click();
}

export function passphraseOf(name: string): string {
  return `the passphrase of ${name}`;
}

export async function unlock({ page }: Window, name: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Passphrase' }).fill(passphraseOf(name));
  await page.getByRole('button', { name: 'Unlock' }).click();
  await page.locator('.panes').waitFor();
}

/** One makes a link, the other opens it. Both stand in the conversation of the two afterwards. */
export async function befriend(
  one: Window,
  other: Window,
  names: readonly [one: string, other: string],
): Promise<void> {
  await toAddContact(one.page);
  await one.page.getByRole('button', { name: 'Make a link' }).click();
  const link = await one.page.locator('output.link').innerText();
  await backToList(other.page);
  await other.page.goto(link);
  await unlock(other, names[1]);
  await other.page.getByRole('button', { name: 'Open conversation' }).click();
  await write(other.page, names[0], `Hello, this is ${names[1]}`);
  await openConversation(one.page, names[1]);
  await bubble(one.page, `Hello, this is ${names[1]}`).waitFor();
}

export async function toAddContact(page: Page): Promise<void> {
  await backToList(page);
  await page
    .getByRole('button', { name: /^(New|Add contact)$/ })
    .first()
    .click();
  const add = page.getByRole('button', { name: /^Add contact/ });
  if (await page.getByRole('heading', { name: 'New', exact: true }).isVisible()) await add.click();
}

export function bubble(page: Page, text: string): Locator {
  return page.locator('.bubble', { hasText: text }).first();
}

export async function write(page: Page, to: string, text: string): Promise<void> {
  const field = page.getByRole('textbox', { name: `Message to ${to}` });
  await field.fill(text);
  await field.press('Enter');
  await page.locator('.bubble.mine', { hasText: text }).first().waitFor();
}

export async function openConversation(page: Page, name: string): Promise<void> {
  await backToList(page);
  await rowOf(page, name).click();
  await page.getByRole('textbox', { name: `Message to ${name}` }).waitFor();
}

/** Makes `fresh` another device of the person who has `first`, by the code that it shows. */
export async function linkDevice(first: Window, fresh: Window, name: string): Promise<void> {
  const { page } = fresh;
  await page.getByRole('button', { name: 'I have Sotto on another device' }).click();
  await page.getByRole('textbox', { name: 'Name of this device' }).fill(name);
  await page.getByRole('textbox', { name: 'Passphrase' }).fill(passphraseOf(name));
  await page.getByRole('button', { name: 'Show the code' }).click();
  const code = await page.locator('output.link').innerText();
  await toSettings(first.page, 'Your devices');
  await first.page.getByRole('textbox', { name: 'Code of the new device' }).fill(code);
  await first.page.getByRole('button', { name: 'Link it' }).click();
  await page.locator('.panes').waitFor({ timeout: 30_000 });
}

/** Opens a part of the settings. */
export async function toSettings(page: Page, part: string): Promise<void> {
  await backToList(page);
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('button', { name: new RegExp(`^${part}`) }).click();
}

/** The row of a conversation in the list. */
export function rowOf(page: Page, name: string): Locator {
  const called = page.locator('.row-name', { hasText: new RegExp(`^${name}$`) });
  return page.locator('.pane-list .row-button').filter({ has: called });
}

export async function backToList(page: Page): Promise<void> {
  while (await page.locator('.panes.chosen').count()) {
    await page.getByRole('button', { name: 'Back', exact: true }).click();
    await page.waitForTimeout(50);
  }
}

/** Opens the menu of a message by its button and chooses from it. */
export async function choose(page: Page, text: string, ...labels: string[]): Promise<void> {
  const message = bubble(page, text);
  await message.scrollIntoViewIfNeeded();
  await message.focus();
  await message.locator('.bubble-more button').click();
  for (const label of labels)
    await page.locator('dialog').getByRole('button', { name: label, exact: true }).click();
}
