/// <reference types="vite/client" />
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'preact';
import type { JSX } from 'preact';
import { indexeddbRecords } from '@sotto/records-indexeddb';
import { createPlugin } from '@sotto/core';
import { App } from '../src/app.tsx';
import type { Route } from '../src/session/router.ts';
import { vault } from '../src/session/held-vault.ts';
import { phase } from '../src/session/session.ts';
import type { Phase } from '../src/session/session.ts';
import { HoldButton } from '../src/wipe/hold-button.tsx';
import { asking } from '../src/wipe/wipe-now.ts';
import type { FakeHandset } from './fake-handset.ts';
import { fakeVault } from './fake/fake-vault.ts';
import { clear, desk, expectClean, phone } from './fake/on-screen.ts';
import { livedIn } from './fake/scene.ts';
import { show } from './fake/show.tsx';

let fake: FakeHandset;

beforeEach(async () => {
  asking.value = false;
  fake = await livedIn();
});

afterEach(async () => {
  vault.value = undefined;
  await clear();
});

const panic = () => page.getByRole('button', { name: 'Wipe this handset' });
const hold = () => page.getByRole('button', { name: 'Hold to wipe' });

const screens = ['new', 'new-group', 'add', 'settings', 'devices', 'relays'] as const;

test('one touch on any screen leads to the button that wipes, on a phone and on a desk', async () => {
  const [conversation] = await fake.conversations();
  const [contact] = await fake.contacts();
  const routes: readonly Route[] = [
    { at: 'list' },
    { at: 'chat', id: conversation!.id },
    { at: 'contact', identity: contact!.identity },
    ...screens.map((at) => ({ at })),
  ];
  for (const size of [phone, desk]) {
    await page.viewport(size[0], size[1]);
    for (const route of routes) {
      await show(fake, { route });
      await vi.waitFor(() => expect(panic().elements().length).toBeGreaterThan(0));
      const seen: readonly Element[] = panic()
        .elements()
        .filter((each) => each.checkVisibility());
      expect(seen.length, JSON.stringify(route)).toBe(1);
      (seen[0] as HTMLElement).click();
      await expect.element(hold()).toBeVisible();
      await userEvent.keyboard('{Escape}');
      await vi.waitFor(() => expect(asking.value).toBe(false));
    }
  }
});

test.each<Phase>(['locked', 'occupied', 'broken'])('one touch does when it is %s', async (now) => {
  vault.value = fakeVault(fake);
  phase.value = now;
  render(<App />, document.body);
  await panic().click();
  await expect.element(hold()).toBeVisible();
  await expectClean(now);
});

test('where there is nothing to wipe there is no button', async () => {
  for (const now of ['opening', 'empty', 'wiping', 'wiped'] as const) {
    phase.value = now;
    render(<App />, document.body);
    await vi.waitFor(() => expect(document.querySelector('main')).not.toBeNull());
    expect(panic().elements()).toEqual([]);
  }
  await expectClean('wiped');
});

test('Escape three times opens it from anywhere, and twice does not', async () => {
  await show(fake, { route: { at: 'settings' } });
  await expect.element(page.getByText('Does the wipe work?')).toBeVisible();
  await userEvent.keyboard('{Escape}{Escape}');
  // As long as three of them count as one call.
  await new Promise((resolve) => setTimeout(resolve, 1_600));
  expect(asking.value).toBe(false);
  await userEvent.keyboard('{Escape}{Escape}{Escape}');
  await expect.element(hold()).toBeVisible();
  await expectClean('panic');
});

function put(run: () => Promise<void>): JSX.Element {
  return (
    <main>
      <HoldButton run={run} />
    </main>
  );
}

test('a touch or a press of a key alone wipes nothing; held, it does', async () => {
  let runs = 0;
  render(
    put(async () => void (runs += 1)),
    document.body,
  );
  await hold().click();
  hold().element().focus();
  await userEvent.keyboard('{Enter}');
  await new Promise((resolve) => setTimeout(resolve, 1_800));
  expect(runs).toBe(0);
  await userEvent.keyboard('{ >}');
  await vi.waitFor(() => expect(runs).toBe(1), { timeout: 3_000 });
  await userEvent.keyboard('{/ }');
  const down = (type: string) => new PointerEvent(type, { bubbles: true, button: 0 });
  hold().element().dispatchEvent(down('pointerdown'));
  await vi.waitFor(() => expect(runs).toBe(2), { timeout: 3_000 });
});

test('whoever cannot hold a button has a countdown, which can be stopped', async () => {
  let runs = 0;
  render(
    put(async () => void (runs += 1)),
    document.body,
  );
  const count = page.getByRole('button', { name: 'I cannot hold: wipe in 5 seconds' });
  await count.click();
  await page.getByRole('button', { name: /Wiping in \d seconds?\. Stop/ }).click();
  await expect.element(count).toBeVisible();
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  expect(runs).toBe(0);
  await count.click();
  await vi.waitFor(() => expect(runs).toBe(1), { timeout: 8_000 });
});

test('a store that does not open is deleted, and that is said', async () => {
  const open = () => createPlugin(indexeddbRecords({ name: 'sotto' }), {} as never);
  const held = await open();
  await held.write([{ put: Uint8Array.of(1), value: Uint8Array.of(1) }]);
  phase.value = 'broken';
  render(<App />, document.body);
  await panic().click();
  hold().element().focus();
  await userEvent.keyboard('{ >}');
  await expect
    .element(page.getByRole('heading', { name: 'Wiped' }), { timeout: 5_000 })
    .toBeVisible();
  await userEvent.keyboard('{/ }');
  expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain('sotto');
});

test('Settings show what the last test of the wipe found, a failure in red', async () => {
  fake.state.status = {
    ...fake.state.status,
    wipeTest: {
      ...{ atMs: Date.UTC(2026, 10, 1), passed: false },
      checks: [
        { check: 'opens', outcome: 'passed' },
        { check: 'found', outcome: 'unseen' },
        { check: 'wiped', outcome: 'passed' },
        { check: 'refused', outcome: 'failed', code: 'STORAGE_FULL' },
        { check: 'empty', outcome: 'skipped' },
        { check: 'gone', outcome: 'skipped' },
      ],
    },
  };
  await show(fake, { route: { at: 'settings' } });
  const alert = page.getByText(/The wipe does not work here/);
  await expect.element(alert).toBeVisible();
  const danger = getComputedStyle(document.documentElement).getPropertyValue('--danger');
  expect(danger).not.toBe('');
  expect(alert.element().closest('.wipe-failed')).not.toBeNull();
  await expect.element(page.getByText('A browser does not let us look')).toBeVisible();
  await expectClean('settings with a failed test');
});
