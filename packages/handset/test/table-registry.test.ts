import { expect, test } from 'vitest';
import { livesName } from '../src/life/life-record.ts';
import { outboxTables } from '../src/outbox/outbox-tables.ts';
import { searchTables } from '../src/search/search-tables.ts';
import { handsetTables, tableRows } from '../src/storage/table-registry.ts';
import { tables } from '../src/storage/tables.ts';
import { canaryTable } from '../src/vault/wipe-test.ts';
import { tamperedName } from '../src/vault/roots/tampered-record.ts';

/** Names of the tables that the engine knows; those of something are named for `x`. */
function known(): readonly string[] {
  const all = [tables, outboxTables, searchTables] as const;
  const made = all.flatMap((each) =>
    Object.values<string | ((about: never) => string)>(each).map((name) =>
      typeof name === 'string' ? name : name('x' as never),
    ),
  );
  return [...made, livesName.table, tamperedName.table, canaryTable];
}

test('every table of a handset is in the registry, and no other', () => {
  const bases = known().map((name) => (name in tableRows ? name : name.replace(/\/x$/, '')));
  expect(bases.toSorted()).toEqual(Object.keys(tableRows).toSorted());
});

test('each table is found in its group, and is among the tables of that group', () => {
  for (const name of known()) {
    const row = tableRows[name] ?? tableRows[name.replace(/\/x$/, '')];
    const table = { name, kind: row![0] };
    const counted = handsetTables.find(table);
    if (counted === undefined) {
      expect([tables.collected, tables.cover]).toContain(name);
      continue;
    }
    expect(counted.group).toBe(row![2] === undefined ? '' : `${row![2]}/x`);
    expect(handsetTables.tablesOf(counted)).toContainEqual(table);
    const other = row![0] === 'named' ? 'ordered' : 'named';
    expect(() => handsetTables.find({ name, kind: other })).toThrow(
      expect.objectContaining({ code: 'VAULT_BOUNDS' }),
    );
  }
});

test('a table that nobody knows is refused, so that none is without a root', () => {
  for (const name of ['nothing', 'history', 'self/x', 'search/other', '', '/', 'roots'])
    for (const kind of ['named', 'ordered'] as const)
      expect(() => handsetTables.find({ name, kind })).toThrow(
        expect.objectContaining({ code: 'VAULT_BOUNDS' }),
      );
});
