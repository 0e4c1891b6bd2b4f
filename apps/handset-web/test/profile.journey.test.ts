import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { backToList, makeHandset, openConversation, toSettings } from './journey/acts.ts';
import { startServers } from './journey/servers.ts';
import type { Servers } from './journey/servers.ts';
import { openProfile } from './journey/window.ts';

let servers: Servers;
let profile: string;

beforeAll(async () => {
  servers = await startServers();
  profile = await mkdtemp(join(tmpdir(), 'sotto-profile-'));
}, 60_000);
afterAll(async () => {
  await servers.end();
  await rm(profile, { recursive: true, maxRetries: 5 });
});

const canary = (what: string): string => `${what}${crypto.randomUUID().slice(0, 8)}`;

/** Which of the words lie in a file of the profile, in either of the forms in which a browser writes text. */
async function written(words: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const entry of await readdir(profile, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const bytes = await readFile(join(entry.parentPath, entry.name));
    for (const [what, word] of Object.entries(words))
      for (const form of ['utf8', 'utf16le'] as const)
        if (bytes.includes(Buffer.from(word, form))) found.add(`${what}: ${entry.name}`);
  }
  return [...found].toSorted();
}

/** A browser writes down what stands in a window some seconds after it changed. */
const untilWritten = (page: Page): Promise<void> => page.waitForTimeout(4_000);

test('what a browser writes down by itself has no name, draft, passphrase, contact or conversation in it', async () => {
  const { context, page } = await openProfile(profile, servers.url);
  const words = {
    name: canary('Nadir'),
    draft: canary('unsent'),
    passphrase: canary('shown'),
  };
  await makeHandset({ page }, 'Ada');
  await page.getByRole('button', { name: 'Say hello to Echo' }).click();
  await page.getByRole('textbox', { name: 'Message to Echo' }).waitFor();
  await page.getByRole('button', { name: /^About / }).click();
  await page.getByLabel('Name', { exact: true }).fill(words.name);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('heading', { name: new RegExp(words.name) }).waitFor();
  await openConversation(page, words.name);
  await page.locator('.composer textarea').fill(words.draft);
  await untilWritten(page);
  expect(await page.title()).toBe('Sotto');
  await page.getByRole('button', { name: /^About / }).click();
  // What the entries of its history hold: nothing of what they lead to.
  expect(await page.evaluate(() => JSON.stringify(history.state))).toMatch(/^"[0-9a-f-]{36}"$/);
  await toSettings(page, 'Passphrase');
  const now = page.getByRole('textbox', { name: 'Passphrase now' }).first();
  await now.fill(words.passphrase);
  await page.getByRole('button', { name: 'Show', exact: true }).first().click();
  await untilWritten(page);
  await backToList(page);
  await untilWritten(page);
  // That it did write: where it was.
  expect(await written({ address: servers.url })).not.toEqual([]);
  expect(await written(words)).toEqual([]);
  await context.close();
  expect(await written(words)).toEqual([]);
}, 180_000);

test('once it is locked, every way back leads to the list, whoever unlocks it', async () => {
  const { context, page } = await openProfile(profile, servers.url);
  const unlock = async (): Promise<void> => {
    await page.getByRole('textbox', { name: 'Passphrase' }).fill('the passphrase of Ada');
    await page.getByRole('button', { name: 'Unlock' }).click();
    await page.locator('.panes').waitFor();
  };
  await unlock();
  await page.locator('.pane-list .row-button').first().click();
  await page.locator('.composer textarea').waitFor();
  await page.getByRole('button', { name: 'Lock', exact: true }).click();
  await page.getByRole('heading', { name: 'Locked' }).waitFor();
  await unlock();
  expect(await page.locator('.panes.chosen').count()).toBe(0);
  await page.goBack();
  await page.goForward();
  await page.waitForTimeout(300);
  expect(await page.locator('.panes.chosen').count()).toBe(0);
  await context.close();
}, 120_000);
