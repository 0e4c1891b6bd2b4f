import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openSpentBook } from '../src/spent-book.ts';

test('the book of spent credits is readable by its owner alone', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-spent-'));
  const path = join(folder, 'spent.db');
  const book = openSpentBook(path);
  book.spend({ id: '00', mailboxes: 1, expiresAtMs: 1 }, new Uint8Array(32));
  expect((await stat(path)).mode & 0o077).toBe(0);
  book.close();
  await rm(folder, { recursive: true });
});

test('the book forgets what its credits can no longer open', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-spent-'));
  const book = openSpentBook(join(folder, 'spent.db'));
  const credit = { id: '00', mailboxes: 1, expiresAtMs: 1_000 };
  expect(book.spend(credit, new Uint8Array(32).fill(1))).toBe(true);
  expect(book.spend(credit, new Uint8Array(32).fill(2))).toBe(false);
  book.forgetExpired(2_000);
  expect(book.spend(credit, new Uint8Array(32).fill(2))).toBe(true);
  book.close();
  await rm(folder, { recursive: true });
});
