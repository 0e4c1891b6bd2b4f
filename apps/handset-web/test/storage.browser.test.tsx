/// <reference types="vite/client" />
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { closeChats } from '../src/session/chats.ts';
import { go } from '../src/session/router.ts';
import { tampered } from '../src/session/tampering.ts';
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

/** Something that is found while the handset runs, as the engine tells it. */
function found(): void {
  const storage = { tampered: [{ what: 'content', atMs: Date.now() }] } as const;
  fake.state.status = { ...fake.state.status, storage };
  fake.stage.tell({ type: 'trouble', code: 'VAULT_TAMPERED' });
  fake.stage.tell({ type: 'storage', storage });
}
const line = () => page.getByText('Storage tampered with.', { exact: true });

test('that it was changed stands above every screen, with one way to what happened, until that is acknowledged', async () => {
  const [conversation] = await fake.conversations();
  await page.viewport(...phone);
  await show(fake);
  expect(line().elements()).toEqual([]);
  found();
  await expect.element(line()).toBeVisible();
  // No other says the same beside it.
  expect(document.querySelector('.toast')).toBeNull();
  go({ at: 'chat', id: conversation!.id });
  await expect.element(line()).toBeVisible();
  go({ at: 'list' });
  await page.getByRole('button', { name: 'See what happened' }).click();
  await expect.element(page.getByRole('button', { name: 'I know of it' })).toBeInViewport();
  go({ at: 'list' });
  await expect.element(line()).toBeVisible();
  go({ at: 'settings' });
  await page.getByRole('button', { name: 'I know of it' }).click();
  await vi.waitFor(() => expect(tampered.value).toEqual([]));
  go({ at: 'list' });
  expect(line().elements()).toEqual([]);
});

test('it stands there again after each unlock, and nothing of it behind the lock', async () => {
  found();
  await show(fake);
  await expect.element(line()).toBeVisible();
  closeChats();
  expect(tampered.value).toEqual([]);
  await show(fake);
  await expect.element(line()).toBeVisible();
});

test.for([
  ['en', 'light', phone],
  ['en', 'dark', desk],
  ['ar', 'light', desk],
  ['ar', 'dark', phone],
] as const)('the line is accessible: %s, %s', async ([language, theme, size]) => {
  found();
  await page.viewport(size[0], size[1]);
  document.documentElement.style.colorScheme = theme;
  await show(fake, { language });
  await vi.waitFor(() => expect(document.querySelector('.tampered')).not.toBeNull());
  await expectClean('the line above the list');
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
