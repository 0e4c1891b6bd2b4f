import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeHandset, passphraseOf, toSettings } from './journey/acts.ts';
import { startServers } from './journey/servers.ts';
import type { Servers } from './journey/servers.ts';
import { openProfile } from './journey/window.ts';

let servers: Servers;
let profile: string;

beforeAll(async () => {
  servers = await startServers();
  profile = await mkdtemp(join(tmpdir(), 'sotto-keys-'));
});
afterAll(async () => {
  await servers.end();
  await rm(profile, { recursive: true, maxRetries: 5 });
});

const passphrase = passphraseOf('Ada');
const duress = 'somebody stands here';

interface Window {
  readonly context: BrowserContext;
  readonly page: Page;
}

const open = (folder: string): Promise<Window> => openProfile(folder, servers.url);

/** Gives the machine a lock of its own that keeps keys; what it keeps is not in the profile. */
async function addAuthenticator({ context, page }: Window): Promise<Authenticator> {
  const session = await context.newCDPSession(page);
  await session.send('WebAuthn.enable');
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', ctap2Version: 'ctap2_1', transport: 'internal' },
      ...{ hasResidentKey: true, hasUserVerification: true, hasPrf: true },
      ...{ isUserVerified: true, automaticPresenceSimulation: true },
    },
  });
  return {
    credentials: async () =>
      (await session.send('WebAuthn.getCredentials', { authenticatorId })).credentials.length,
  };
}

interface Authenticator {
  readonly credentials: () => Promise<number>;
}

async function unlock(page: Page, given: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Passphrase' }).fill(given);
  await page.getByRole('button', { name: 'Unlock' }).click();
}

async function lock(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Lock', exact: true }).click();
  await page.getByRole('heading', { name: 'Locked' }).waitFor();
}

/** The card with this heading, its passphrase typed. */
async function typed(page: Page, heading: string, at = 0) {
  const card = page.locator('section', { has: page.getByRole('heading', { name: heading }) });
  await card.getByRole('textbox', { name: 'Passphrase now' }).nth(at).fill(passphrase);
  return card;
}

test('bound to a device, a handset opens there, and a copy of the profile opens nowhere else', async () => {
  const window = await open(profile);
  const { context, page } = window;
  const { credentials } = await addAuthenticator(window);
  await makeHandset({ page }, 'Ada');
  await page.locator('.panes').waitFor();
  await toSettings(page, 'Passphrase');
  await (await typed(page, 'Bind to this device')).getByRole('button', { name: 'Bind it' }).click();
  await page.getByText('It is bound to this device.').waitFor();
  expect(await credentials()).toBe(1);
  await page.reload();
  await unlock(page, passphrase);
  await page.locator('.panes').waitFor();
  await context.close();

  // Another machine has the whole profile, and an authenticator of its own.
  const copied = `${profile}-copy`;
  await cp(profile, copied, { recursive: true });
  const copy = await open(copied);
  await addAuthenticator(copy);
  await unlock(copy.page, passphrase);
  await copy.page.getByText(/opens with this device’s own lock as well/).waitFor();
  await copy.context.close();
  await rm(copied, { recursive: true, maxRetries: 5 });
});

test('a second passphrase is prepared, opens somebody else’s handset, and nothing opens one’s own any more', async () => {
  const own = await mkdtemp(join(tmpdir(), 'sotto-keys-'));
  const { context, page } = await open(own);
  await makeHandset({ page }, 'Ada');
  await page.locator('.panes').waitFor();
  await toSettings(page, 'Passphrase');
  const card = await typed(page, 'If somebody makes you open it');
  await card.getByRole('textbox', { name: 'Second passphrase' }).fill(duress);
  await card.getByRole('button', { name: 'Set the second passphrase' }).click();
  await page.getByText('A second passphrase is set.').waitFor();
  const made = await typed(page, 'The made-up handset');
  await made.getByRole('button', { name: 'Open it' }).click();
  await page.getByText(/^This is the made-up handset/).waitFor();
  await lock(page);

  await unlock(page, passphrase);
  await page.locator('.panes').waitFor();
  await toSettings(page, 'Passphrase');
  await page.getByText('A second passphrase is set.').waitFor();
  // What it needs to open was kept when the page was first loaded.
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await context.setOffline(true);
  await page.reload();
  await unlock(page, duress);
  await page.locator('.panes').waitFor();
  await context.setOffline(false);
  await toSettings(page, 'Passphrase');
  await page.getByText('No second passphrase is set.').waitFor();
  await page.reload();
  await unlock(page, passphrase);
  await page.getByText('That is not the passphrase. Check capitals and try again.').waitFor();
  await context.close();
  await rm(own, { recursive: true, maxRetries: 5 });
});
