import { handsetLimits } from '../../limits.ts';
import { encodeFields, readFields } from '../../storage/fields.ts';
import type { RecordName } from '../sealed-store.ts';
import type { Weight } from './registry.ts';

/** Records that were changed from outside. */
export interface Tampered {
  /** The group of tables; see `TableRegistry`. */
  readonly group: string;
  /** `roots`: the roots themselves, so that it is not known what else. */
  readonly weight: Weight | 'roots';
  readonly atMs: number;
}

/** What was found and not acknowledged yet, the newest last. */
export const tamperedName: RecordName = { table: 'storage', id: 'tampered' };
/** When the whole storage was looked through last. */
export const checkedName: RecordName = { table: 'storage', id: 'checked' };

const version = 1;

/** The newest are kept, one for each group and weight. */
export function withTampered(known: readonly Tampered[], found: Tampered): readonly Tampered[] {
  const others = known.filter(
    ({ group, weight }) => group !== found.group || weight !== found.weight,
  );
  return [...others, found].slice(-handsetLimits.maxTamperedKept);
}

export function encodeTampered(tampered: readonly Tampered[]): Uint8Array {
  return encodeFields(version, [
    tampered.map(({ group }) => group),
    tampered.map(({ weight }) => weight),
    tampered.map(({ atMs }) => atMs),
  ]);
}

/** @throws VAULT_BROKEN, VAULT_NEWER */
export function decodeTampered(value: Uint8Array): readonly Tampered[] {
  const fields = readFields(value, version);
  const [groups, weights, times] = [fields.textList(), fields.textList(), fields.numberList()];
  fields.end();
  return groups.map((group, index) => ({
    group,
    weight: weightsKnown.find((weight) => weight === weights[index]) ?? fields.broken(),
    atMs: times[index] ?? fields.broken(),
  }));
}

const weightsKnown = ['live', 'bulk', 'roots'] as const;

export function encodeChecked(atMs: number): Uint8Array {
  return encodeFields(version, [atMs]);
}

/** @throws VAULT_BROKEN, VAULT_NEWER */
export function decodeChecked(value: Uint8Array): number {
  const fields = readFields(value, version);
  const atMs = fields.number();
  fields.end();
  return atMs;
}
