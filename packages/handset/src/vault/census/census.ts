import type { Crypto, Records } from '@sotto/core';
import { concat } from '../../bytes.ts';
import { handsetLimits } from '../../limits.ts';
import { headerKey } from '../header.ts';
import { tableEnd } from '../record-name.ts';
import type { SealedRecords } from '../sealed-records.ts';

export interface CensusParts {
  readonly records: Records;
  readonly crypto: Pick<Crypto, 'equal'>;
  /** The volumes of the vault: the open one and the other. What belongs to neither is nobody's. */
  readonly volumes: readonly Pick<SealedRecords, 'tables' | 'holds'>[];
  /** Between two pieces; what it throws ends the census. */
  readonly rest: () => Promise<void>;
}

const blindBytes = 16;
const keyLengths: ReadonlySet<number> = new Set([24, 32]);

/**
 * Removes what belongs to neither volume: the former vault after a duress passphrase was entered, a cover that was renewed, what a
 * write that was cut off has left. Ended at any step, it begins anew with the next opening and removes what is still there.
 *
 * A command that puts another cover in place writes the header in the same write. So nothing is removed that was judged under
 * another header than the one that the census began with.
 * @returns records that were removed
 */
export async function takeCensus(parts: CensusParts): Promise<number> {
  const { records, volumes, rest } = parts;
  const begun = await records.get(headerKey);
  const known = new Set<string>();
  for (const { tables } of volumes)
    for await (const piece of tables()) {
      for (const blind of piece) known.add(textOf(blind));
      await rest();
    }
  let removed = 0;
  let looked = 0;
  let from = new Uint8Array(0);
  for (;;) {
    const key = await firstKey(records, from);
    if (key === undefined) return removed;
    if (!keyLengths.has(key.length)) {
      from = concat(key, Uint8Array.of(0)) as Uint8Array<ArrayBuffer>;
      continue;
    }
    const blind = key.slice(0, blindBytes);
    const end = tableEnd(blind);
    if (!known.has(textOf(blind)) && (await isNobodys(parts, blind, end))) {
      // Read after it was judged: see above.
      const now = await records.get(headerKey);
      if (begun === undefined || now === undefined || !parts.crypto.equal(begun, now))
        return removed;
      removed += await removeAll(parts, blind, end);
    }
    from = end as Uint8Array<ArrayBuffer>;
    looked += 1;
    if (looked % handsetLimits.censusPieceTables === 0) await rest();
  }
}

async function firstKey(records: Records, from: Uint8Array): Promise<Uint8Array | undefined> {
  const all = { from, to: new Uint8Array(65).fill(0xff), limit: 1 };
  for await (const { key } of records.range(all)) return key;
  return undefined;
}

/** A damaged record opens nowhere, so a table is nobody's when none of its records opens. */
async function isNobodys(
  { records, volumes, rest }: CensusParts,
  from: Uint8Array,
  to: Uint8Array,
): Promise<boolean> {
  let read = 0;
  for await (const entry of records.range({ from, to })) {
    for (const { holds } of volumes) if (await holds(entry)) return false;
    read += 1;
    if (read % handsetLimits.rootPieceRecords === 0) await rest();
  }
  return true;
}

async function removeAll(
  { records, rest }: CensusParts,
  from: Uint8Array,
  to: Uint8Array,
): Promise<number> {
  const limit = handsetLimits.rootPieceRecords;
  for (let removed = 0; ;) {
    const keys: Uint8Array[] = [];
    for await (const { key } of records.range({ from, to, limit })) keys.push(key);
    if (keys.length === 0) return removed;
    await records.write(keys.map((remove) => ({ remove })));
    removed += keys.length;
    await rest();
  }
}

function textOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
