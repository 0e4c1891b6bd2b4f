import { countingBytes } from '../bytes.ts';
import type { Clauses } from '../contract.ts';
import { ensure, ensureBytes, ensureEqual, ensureRejects } from '../ensure.ts';
import { bytesOf, collect, put } from './entries.ts';
import type { RecordsSubject } from './subject.ts';

export type RecordsValueClauseId =
  | 'get-absent'
  | 'get-written'
  | 'get-replaced'
  | 'get-removed'
  | 'get-whole-key'
  | 'value-empty'
  | 'value-largest'
  | 'bounds-key'
  | 'bounds-value'
  | 'owns-written'
  | 'owns-given';

const maxValueBytes = 16 * 1024 * 1024;

/** One record at a time. */
export const recordsValueClauses: Clauses<RecordsValueClauseId, 'records', RecordsSubject> = {
  'get-absent': {
    promise: 'get of a key that was never written gives undefined',
    check: async ({ create }) => {
      const records = await create();
      ensureEqual(
        (await records.get(bytesOf(1)))?.length,
        undefined,
        'bytes under a key never written',
      );
      await records.close();
    },
  },
  'get-written': {
    promise: 'get gives what was written, byte for byte',
    check: async ({ create }) => {
      const records = await create();
      const key = countingBytes(64, 200);
      await records.write([{ put: key, value: countingBytes(1000) }]);
      ensureBytes(await records.get(key), countingBytes(1000), 'the value');
      await records.close();
    },
  },
  'get-replaced': {
    promise: 'writing a key again replaces its value',
    check: async ({ create }) => {
      const records = await create();
      await records.write([{ put: bytesOf(1), value: countingBytes(50) }]);
      await records.write([{ put: bytesOf(1), value: countingBytes(3, 9) }]);
      ensureBytes(await records.get(bytesOf(1)), countingBytes(3, 9), 'the value');
      ensureEqual((await collect(records)).length, 1, 'entries under one key');
      await records.close();
    },
  },
  'get-removed': {
    promise: 'a removed key is not there, and removing it again is nothing',
    check: async ({ create }) => {
      const records = await create();
      await records.write([put(1), put(2)]);
      await records.write([{ remove: bytesOf(1) }]);
      await records.write([{ remove: bytesOf(1) }]);
      ensure((await records.get(bytesOf(1))) === undefined, 'get gives a removed key');
      ensureEqual((await collect(records)).length, 1, 'entries left');
      await records.close();
    },
  },
  'get-whole-key': {
    promise:
      'keys that begin alike, or differ in their last byte or in trailing zeros, are different keys',
    check: async ({ create }) => {
      const records = await create();
      const keys = [
        bytesOf(1),
        bytesOf(1, 0),
        bytesOf(1, 0, 0),
        countingBytes(64),
        countingBytes(64).fill(9, 63),
      ];
      await records.write(keys.map((key, index) => ({ put: key, value: bytesOf(index) })));
      for (const [index, key] of keys.entries()) {
        ensureBytes(await records.get(key), bytesOf(index), `the value of key ${index}`);
      }
      await records.close();
    },
  },
  'value-empty': {
    promise: 'an empty value is a value, not an absence',
    check: async ({ create }) => {
      const records = await create();
      await records.write([{ put: bytesOf(1), value: new Uint8Array(0) }]);
      ensureBytes(await records.get(bytesOf(1)), new Uint8Array(0), 'the value');
      ensureBytes((await collect(records))[0]?.value, new Uint8Array(0), 'the value in a range');
      await records.close();
    },
  },
  'value-largest': {
    promise: 'a value of 16 MiB is kept whole',
    check: async ({ create }) => {
      const records = await create();
      const value = new Uint8Array(maxValueBytes);
      for (let at = 0; at < value.length; at += 4093) value[at] = at & 0xff;
      await records.write([{ put: bytesOf(1), value }]);
      ensureBytes(await records.get(bytesOf(1)), value, 'the value');
      await records.close();
    },
  },
  'bounds-key': {
    promise: 'a key of no byte or of more than 64 rejects with RECORDS_BOUNDS',
    check: async ({ create }) => {
      const records = await create();
      for (const key of [new Uint8Array(0), countingBytes(65)]) {
        const what = `a key of ${key.length} bytes`;
        await ensureRejects(() => records.get(key), 'RECORDS_BOUNDS', `get of ${what}`);
        await ensureRejects(
          () => records.write([{ put: key, value: key }]),
          'RECORDS_BOUNDS',
          `put of ${what}`,
        );
        await ensureRejects(
          () => records.write([{ remove: key }]),
          'RECORDS_BOUNDS',
          `remove of ${what}`,
        );
      }
      await records.close();
    },
  },
  'bounds-value': {
    promise: 'a value of more than 16 MiB rejects with RECORDS_BOUNDS',
    check: async ({ create }) => {
      const records = await create();
      const change = { put: bytesOf(1), value: new Uint8Array(maxValueBytes + 1) };
      await ensureRejects(
        () => records.write([change]),
        'RECORDS_BOUNDS',
        'put of 16 MiB and a byte',
      );
      await records.close();
    },
  },
  'owns-written': {
    promise: 'the bytes given to a call are the caller’s own again when it returns its promise',
    check: async ({ create }) => {
      const records = await create();
      await records.write([put(3)]);
      const key = bytesOf(1);
      const value = countingBytes(100);
      const writing = records.write([{ put: key, value }]);
      key.fill(2);
      value.fill(0);
      await writing;
      ensureBytes(await records.get(bytesOf(1)), countingBytes(100), 'the value');
      const from = bytesOf(3);
      const range = records.range({ from, to: bytesOf(9) });
      from.fill(5);
      const seen = await collect({ range: () => range });
      ensureEqual(seen.length, 1, 'entries of a range whose bound was changed after the call');
      await records.close();
    },
  },
  'owns-given': {
    promise: 'changing bytes that were received changes nothing stored',
    check: async ({ create }) => {
      const records = await create();
      await records.write(
        [1, 2, 3].map((byte) => ({ put: bytesOf(byte), value: countingBytes(10) })),
      );
      (await records.get(bytesOf(1)))?.fill(0xff);
      for await (const { key, value } of records.range({ from: bytesOf(0), to: bytesOf(9) })) {
        key.fill(0xff);
        value.fill(0xff);
      }
      ensureBytes(await records.get(bytesOf(1)), countingBytes(10), 'a value read twice');
      const keys = (await collect(records)).map((entry) => [...entry.key, ...entry.value].join());
      ensureEqual(keys.length, 3, 'entries');
      ensure(
        keys.every((text, index) => text === [index + 1, ...countingBytes(10)].join()),
        'a range changed what is stored',
      );
      await records.close();
    },
  },
};
