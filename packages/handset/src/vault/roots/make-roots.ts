import type { RecordChange } from '@sotto/core';
import { tableEnd } from '../record-name.ts';
import { openRecord } from '../record-seal.ts';
import type { TableRegistry } from './registry.ts';
import { emptyBook } from './root-book.ts';
import type { BookParts } from './root-book.ts';
import { emptyGroupRoot } from './root-record.ts';
import type { GroupRoot } from './root-record.ts';
import { createWalk } from './walk.ts';

/**
 * The roots of a volume that was made before there were any, as it is now. To be written before anything else is, together with what
 * says that it has roots from then on.
 */
export async function makeRoots(
  parts: BookParts,
  registry: TableRegistry,
): Promise<readonly RecordChange[]> {
  const { records, crypto, keys } = parts;
  const values = async function* (table: string): AsyncIterable<Uint8Array> {
    const found = await keys.table(table, 'named');
    const bounds = { from: found.blind, to: tableEnd(found.blind) };
    for await (const { key, value } of records.range(bounds))
      yield await openRecord(crypto, { key, table: found }, value);
  };
  const roots = new Map<string, GroupRoot>();
  for (const group of await registry.groupsIn(values)) {
    let root = emptyGroupRoot;
    for (const weight of ['live', 'bulk'] as const) {
      const walk = createWalk({ records, crypto, keys, registry }, { group, weight });
      while (!(await walk.step())) continue;
      root = { ...root, [weight]: walk.found() };
    }
    roots.set(group, root);
  }
  return (await emptyBook(parts).plan(roots)).changes;
}
