/// <reference types="vite/client" />
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import type { FakeHandset } from './fake-handset.ts';
import { clear, expectClean } from './fake/on-screen.ts';
import { livedIn } from './fake/scene.ts';
import { show } from './fake/show.tsx';

let fake: FakeHandset;

beforeEach(async () => {
  fake = await livedIn();
  await show(fake, { route: { at: 'locker' } });
});

afterEach(clear);

async function make(): Promise<void> {
  await page.getByLabelText('Passphrase').fill('another one than that');
  await page.getByRole('button', { name: 'Make a locker' }).click();
  await expect.element(page.getByText('There is no note yet.')).toBeVisible();
}

test('who has no locker is told what it is, and makes one with a passphrase of its own', async () => {
  await expect.element(page.getByText(/under a passphrase of its own/)).toBeVisible();
  await expectClean('locker, absent');
  await page.getByLabelText('Passphrase').fill('short');
  await page.getByRole('button', { name: 'Make a locker' }).click();
  await expect.element(page.getByText(/at least 8 characters/).first()).toBeVisible();
  await make();
  await expectClean('locker, open and empty');
});

test('a note is written, found again, and erased after one question', async () => {
  await make();
  await page.getByRole('button', { name: 'New note' }).click();
  await page.getByLabelText('Title').fill('Door');
  await page.getByLabelText('Text').fill('The code is 4711');
  // While it rises, its colours are mixed with those behind it.
  await Promise.all(document.getAnimations().map(({ finished }) => finished));
  await expectClean('locker, a note');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect.element(page.getByText('The code is 4711')).toBeVisible();
  await page.getByRole('button', { name: /Door/ }).click();
  await page.getByRole('button', { name: 'Delete this note' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete this note' }).click();
  await expect.element(page.getByText('There is no note yet.')).toBeVisible();
});

test('it locks by a button and when the page is hidden, and nothing of it stays on screen', async () => {
  await make();
  await fake.locker.putNote({ title: 'Door', text: 'The code is 4711' });
  await page.getByRole('button', { name: 'Lock it now' }).click();
  await page.getByLabelText('Passphrase').fill('not that one');
  await page.getByRole('button', { name: 'Open the locker' }).click();
  await expect.element(page.getByText('This is not the passphrase of the locker.')).toBeVisible();
  await expectClean('locker, locked');
  await page.getByLabelText('Passphrase').fill('another one than that');
  await page.getByRole('button', { name: 'Open the locker' }).click();
  await expect.element(page.getByText('The code is 4711')).toBeVisible();
  const hidden = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
  document.dispatchEvent(new Event('visibilitychange'));
  await expect.element(page.getByText('The locker is locked')).toBeVisible();
  expect(document.body.textContent).not.toContain('4711');
  hidden.mockRestore();
});

test('it is destroyed without its passphrase, after a question that says so', async () => {
  await make();
  await page.getByRole('button', { name: 'Lock it now' }).click();
  await page.getByRole('button', { name: 'Destroy the locker' }).click();
  await expect.element(page.getByText(/There is no way back/)).toBeVisible();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Destroy the locker' }).click();
  await expect.element(page.getByRole('button', { name: 'Make a locker' })).toBeVisible();
});
