import type { Clauses } from '../contract.ts';
import { ensure, ensureBytes, ensureEqual, ensureRejects } from '../ensure.ts';
import {
  bytesOf,
  collect,
  ensureResolves,
  everything,
  keysIn,
  keyText,
  put,
  risingPuts,
} from './entries.ts';
import type { RecordsSubject } from './subject.ts';

export type RecordsRangeClauseId =
  | 'range-order'
  | 'range-ends'
  | 'range-empty'
  | 'range-reverse'
  | 'range-limit'
  | 'range-many'
  | 'range-large-values'
  | 'range-sees-written'
  | 'range-during-writes'
  | 'range-lets-write'
  | 'range-stop-early'
  | 'bounds-range';

// More than any variant's page.
const many = 3000;

/** Many records, in order. */
export const recordsRangeClauses: Clauses<RecordsRangeClauseId, 'records', RecordsSubject> = {
  'range-order': {
    promise: 'range gives entries in bytewise order: unsigned, a prefix before what it begins',
    check: async ({ create }) => {
      const records = await create();
      const inOrder = [
        [0],
        [0, 0],
        [0, 255],
        [1],
        [1, 0],
        [127],
        [128],
        [128, 0],
        [254, 255],
        [255],
        [255, 0],
        [255, 255],
        [255, 255, 0],
      ];
      await records.write(inOrder.toReversed().map((key) => put(...key)));
      ensureEqual(await keysIn(records), keyText(inOrder.map((key) => bytesOf(...key))), 'keys');
      for (const { key, value } of await collect(records))
        ensureBytes(value, bytesOf(0xaa, ...key), 'a value');
      await records.close();
    },
  },
  'range-ends': {
    promise: 'range includes from and excludes to',
    check: async ({ create }) => {
      const records = await create();
      await records.write([put(1), put(1, 0), put(2), put(2, 0), put(3)]);
      ensureEqual(
        await keysIn(records, { from: bytesOf(1), to: bytesOf(2) }),
        '01,01 00',
        'keys from 01 to 02',
      );
      ensureEqual(
        await keysIn(records, { from: bytesOf(1, 0), to: bytesOf(2, 0) }),
        '01 00,02',
        'keys from 01 00 to 02 00',
      );
      ensureEqual(
        await keysIn(records, { from: bytesOf(1, 1), to: bytesOf(3), reverse: true }),
        '02 00,02',
        'keys before 03, falling',
      );
      await records.close();
    },
  },
  'range-empty': {
    promise: 'a range whose from is not before its to gives nothing',
    check: async ({ create }) => {
      const records = await create();
      await records.write([put(1), put(2)]);
      for (const reverse of [false, true]) {
        ensureEqual(
          await keysIn(records, { from: bytesOf(1), to: bytesOf(1), reverse }),
          '',
          'keys from 01 to 01',
        );
        ensureEqual(
          await keysIn(records, { from: bytesOf(2), to: bytesOf(1), reverse }),
          '',
          'keys from 02 to 01',
        );
      }
      await records.close();
    },
  },
  'range-reverse': {
    promise: 'reverse gives the same entries from the other end',
    check: async ({ create }) => {
      const records = await create();
      await records.write([put(0), put(1), put(1, 5), put(255)]);
      ensureEqual(
        await keysIn(records, { ...everything, reverse: true }),
        'ff,01 05,01,00',
        'keys',
      );
      await records.close();
    },
  },
  'range-limit': {
    promise: 'limit gives the first of them in the order asked for; 0 gives none',
    check: async ({ create }) => {
      const records = await create();
      await records.write([put(1), put(2), put(3)]);
      ensureEqual(await keysIn(records, { ...everything, limit: 2 }), '01,02', 'two of three');
      ensureEqual(
        await keysIn(records, { ...everything, limit: 2, reverse: true }),
        '03,02',
        'two of three, falling',
      );
      ensureEqual(await keysIn(records, { ...everything, limit: 3 }), '01,02,03', 'three of three');
      ensureEqual(await keysIn(records, { ...everything, limit: 0 }), '', 'none of three');
      await records.close();
    },
  },
  'range-many': {
    promise:
      'thousands of entries come each once and in order, in both directions, up to the limit',
    check: async ({ create }) => {
      const records = await create();
      const puts = risingPuts(many);
      await records.write(puts.toReversed());
      const expected = puts.map((change) => ('put' in change ? change.put : change.remove));
      ensureEqual(await keysIn(records), keyText(expected), 'keys');
      ensureEqual(
        await keysIn(records, { ...everything, reverse: true }),
        keyText(expected.toReversed()),
        'falling keys',
      );
      const limit = many - 7;
      ensureEqual(
        await keysIn(records, { ...everything, limit }),
        keyText(expected.slice(0, limit)),
        'limited keys',
      );
      await records.close();
    },
  },
  'range-large-values': {
    promise: 'entries of megabytes come like small ones',
    check: async ({ create }) => {
      const records = await create();
      const puts = risingPuts(20, 1024 * 1024);
      await records.write(puts);
      for (const reverse of [false, true]) {
        const entries = await collect(records, { ...everything, reverse });
        ensureEqual(entries.length, puts.length, 'entries');
        ensure(
          entries.every(({ value }) => value.length === 1024 * 1024),
          'a value is not whole',
        );
      }
      await records.close();
    },
  },
  'range-sees-written': {
    promise: 'range sees every write that had resolved before the call',
    check: async ({ create }) => {
      const records = await create();
      for (let key = 1; key <= 20; key++) {
        await records.write([put(key)]);
        ensureEqual((await collect(records)).length, key, 'entries after as many writes');
      }
      await records.close();
    },
  },
  'range-during-writes': {
    promise:
      'while others write, no entry comes twice, torn or out of order, and none that stays is missed',
    check: async ({ create }) => {
      const records = await create();
      await records.write(risingPuts(many));
      const seen: number[] = [];
      for await (const { key, value } of records.range(everything)) {
        ensureEqual(key.length, 2, 'length of a key');
        const number = ((key[0] as number) << 8) | (key[1] as number);
        ensure(
          new Set(value).size === 1 && (value.length === 8 || value.length === 3000),
          'a torn value',
        );
        seen.push(number);
        // Replaces what was just seen and what comes soon, removes an odd one ahead, adds one behind.
        if (number % 100 === 50) {
          const near = [number, number + 1, number + 120].map((at) => bytesOf(at >>> 8, at & 0xff));
          const odd = number + 151;
          await records.write([
            ...near.map((at) => ({ put: at, value: new Uint8Array(3000).fill(number) })),
            { remove: bytesOf(odd >>> 8, odd & 0xff) },
            put(0, 0, number >>> 8, number & 0xff),
          ]);
        }
      }
      ensure(
        seen.every((number, index) => index === 0 || number > (seen[index - 1] as number)),
        'an entry came twice or out of order',
      );
      const there = new Set(seen);
      for (let number = 0; number < many; number += 2)
        ensure(there.has(number), 'an entry that was always there was missed');
      await records.close();
    },
  },
  'range-lets-write': {
    promise: 'an iteration under way keeps nobody from reading and writing',
    check: async ({ create }) => {
      const records = await create();
      await records.write(risingPuts(many));
      const iterator = records.range(everything)[Symbol.asyncIterator]();
      await iterator.next();
      await ensureResolves(records.write([put(9, 9, 9)]), 'a write during an iteration');
      ensure(
        (await ensureResolves(records.get(bytesOf(9, 9, 9)), 'a get during an iteration')) !==
          undefined,
        'the write is not there',
      );
      ensureEqual(
        (await ensureResolves(collect(records), 'another range during an iteration')).length,
        many + 1,
        'entries',
      );
      await iterator.return?.();
      await records.close();
    },
  },
  'range-stop-early': {
    promise: 'an iteration stopped early, or never begun, leaves nothing open',
    check: async ({ create }) => {
      const records = await create();
      await records.write(risingPuts(many));
      records.range(everything);
      const begun = records.range(everything)[Symbol.asyncIterator]();
      await begun.next();
      for await (const { key } of records.range({ ...everything, reverse: true }))
        if (key[1] === 0) break;
      await ensureResolves(records.wipe(), 'wipe after stopping early');
      await ensureResolves(records.close(), 'close after stopping early');
      const again = await create();
      ensureEqual((await collect(again)).length, 0, 'entries after wipe');
      await again.close();
    },
  },
  'bounds-range': {
    promise:
      'a bound of more than 65 bytes, or a limit that is no whole number from 0, rejects with RECORDS_BOUNDS from the iteration',
    check: async ({ create }) => {
      const records = await create();
      const tooLong = new Uint8Array(66);
      const bad = [
        { ...everything, from: tooLong },
        { ...everything, to: tooLong },
        ...[-1, 1.5, Number.NaN].map((limit) => ({ ...everything, limit })),
      ];
      for (const range of bad)
        await ensureRejects(
          () => collect(records, range),
          'RECORDS_BOUNDS',
          'a range out of bounds',
        );
      await records.close();
    },
  },
};
