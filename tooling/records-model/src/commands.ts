import type { RecordChange, RecordRange, Records } from '@sotto/core';
import { isSottoError } from '@sotto/core';
import fc from 'fast-check';
import type { SortedModel } from './sorted-model.ts';
import { applyToModel, hexOf, rangeOfModel } from './sorted-model.ts';

/** The records under test, which a command may close and open again. */
export interface System {
  records: Records;
  readonly open: () => Promise<Records>;
}

type Command = fc.AsyncCommand<SortedModel, System>;

// Few different bytes and short keys: keys meet often, and are often prefixes of each other.
const byte = fc.constantFrom(0x00, 0x01, 0x7f, 0x80, 0xff);
const bytes = (minLength: number, maxLength: number): fc.Arbitrary<Uint8Array> =>
  fc.array(byte, { minLength, maxLength }).map((list) => Uint8Array.from(list));
const key = bytes(1, 3);
const bound = fc.oneof(bytes(0, 3), fc.constant(new Uint8Array(65).fill(0xff)));
const change: fc.Arbitrary<RecordChange> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ put: key, value: fc.uint8Array({ maxLength: 40 }) }) },
  { weight: 1, arbitrary: fc.record({ remove: key }) },
);
const changes = fc.array(change, { maxLength: 12 });
const range: fc.Arbitrary<RecordRange> = fc.record(
  { from: bound, to: bound, reverse: fc.boolean(), limit: fc.nat({ max: 20 }) },
  { requiredKeys: ['from', 'to'] },
);

export const commands: fc.Arbitrary<Iterable<Command>> = fc.commands(
  [
    changes.map((batch) =>
      command(`write ${batch.length}`, async (model, { records }) => {
        await records.write(batch);
        applyToModel(model, batch);
      }),
    ),
    fc.array(changes, { maxLength: 5 }).map((batches) =>
      command(`write ${batches.length} at once`, async (model, { records }) => {
        await Promise.all(batches.map((batch) => records.write(batch)));
        for (const batch of batches) applyToModel(model, batch);
      }),
    ),
    changes.map((batch) =>
      command('write with an invalid change', async (_, { records }) => {
        const refused = await records.write([...batch, { remove: new Uint8Array(0) }]).then(
          () => false,
          (error: unknown) => isSottoError(error, 'RECORDS_BOUNDS'),
        );
        check(refused, 'an invalid change was not refused');
      }),
    ),
    key.map((wanted) =>
      command(`get ${hexOf(wanted)}`, async (model, { records }) => {
        const value = await records.get(wanted);
        const expected = model.get(hexOf(wanted));
        check((value && hexOf(value)) === (expected && hexOf(expected)), 'get gives another value');
      }),
    ),
    range.map((wanted) =>
      command(`range ${describe(wanted)}`, async (model, { records }) => {
        const found: string[] = [];
        for await (const entry of records.range(wanted))
          found.push(`${hexOf(entry.key)}=${hexOf(entry.value)}`);
        check(found.join() === rangeOfModel(model, wanted).join(), `range gives ${found.join()}`);
      }),
    ),
    fc.constant(
      command('wipe', async (model, { records }) => {
        await records.wipe();
        model.clear();
      }),
    ),
    fc.constant(
      command('reopen', async (_, system) => {
        await system.records.close();
        system.records = await system.open();
      }),
    ),
  ],
  { maxCommands: 40 },
);

function command(name: string, run: Command['run']): Command {
  return { check: () => true, run, toString: () => name };
}

function describe({ from, to, reverse, limit }: RecordRange): string {
  return `${hexOf(from)}..${hexOf(to)}${reverse ? ' reverse' : ''}${limit === undefined ? '' : ` limit ${limit}`}`;
}

function check(condition: boolean, what: string): void {
  if (!condition) throw new Error(what);
}
