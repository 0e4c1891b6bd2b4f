import type { ConversationId } from '@sotto/handset';
import { expect, test } from 'vitest';
import { storageRow, storageText } from '../src/output/storage-row.ts';
import { runOnFake } from './run-on-fake.ts';

const atMs = Date.UTC(2026, 10, 22, 14, 3);

test('a storage that is as it was written is said to be so', () => {
  const row = storageRow({ records: 1_234, isWell: true }, { tampered: [] });
  expect(row).toEqual({ type: 'storage', records: 1_234, well: true, tampered: [] });
  expect(storageText(row)).toBe('The storage is as this handset wrote it: 1234 records');
});

test('what was changed from outside is said in words, and what to do', () => {
  const tampered = [
    { what: 'keys', conversation: 'book' as ConversationId, atMs },
    { what: 'content', atMs },
  ] as const;
  const text = storageText(storageRow({ records: 5, isWell: false }, { tampered }));
  expect(text.split('\n')).toHaveLength(4);
  expect(text).toContain('SOMETHING IN THE STORAGE IS NOT AS THIS HANDSET WROTE IT');
  expect(text).toContain('keys were changed: all conversations renewed theirs  book');
  expect(text).toContain('sotto check acknowledge');
});

test('check asks the handset, and acknowledging is told to it', async () => {
  const calls: string[] = [];
  const answers = {
    checkStorage: async () => {
      calls.push('check');
      return { records: 3, isWell: true };
    },
    acknowledgeTampering: async () => void calls.push('acknowledge'),
    status: async () => ({ storage: { tampered: [] } }) as never,
  };
  const { text } = await runOnFake({ answers }, 'check');
  expect(text).toContain('3 records');
  await runOnFake({ answers }, 'check acknowledge');
  expect(calls).toEqual(['check', 'acknowledge']);
});
