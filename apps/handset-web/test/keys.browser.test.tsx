/// <reference types="vite/client" />
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'preact';
import { App } from '../src/app.tsx';
import { vault } from '../src/session/held-vault.ts';
import { phase } from '../src/session/session.ts';
import type { FakeHandset } from './fake-handset.ts';
import type { FakeVault } from './fake/fake-vault.ts';
import { fakeVault, passphrase } from './fake/fake-vault.ts';
import { clear, desk, expectClean, phone } from './fake/on-screen.ts';
import { livedIn } from './fake/scene.ts';
import { show } from './fake/show.tsx';

let fake: FakeHandset;
let keys: FakeVault;

beforeEach(async () => {
  fake = await livedIn();
  keys = fakeVault(fake);
  vault.value = keys;
});

afterEach(async () => {
  await clear();
  vault.value = undefined;
});

const button = (name: string) => page.getByRole('button', { name, exact: true });
const card = (heading: string) =>
  page.elementLocator(
    page.getByRole('heading', { name: heading, exact: true }).element().closest('section')!,
  );
const now = (heading: string, at = 0) =>
  card(heading).getByRole('textbox', { name: 'Passphrase now' }).nth(at);

async function atDoor(): Promise<void> {
  phase.value = 'locked';
  render(<App />, document.body);
  await expect.element(button('Unlock')).toBeVisible();
}

async function tryAtDoor(given: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Passphrase' }).fill(given);
  await button('Unlock').click();
}

test('at the door, a passphrase that waits counts down, and giving up tries nothing', async () => {
  keys.waitMs = 300_000;
  await atDoor();
  await tryAtDoor(passphrase);
  await vi.waitFor(
    () => expect(page.getByRole('timer').element().textContent).toMatch(/^4:5[0-8]$/),
    {
      timeout: 5_000,
    },
  );
  await expect.element(page.getByText(/^Wrong passphrases were tried/)).toBeVisible();
  await expectClean('waiting');
  await button('Cancel').click();
  await expect.element(button('Unlock')).toBeVisible();
  expect(page.getByRole('timer').elements()).toEqual([]);
  keys.waitMs = 0;
  await button('Unlock').click();
  await vi.waitFor(() => expect(phase.value).toBe('open'));
});

test('at the door, how many wrong tries are left is said when they are few, and after the last one it is wiped', async () => {
  keys.protects = { ...keys.protects, wrongTries: 4 };
  await atDoor();
  expect(page.getByText(/wrong tries are left/).elements()).toEqual([]);
  await tryAtDoor('not the passphrase');
  await expect.element(page.getByText(/^5 wrong tries are left/)).toBeVisible();
  await expectClean('few tries');
  keys.protects = { ...keys.protects, wrongTries: 9 };
  await tryAtDoor('still not the passphrase');
  await expect.element(page.getByRole('heading', { name: 'Wiped' })).toBeVisible();
});

test('the screen is clean on a phone and on a desk, in both languages', async () => {
  for (const size of [phone, desk]) {
    await page.viewport(size[0], size[1]);
    for (const language of ['en', 'ar']) {
      await show(fake, { route: { at: 'keys' }, language });
      await vi.waitFor(() => expect(document.querySelectorAll('form').length).toBeGreaterThan(4));
      await expectClean(`keys in ${language} at ${size[0]}`);
      await clear();
    }
  }
});

test('the passphrase is changed; what is wrong with either is said beside it', async () => {
  await show(fake, { route: { at: 'keys' } });
  const heading = 'Change the passphrase';
  await expect.element(page.getByRole('heading', { name: heading })).toBeVisible();
  const next = card(heading).getByRole('textbox', { name: 'New passphrase' });
  const submit = card(heading).getByRole('button', { name: heading });
  await now(heading).fill('not the passphrase');
  await next.fill('another four words');
  await submit.click();
  await expect.element(now(heading)).toHaveAttribute('aria-invalid', 'true');
  await now(heading).fill(passphrase);
  await next.fill('short');
  await submit.click();
  await expect.element(next).toHaveAttribute('aria-invalid', 'true');
  await expect.element(now(heading)).toHaveAttribute('aria-invalid', 'false');
  await next.fill('another four words');
  await submit.click();
  await expect.element(page.getByText('The passphrase was changed.')).toBeVisible();
  await expect.element(next).toHaveValue('');
  expect(keys.calls).toEqual(Array(3).fill('changePassphrase'));
});

test('what a second passphrase does is said before it is asked for; it is set and taken away', async () => {
  await show(fake, { route: { at: 'keys' } });
  const heading = 'If somebody makes you open it';
  await expect.element(page.getByText(/your own can never be opened again/)).toBeVisible();
  await expect.element(page.getByText('No second passphrase is set.')).toBeVisible();
  const second = card(heading).getByRole('textbox', { name: 'Second passphrase' });
  await now(heading).fill(passphrase);
  await second.fill(passphrase);
  await button('Set the second passphrase').click();
  await expect.element(second).toHaveAttribute('aria-invalid', 'true');
  await second.fill('somebody stands here');
  await button('Set the second passphrase').click();
  await expect.element(page.getByText('A second passphrase is set.')).toBeVisible();
  await now(heading, 1).fill(passphrase);
  await button('Take it away').click();
  await expect.element(page.getByText('No second passphrase is set.')).toBeVisible();
});

test('the wrong try that erases everything is chosen, and nothing is offered to bind to where there is no authenticator', async () => {
  await show(fake, { route: { at: 'keys' } });
  const heading = 'Wrong passphrases';
  await expect.element(page.getByText(/costs 128 MB of memory and 4 passes/)).toBeVisible();
  await page.getByLabelText('Erase everything at wrong try').selectOptions('never');
  await now(heading).fill(passphrase);
  await card(heading).getByRole('button', { name: 'Save' }).click();
  await expect.element(page.getByText('Saved.')).toBeVisible();
  expect(keys.protects.maxTries).toBe(0);
  expect(page.getByText('Bind to this device').elements()).toEqual([]);
});
