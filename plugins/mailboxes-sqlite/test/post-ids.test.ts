import fc from 'fast-check';
import { expect, test } from 'vitest';
import { join } from 'node:path';
import { openDatabase } from '../src/database.ts';
import { PostIdHash } from '../src/post-id-hash.ts';
import { PostIdTable } from '../src/post-id-table.ts';
import { PostIds } from '../src/post-ids.ts';
import { newFolder } from './folders.ts';

const sizes = { generationIds: 50, maxGenerations: 2, maxRowIds: 10 };

test('what was remembered is known until its time, through saving, restarts and moves to disk, and nothing else is', async () => {
  const database = openDatabase(join(await newFolder(), 'm.db'));
  const action = fc.oneof(
    {
      weight: 20,
      arbitrary: fc.record({
        add: fc.nat({ max: 5_000 }),
        seconds: fc.integer({ min: 1, max: 400 }),
      }),
    },
    { weight: 2, arbitrary: fc.constant('save' as const) },
    { weight: 1, arbitrary: fc.constant('reopen' as const) },
    { weight: 1, arbitrary: fc.constant('expire' as const) },
    { weight: 2, arbitrary: fc.record({ pass: fc.integer({ min: 1, max: 60 }) }) },
  );
  fc.assert(
    fc.property(fc.array(action, { minLength: 300, maxLength: 900, size: 'max' }), (actions) => {
      for (const table of ['post_id_page', 'old_post_id']) database.exec(`DELETE FROM ${table}`);
      let now = 1_000;
      let ids = new PostIds(database, now, sizes);
      const model = new Map<number, number>();
      let unsaved = 0;
      const save = (): void => {
        ids.save(unsaved, now);
        unsaved = 0;
      };
      for (const next of actions) {
        if (next === 'save') save();
        else if (next === 'expire') ids.expire(10, now);
        else if (next === 'reopen') {
          save();
          ids = new PostIds(database, now, sizes);
        } else if ('pass' in next) now += next.pass;
        else {
          const known = (model.get(next.add) ?? 0) > now;
          expect(ids.has(next.add, 7, now)).toBe(known);
          if (known) continue;
          ids.add(next.add, 7, now + next.seconds);
          model.set(next.add, now + next.seconds);
          unsaved += 1;
        }
      }
      for (const [id, until] of model) expect(ids.has(id, 7, now)).toBe(until > now);
      expect(ids.has(9_999, 7, now)).toBe(false);
    }),
    { numRuns: 30 },
  );
  expect(database.prepare('SELECT count(*) AS n FROM old_post_id').get()).toBeDefined();
  database.close();
});

test('ids of many generations move to disk, and leave it when their time has run out', async () => {
  const database = openDatabase(join(await newFolder(), 'm.db'));
  const ids = new PostIds(database, 0, sizes);
  for (let id = 1; id <= 1_000; id += 1) {
    ids.add(id, id, 500);
    if (id % 25 === 0) ids.save(25, 0);
  }
  const onDisk = (): number =>
    Number(database.prepare('SELECT count(*) AS n FROM old_post_id').get()!['n']);
  expect(onDisk()).toBeGreaterThan(300);
  for (let id = 1; id <= 1_000; id += 1) expect(ids.has(id, id, 499)).toBe(true);
  for (let round = 0; round < 20; round += 1) ids.expire(100, 500);
  expect(onDisk()).toBe(0);
  expect(ids.has(1, 1, 500)).toBe(false);
  database.close();
});

test('a table finds what was put in, and only that', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(fc.nat({ max: 50 }), fc.nat({ max: 3 }), fc.integer({ min: 1, max: 1_000 })),
        { maxLength: 400 },
      ),
      (puts) => {
        const table = new PostIdTable();
        const model = new Map<string, number>();
        for (const [low, high, until] of puts) {
          // Low bits choose the slot: all of them in few slots.
          table.set(low * 4_096, high, until);
          model.set(`${low} ${high}`, until);
        }
        expect(table.count).toBe(model.size);
        for (let low = 0; low <= 51; low += 1) {
          for (let high = 0; high <= 4; high += 1)
            expect(table.until(low * 4_096, high)).toBe(model.get(`${low} ${high}`) ?? 0);
        }
      },
    ),
  );
});

test('a table grows past its first size', () => {
  const table = new PostIdTable();
  for (let id = 0; id < 20_000; id += 1) table.set(Math.imul(id, 0x9e3779b1) >>> 0, id, 1);
  for (let id = 0; id < 20_000; id += 1)
    expect(table.until(Math.imul(id, 0x9e3779b1) >>> 0, id)).toBe(1);
});

test('hashes of similar ids, mailboxes and keys have nothing in common', () => {
  const seen = new Set<string>();
  const bits = new Float64Array(64);
  let count = 0;
  for (const seed of [0, 1]) {
    const hash = new PostIdHash(new Uint8Array(16).fill(seed));
    for (let mailbox = 1; mailbox <= 20; mailbox += 1) {
      for (let id = 0; id < 500; id += 1) {
        const view = new DataView(new ArrayBuffer(16));
        view.setUint16(id % 2 === 0 ? 0 : 14, id);
        hash.of(mailbox, view, 0);
        seen.add(`${hash.low} ${hash.high}`);
        count += 1;
        for (let bit = 0; bit < 32; bit += 1) {
          bits[bit]! += (hash.low >>> bit) & 1;
          bits[32 + bit]! += (hash.high >>> bit) & 1;
        }
      }
    }
  }
  // Id 0 is the same bytes for odd and even, and is counted once for each mailbox and key.
  expect(seen.size).toBe(count);
  for (const ones of bits) expect(Math.abs(ones / count - 0.5)).toBeLessThan(0.02);
});
