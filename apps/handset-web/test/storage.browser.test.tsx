/// <reference types="vite/client" />
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { FakeHandset } from './fake-handset.ts';
import { clear, desk, expectClean, phone } from './fake/on-screen.ts';
import { livedIn } from './fake/scene.ts';
import { show } from './fake/show.tsx';

let fake: FakeHandset;

beforeEach(async () => {
  fake = await livedIn();
});
afterEach(clear);

test('the storage is checked from the settings, with its result in a sentence', async () => {
  await page.viewport(...phone);
  await show(fake, { route: { at: 'settings' } });
  await page.getByRole('button', { name: 'Check now' }).click();
  await expect.element(page.getByText('All is as it was written. Records: 1000.')).toBeVisible();
  await expect.element(page.getByText(/^Last checked/)).toBeVisible();
});

test('what was changed from outside stands there, with what to do, until it is acknowledged', async () => {
  const [first] = await fake.conversations();
  fake.state.status = {
    ...fake.state.status,
    storage: {
      tampered: [
        { what: 'keys', conversation: first!.id, atMs: Date.now() },
        { what: 'content', atMs: Date.now() },
      ],
    },
  };
  await page.viewport(...desk);
  await show(fake, { route: { at: 'settings' } });
  const told = page.getByText('Somebody changed the storage of this handset');
  await expect.element(told).toBeVisible();
  await expect.element(page.getByText(first!.name, { exact: false }).first()).toBeVisible();
  await expectClean('storage');
  await page.getByRole('button', { name: 'I know of it' }).click();
  await expect.element(told).not.toBeInTheDocument();
});
