import { actKinds, refusalReasons, roleNames } from '@sotto/charter';
import type { EntryOutcome, RefusalReason, RoleSigners } from '@sotto/charter';
import { isCborArray } from '@sotto/protocol';
import type { CborValue } from '@sotto/protocol';
import { encodeFields, readFields } from './fields.ts';
import type { FieldReader } from './fields.ts';

/** One entry of the act log as it came, and what it counts for. In `network-entries`, by its index. */
export interface NetworkEntry {
  readonly bytes: Uint8Array;
  /** Absent while the entry waits for its time. */
  readonly outcome: EntryOutcome | undefined;
}

const version = 1;

export function encodeNetworkEntry({ bytes, outcome }: NetworkEntry): Uint8Array {
  return encodeFields(version, [bytes, outcomeToCbor(outcome)]);
}

export function decodeNetworkEntry(value: Uint8Array, index: number): NetworkEntry {
  const fields = readFields(value, version);
  const entry = { bytes: fields.bytes(), outcome: readOutcome(fields, index) };
  fields.end();
  return entry;
}

function outcomeToCbor(outcome: EntryOutcome | undefined): CborValue {
  if (outcome === undefined) return null;
  if (!outcome.accepted) return [outcome.reason];
  const { kind, number, loggedAtSeconds, signedBy } = outcome;
  return [kind, number, loggedAtSeconds, signedBy.map(({ role, persons }) => [role, ...persons])];
}

function readOutcome(fields: FieldReader, index: number): EntryOutcome | undefined {
  const value = fields.value();
  if (value === null) return undefined;
  if (!isCborArray(value)) return fields.broken();
  const [first, number, loggedAtSeconds, signers, ...more] = value;
  if (value.length === 1 && typeof first === 'string')
    return { index, accepted: false, reason: readReason(fields, first) };
  const kind = actKinds.find((each) => each === first);
  if (kind === undefined || typeof number !== 'number' || typeof loggedAtSeconds !== 'number')
    return fields.broken();
  if (!isCborArray(signers ?? null) || more.length > 0) return fields.broken();
  const signedBy = (signers as readonly CborValue[]).map((each) => readSigners(fields, each));
  return { index, accepted: true, kind, number, loggedAtSeconds, signedBy };
}

function readReason(fields: FieldReader, text: string): RefusalReason {
  return refusalReasons.find((each) => each === text) ?? fields.broken();
}

function readSigners(fields: FieldReader, value: CborValue): RoleSigners {
  const [name, ...persons] = isCborArray(value) ? value : [];
  const role = roleNames.find((each) => each === name);
  if (role === undefined || !persons.every((each) => typeof each === 'string'))
    return fields.broken();
  return { role, persons };
}
