import { expect, test } from 'vitest';
import { loadSettings } from '../src/settings.ts';
import { encodeFields } from '../src/storage/fields.ts';
import { decodeSettings } from '../src/storage/settings-record.ts';
import { plainStore } from './plain-store.ts';

test('whose person chose nothing locks after 5 minutes out of sight and 15 without use', async () => {
  const settings = (await loadSettings(plainStore())).read();
  expect(settings).toMatchObject({ lockHiddenAfterSeconds: 300, lockAfterSeconds: 900 });
});

test('that it never locks by itself is a choice, and stays', async () => {
  const store = plainStore();
  const never = { lockHiddenAfterSeconds: -1, lockAfterSeconds: 0 };
  await (await loadSettings(store)).change(never);
  expect((await loadSettings(store)).read()).toMatchObject(never);
});

test('who was not asked when the settings were stored has what a new handset has', () => {
  // The settings of version 2 ended before the two of locking.
  const before = encodeFields(2, [true, true, true, 60, '']);
  expect(decodeSettings(before)).toMatchObject({
    ...{ lockAfterSeconds: 60, lockHiddenAfterSeconds: 300, collectWhileLocked: true },
  });
});
