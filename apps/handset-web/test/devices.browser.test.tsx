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

test('a lost device is wiped after a question that names what happens, and what became of it is shown', async () => {
  await show(fake, { route: { at: 'devices' } });
  await page.getByRole('button', { name: 'Lost: wipe it' }).click();
  await expect.element(page.getByText(/It erases its keys, messages and pictures/)).toBeVisible();
  await expectClean('wiping a lost device');
  await page.getByRole('button', { name: 'Wipe it', exact: true }).click();
  await expect.element(page.getByText(/No relay has the command yet/)).toBeVisible();
});

test('this device listens when it is told to, and before it is unlocked only when told that too', async () => {
  await show(fake, { route: { at: 'devices' } });
  const listens = page.getByRole('checkbox', { name: 'This device may be wiped from afar' });
  await listens.click();
  const before = page.getByRole('checkbox', { name: /before it is unlocked/ });
  await expect.element(before).not.toBeChecked();
  await before.click();
  expect(await fake.lostDevice.view()).toMatchObject({ listens: true, beforeUnlock: true });
  await expectClean('devices that listen');
  await listens.click();
  await expect.element(before).not.toBeInTheDocument();
  expect(await fake.lostDevice.view()).toMatchObject({ listens: false, beforeUnlock: false });
});

test('a contact is trusted with wiping this device, and theirs is wiped after a question', async () => {
  const ben = (await fake.contacts()).find(({ name }) => name === 'Ben Carter')!;
  await show(fake, { route: { at: 'contact', identity: ben.identity } });
  await page.getByRole('checkbox', { name: /Ben Carter.*may wipe this device/ }).click();
  expect((await fake.lostDevice.view()).trusted).toEqual([ben.identity]);
  await page.getByRole('button', { name: 'Wipe their device' }).click();
  await expect.element(page.getByText(/be sure that it is them who asks/)).toBeVisible();
  await page.getByRole('button', { name: 'Wipe it', exact: true }).click();
  await expect.element(page.getByText(/No relay has the command yet/)).toBeVisible();
  await expectClean('a contact who trusts');
});
