/// <reference types="vite/client" />
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { FakeHandset } from './fake-handset.ts';
import { clear, expectClean } from './fake/on-screen.ts';
import { livedIn } from './fake/scene.ts';
import { show } from './fake/show.tsx';

let fake: FakeHandset;

beforeEach(async () => {
  fake = await livedIn();
  await show(fake, { route: { at: 'relays' } });
});

afterEach(clear);

test('who has one relay alone is told to have two, and cannot leave it', async () => {
  await expect.element(page.getByText(/nobody reaches this device any more/)).toBeVisible();
  expect(page.getByRole('button', { name: 'Leave this relay' }).elements()).toEqual([]);
  await expectClean('relays');
});

test('a relay is added, and the first one is left after one question', async () => {
  const [first] = fake.state.status.relays;
  await page.getByRole('textbox', { name: 'Address of the relay' }).fill(' https://two.example ');
  await page.getByRole('button', { name: 'Add a relay' }).click();
  await expect.element(page.getByText('https://two.example')).toBeVisible();
  expect(fake.state.status.relays).toEqual([first, 'https://two.example']);
  await page.getByRole('button', { name: 'Leave this relay' }).first().click();
  expect(fake.state.status.relays).toHaveLength(2);
  await page.getByRole('alertdialog').getByRole('button', { name: 'Leave this relay' }).click();
  await expect.element(page.getByText(/nobody reaches this device any more/)).toBeVisible();
  expect(fake.state.status.relays).toEqual(['https://two.example']);
});

test('what is no address is said to be none, and stays to be mended', async () => {
  const field = page.getByRole('textbox', { name: 'Address of the relay' });
  await field.fill('two.example');
  await page.getByRole('button', { name: 'Add a relay' }).click();
  await expect.element(page.getByText(/This is no address of a relay/)).toBeVisible();
  await expect.element(field).toHaveValue('two.example');
});
