/// <reference types="vite/client" />
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'preact';
import { Become } from '../src/screens/become.tsx';
import type { FakeHandset } from './fake-handset.ts';
import { clear, expectClean } from './fake/on-screen.ts';
import { livedIn } from './fake/scene.ts';
import { show } from './fake/show.tsx';

let fake: FakeHandset;

beforeEach(async () => {
  fake = await livedIn();
});

afterEach(clear);

test('one’s devices are listed, this one first, and a screen reader finds its way', async () => {
  await show(fake, { route: { at: 'devices' } });
  await expect.element(page.getByText('Laptop')).toBeVisible();
  const rows = [...document.querySelectorAll('.pane-chosen li')].map((row) => row.textContent);
  expect(rows[0]).toContain('This device');
  expect(rows[0]).not.toContain('End this device');
  expect(rows[1]).toContain('End this device');
  await expectClean('devices');
});

test('another device is linked by the code that it shows; what is no code is told', async () => {
  await show(fake, { route: { at: 'devices' } });
  const field = page.getByRole('textbox', { name: 'Code of the new device' });
  await field.fill('https://relay.example/i#abc');
  await page.getByRole('button', { name: 'Link it' }).click();
  await expect.element(page.getByText(/This is no code of a new device/)).toBeVisible();
  await field.fill('sotto-device:abc');
  await page.getByRole('button', { name: 'Link it' }).click();
  await expect.element(page.getByText(/Tablet.* is linked/)).toBeVisible();
  expect(await fake.devices()).toHaveLength(3);
});

test('a device is ended after one question, and stays in the list as ended', async () => {
  await show(fake, { route: { at: 'devices' } });
  await page.getByRole('button', { name: 'End this device' }).click();
  await expect.element(page.getByText(/End .*Laptop/)).toBeVisible();
  await page.getByRole('alertdialog').getByRole('button', { name: 'End this device' }).click();
  await expect.element(page.getByText(/Ended on/)).toBeVisible();
  expect((await fake.devices())[1]?.revokedAtMs).toBeDefined();
});

test('a new handset can become a device of somebody who has one', async () => {
  let isBack = false;
  render(<Become back={() => (isBack = true)} />, document.body);
  await expect.element(page.getByRole('heading', { name: 'Link this device' })).toBeVisible();
  await expectClean('becoming a device');
  await page.getByRole('button', { name: 'Make a new handset instead' }).click();
  expect(isBack).toBe(true);
});
