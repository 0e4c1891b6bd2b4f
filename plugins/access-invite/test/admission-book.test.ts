import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import type { AdmissionBook } from '../src/admission-book.ts';
import { openAdmissionBook } from '../src/admission-book.ts';

async function newBook(): Promise<{ readonly book: AdmissionBook; readonly path: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-admissions-'));
  const path = join(folder, 'admissions.db');
  const book = openAdmissionBook(path);
  onTestFinished(async () => {
    book.close();
    await rm(folder, { recursive: true });
  });
  return { book, path };
}

const credit = { id: '00', mailboxes: 1, expiresAtMs: 1_000 };
const holder = new Uint8Array(32).fill(7);
const address = (number: number): Uint8Array => new Uint8Array(32).fill(number);

test('the book of admitted mailboxes is readable by its owner alone', async () => {
  const { book, path } = await newBook();
  book.admit(credit, holder, address(1));
  expect((await stat(path)).mode & 0o077).toBe(0);
});

test('the book forgets holder and mailboxes of a credit that expired', async () => {
  const { book } = await newBook();
  expect(book.admit(credit, holder, address(1))).toBe('admitted');
  expect(book.admit(credit, holder, address(2))).toBe('spent');
  expect(
    book.admit(
      credit,
      holder.map((byte) => byte + 1),
      address(1),
    ),
  ).toBe('taken');
  book.forgetExpired(1_001);
  expect(book.credits()).toEqual([]);
  expect(book.mailboxes('00', 10)).toEqual([]);
  expect(
    book.admit(
      credit,
      holder.map((byte) => byte + 1),
      address(2),
    ),
  ).toBe('admitted');
});

test('a mailbox that another credit opens again belongs to that one from then on', async () => {
  const { book } = await newBook();
  book.admit(credit, holder, address(1));
  book.admit({ ...credit, id: '01' }, holder, address(1));
  expect(book.mailboxes('00', 10)).toEqual([]);
  expect(book.mailboxes('01', 10)).toEqual([address(1)]);
  expect(book.admit(credit, holder, address(2))).toBe('admitted');
});

test('who is refused becomes no holder', async () => {
  const { book } = await newBook();
  expect(book.admit({ ...credit, mailboxes: 0 }, holder, address(1))).toBe('spent');
  expect(book.admit(credit, address(9), address(1))).toBe('admitted');
});

test('a book of a later version is refused with a sentence and left as it was; one of before there were any is taken', async () => {
  const { book, path } = await newBook();
  book.admit(credit, holder, address(1));
  book.close();
  const setVersion = (version: number): void => {
    const file = new DatabaseSync(path);
    file.exec(`PRAGMA user_version = ${version}`);
    file.close();
  };
  const version = (): unknown => {
    const file = new DatabaseSync(path);
    const found = file.prepare('PRAGMA user_version').get()?.['user_version'];
    file.close();
    return found;
  };
  expect(version()).toBe(1);
  setVersion(2);
  expect(() => openAdmissionBook(path)).toThrow(
    expect.objectContaining({
      code: 'ACCESS_UNAVAILABLE',
      message: expect.stringContaining('later version'),
    }),
  );
  expect(version()).toBe(2);
  setVersion(0);
  const again = openAdmissionBook(path);
  expect(again.mailboxes(credit.id, 5)).toEqual([address(1)]);
  again.close();
  expect(version()).toBe(1);
});
