import { encodeFields, readFields } from './fields.ts';

/** The device chain of somebody, as far as this handset knows it. In `chains`, by identity hash. */
export interface ChainRecord {
  /** Each as it was signed; verified before it was stored. */
  readonly links: readonly Uint8Array[];
  /** Another chain of the same identity that is no part of this one, kept as evidence; empty when none was seen. */
  readonly fork: readonly Uint8Array[];
}

const version = 1;

export function encodeChain({ links, fork }: ChainRecord): Uint8Array {
  return encodeFields(version, [[...links], [...fork]]);
}

export function decodeChain(value: Uint8Array): ChainRecord {
  const fields = readFields(value, version);
  const record = { links: fields.bytesList(), fork: fields.bytesList() };
  fields.end();
  return record;
}
