/// <reference types="vite/client" />
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { Settings } from '@sotto/handset';
import { collected, lockSettings } from '../src/lock/lock-settings.ts';
import { watchLock } from '../src/lock/watch-lock.ts';
import { vault } from '../src/session/held-vault.ts';
import { handset } from '../src/session/open-handset.ts';
import { go } from '../src/session/router.ts';
import { phase } from '../src/session/session.ts';
import type { FakeHandset } from './fake-handset.ts';
import { fakeVault } from './fake/fake-vault.ts';
import { clear, desk, expectClean, phone } from './fake/on-screen.ts';
import { livedIn } from './fake/scene.ts';
import { show } from './fake/show.tsx';

let fake: FakeHandset;
let sight: DocumentVisibilityState = 'visible';
watchLock();

beforeEach(async () => {
  fake = await livedIn();
  vault.value = fakeVault(fake);
  vi.spyOn(document, 'visibilityState', 'get').mockImplementation(() => sight);
});

afterEach(async () => {
  looks('visible');
  lockSettings.value = undefined;
  collected.value = 0;
  vi.useRealTimers();
  await clear();
  vault.value = undefined;
});

function looks(now: DocumentVisibilityState): void {
  sight = now;
  document.dispatchEvent(new Event('visibilitychange'));
}

async function open(part: Partial<Settings> = {}): Promise<void> {
  lockSettings.value = { ...(await fake.settings()), ...part };
  await show(fake);
}

const isLocked = (): boolean => phase.value === 'locked' && handset.value === undefined;
const isShown = (): boolean => getComputedStyle(document.body).visibility === 'visible';

describe('out of sight', () => {
  test('the page shows nothing at once, and everything again when it is looked at', async () => {
    await open();
    looks('hidden');
    expect(isShown()).toBe(false);
    looks('visible');
    expect([isShown(), isLocked()]).toEqual([true, false]);
  });

  test('it locks at once when that is set', async () => {
    await open({ lockHiddenAfterSeconds: 0 });
    looks('hidden');
    expect(isLocked()).toBe(true);
  });

  test('it locks after a minute when that is set, and not before', async () => {
    // Not what frames wait for: an effect that waits for a frame which never comes holds up all that follow.
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
    await open({ lockHiddenAfterSeconds: 60 });
    looks('hidden');
    vi.advanceTimersByTime(55_000);
    expect(isLocked()).toBe(false);
    vi.advanceTimersByTime(10_000);
    expect(isLocked()).toBe(true);
  });

  test('it is locked before the browser freezes it, or keeps it to come back to', async () => {
    for (const event of [
      () => document.dispatchEvent(new Event('freeze')),
      () => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })),
    ]) {
      await open();
      event();
      expect([isLocked(), isShown()]).toEqual([true, false]);
      looks('visible');
    }
  });
});

describe('left alone', () => {
  test('it locks after the time that is set, counted from the last use', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
    await open({ lockAfterSeconds: 60 });
    vi.advanceTimersByTime(50_000);
    dispatchEvent(new KeyboardEvent('keydown', { key: 'a' }));
    vi.advanceTimersByTime(50_000);
    expect(isLocked()).toBe(false);
    vi.advanceTimersByTime(15_000);
    expect(isLocked()).toBe(true);
  });

  test('it locks when the machine slept, however short of the time that is set', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
    await open({ lockAfterSeconds: 3_600 });
    vi.advanceTimersByTime(10_000);
    vi.setSystemTime(Date.now() + 120_000);
    vi.advanceTimersByTime(5_000);
    expect(isLocked()).toBe(true);
  });

  test('it never locks by itself when that is set', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
    await open({ lockAfterSeconds: 0 });
    vi.setSystemTime(Date.now() + 24 * 3_600_000);
    vi.advanceTimersByTime(5_000);
    document.dispatchEvent(new Event('freeze'));
    expect(isLocked()).toBe(false);
  });
});

test('every screen has the lock, and the keys do the same', async () => {
  const lock = vi.spyOn(fake, 'lock');
  for (const size of [phone, desk]) {
    await page.viewport(size[0], size[1]);
    for (const route of [
      { at: 'list' },
      { at: 'settings' },
      { at: 'new' },
      { at: 'add' },
    ] as const) {
      await open();
      go(route);
      await expect.element(page.getByRole('button', { name: 'Lock', exact: true })).toBeVisible();
    }
  }
  await page.getByRole('button', { name: 'Lock', exact: true }).click();
  await expect.element(page.getByRole('heading', { name: 'Locked' })).toBeVisible();
  await open({ collectWhileLocked: false });
  await userEvent.keyboard('{Control>}{Shift>}L{/Shift}{/Control}');
  await expect.element(page.getByRole('heading', { name: 'Locked' })).toBeVisible();
  const asked = lock.mock.calls.map(([how]) => how?.collect);
  expect(asked).toEqual([true, false]);
});

test.for([
  ['en', 'light', phone],
  ['en', 'dark', desk],
  ['ar', 'light', desk],
  ['ar', 'dark', phone],
] as const)(
  'locking is accessible and tells how many came: %s, %s',
  async ([language, theme, size]) => {
    await page.viewport(size[0], size[1]);
    document.documentElement.style.colorScheme = theme;
    lockSettings.value = await fake.settings();
    await show(fake, { language, route: { at: 'settings' } });
    const card = page.getByRole('combobox').nth(2);
    await expect.element(card).toBeVisible();
    (card.element() as HTMLElement).scrollIntoView({ block: 'center' });
    await expectClean('the settings');
    await page
      .getByRole('button', { name: language === 'en' ? 'Lock' : 'قفل', exact: true })
      .click();
    collected.value = 3;
    await expect
      .poll(() => document.querySelector('.door [role=status]')?.textContent, { timeout: 5_000 })
      .toMatch(/[3٣]/);
    await expectClean('the locked screen');
  },
);
