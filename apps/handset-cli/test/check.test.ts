import type { ConversationId, TamperedPart } from '@sotto/handset';
import { expect, test } from 'vitest';
import { commandList } from '../src/command-list.ts';
import { parseOptions } from '../src/options.ts';
import { storageRow, storageText } from '../src/output/storage-row.ts';
import { tellNews } from '../src/tell-news.ts';
import { fakeHandset } from './fake-handset.ts';
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

/** What a start says of the storage before its command. */
async function saidBefore(name: string, tampered: readonly TamperedPart[], json = false) {
  const command = commandList.find((one) => one.name === name);
  if (command?.on !== 'handset') throw new Error('No such command.');
  const answers = { status: async () => ({ storage: { tampered } }) as never };
  const lines: string[] = [];
  await tellNews(command, fakeHandset({ answers }).handset, parseOptions({ json }), async (row) => {
    if (row.type === 'notice') lines.push(row.message);
  });
  return lines;
}

test('each start says that the storage was changed, until that was acknowledged', async () => {
  const found = [{ what: 'content', atMs }] as const;
  for (const name of ['conversations', 'send', 'watch', 'network'])
    expect(await saidBefore(name, found), name).toEqual([
      expect.stringMatching(/^SOMEBODY CHANGED THE STORAGE.*sotto check acknowledge/),
    ]);
  expect(await saidBefore('watch', []), 'acknowledged').toEqual([]);
  expect(await saidBefore('check acknowledge', found), 'it ends it').toEqual([]);
  expect(await saidBefore('conversations', found, true), 'to programs').toEqual([]);
});

test('what is found while watch runs is said once, in words, and not again for what was known', async () => {
  const part = { what: 'content', atMs } as const;
  const storage = (...tampered: TamperedPart[]) => ({
    ...{ type: 'storage' as const, storage: { tampered } },
  });
  const trouble = { type: 'trouble', code: 'VAULT_TAMPERED' } as const;
  const events = [storage(part), trouble, storage(part, part), storage(part, part)];
  const answers = { status: async () => ({ storage: { tampered: [part] } }) as never };
  const told = await runOnFake({ answers, events }, 'watch');
  expect(told.rows).toMatchObject([{ type: 'notice', code: 'storage' }]);
  const printed = await runOnFake({ answers, events }, 'watch', ['--json']);
  expect(printed.rows).toMatchObject([{ type: 'notice', code: 'VAULT_TAMPERED' }]);
});
