/// <reference types="vite/client" />
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'preact';
import { Restore } from '../src/backup/restore.tsx';
import { backupsChanged } from '../src/session/backups.ts';
import type { FakeHandset } from './fake-handset.ts';
import { clear, expectClean } from './fake/on-screen.ts';
import { livedIn } from './fake/scene.ts';
import { show } from './fake/show.tsx';

let fake: FakeHandset;

beforeEach(async () => {
  fake = await livedIn();
});

afterEach(clear);

test('what a backup has and has not is listed before it is made', async () => {
  await show(fake, { route: { at: 'backup' } });
  await expect.element(page.getByText(/Keys of messages/)).toBeVisible();
  await expect.element(page.getByText(/1,204/)).toBeVisible();
  await page.getByRole('checkbox', { name: 'With pictures' }).click();
  await expect.element(page.getByText(/About 456 kB/)).toBeVisible();
  await expectClean('backup');
});

test('a backup at the relay is made, and one that does not restore is said in red until one does', async () => {
  await fake.makeRecoveryKey();
  await show(fake, { route: { at: 'backup' } });
  await page.getByRole('button', { name: 'Keep one at the relay, for the key on paper' }).click();
  backupsChanged.value += 1;
  await expect.element(page.getByText('It was never tried.')).toBeVisible();
  fake.backup.nextFailure = 'BACKUP_DAMAGED';
  await page.getByRole('button', { name: 'Try it now' }).click();
  const alarm = page.getByText(/It does not restore/);
  await expect.element(alarm).toBeVisible();
  expect(getComputedStyle(alarm.element()).color).toBe(
    getComputedStyle(document.querySelector('.action.careful') ?? alarm.element()).color,
  );
  await expectClean('backup-failed');
  fake.backup.nextFailure = undefined;
  await page.getByRole('button', { name: 'Try it now' }).click();
  await expect.element(page.getByText(/It restores/)).toBeVisible();
  expect(alarm.elements()).toHaveLength(0);
});

test('the backup for the key on paper says until when it is there, and in red when it will be gone', async () => {
  const { backup } = fake;
  await backup.make({ to: 'relay', paperKey: true });
  await show(fake, { route: { at: 'backup' } });
  await expect.element(page.getByText(/^The backup of .* is there until .*29/)).toBeVisible();
  await expectClean('backup-kept');
  const failure = { sinceMs: Date.UTC(2026, 11, 10), code: 'LINK_UNREACHABLE' };
  backup.kept = { ...backup.kept!, state: 'late', isAlarming: true, failure };
  backupsChanged.value += 1;
  const late = page.getByText(/will be gone on .*29.*could not be made again.*Make one now/);
  await expect.element(late).toBeVisible();
  expect(late.element().getAttribute('role')).toBe('alert');
  expect(getComputedStyle(late.element()).color).toBe(
    getComputedStyle(document.querySelector('.wipe-failed') ?? document.body).color,
  );
  expect(getComputedStyle(late.element()).color).not.toBe(getComputedStyle(document.body).color);
  await expectClean('backup-late');
  backup.kept = { ...backup.kept, state: 'gone' };
  backupsChanged.value += 1;
  await expect.element(page.getByText(/brings nothing back now/)).toBeVisible();
  await page.getByRole('checkbox', { name: 'Keep it at the relay' }).click();
  await expect.poll(() => backup.kept?.isOn).toBe(false);
});

test('Settings say in red that the backup for the key on paper will be gone', async () => {
  const { backup } = fake;
  await backup.make({ to: 'relay', paperKey: true });
  backup.kept = { ...backup.kept!, state: 'late', isAlarming: true };
  await show(fake, { route: { at: 'settings' } });
  const late = page.getByText(/will be gone on .*29/);
  await expect.element(late).toBeVisible();
  expect(late.element().getAttribute('role')).toBe('alert');
  await expectClean('settings-backup-late');
});

test('a key for paper is made in Devices, shown once, and listed as what it is', async () => {
  await show(fake, { route: { at: 'devices' } });
  await page.getByRole('button', { name: 'Make a key for paper' }).click();
  await expect.element(page.getByText('02C9-KBYM-4Q1R-7VTE-XH2N-8DPA-3FJW-6GS5')).toBeVisible();
  await expectClean('paper-key');
  await page.getByRole('button', { name: 'I have it on paper' }).click();
  expect(page.getByText(/02C9-KBYM/).elements()).toHaveLength(0);
  await expect.element(page.getByRole('listitem').getByText('Key on paper')).toBeVisible();
});

test('who comes back gives a file and its passphrase, or the key on paper', async () => {
  render(<Restore back={() => undefined} />, document.body);
  const comeBack = page.getByRole('button', { name: 'Come back' });
  await expect.element(comeBack).toBeDisabled();
  await page.getByRole('textbox', { name: 'Key on paper' }).fill('02C9-KBYM');
  await page.getByLabelText('New passphrase for this browser').fill('correct horse battery');
  await expect.element(comeBack).toBeEnabled();
  await expect.element(page.getByText(/^Gone: what only the lost device said/)).toBeVisible();
  await expect.element(page.getByText(/their handsets send it again/)).toBeVisible();
  await expectClean('restore');
});

test('the screens are in Arabic too, from right to left', async () => {
  await show(fake, { route: { at: 'backup' }, language: 'ar' });
  await expect.element(page.getByRole('heading', { name: 'إنشاء نسخة احتياطية' })).toBeVisible();
  expect(document.documentElement.dir).toBe('rtl');
  await expectClean('backup-ar');
});
