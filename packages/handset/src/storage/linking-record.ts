import type { RelayUrl } from '@sotto/core';
import { encodeFields, readFields } from './fields.ts';

/**
 * A device that this one links, from its code until it was let in. In `linking`, by device key. What was put at the meeting place is kept,
 * so that after a crash the same is said again.
 */
export interface LinkingRecord {
  readonly deviceKey: Uint8Array;
  readonly secret: Uint8Array;
  readonly relay: RelayUrl;
  readonly expiresAtMs: number;
  /** As its person here calls it; empty: as it calls itself. */
  readonly name: string;
  /** The chain's last link when it began, and the hour that the link says. */
  readonly previous: Uint8Array;
  readonly createdAtHour: number;
  /** Sealed bodies that were put there: the offer, the link, the Welcome; empty while there is none. */
  readonly offer: Uint8Array;
  readonly linked: Uint8Array;
  readonly welcome: Uint8Array;
  /** The whole link, once the device has proven its key; empty before. */
  readonly link: Uint8Array;
  /** How often it began: again when the chain went on without this device. */
  readonly attempt: number;
  /** It was asked for that the notes take the device in. */
  readonly isAsked: boolean;
}

const version = 1;

export function encodeLinking(record: LinkingRecord): Uint8Array {
  return encodeFields(version, [
    record.deviceKey,
    record.secret,
    record.relay,
    record.expiresAtMs,
    record.name,
    record.previous,
    record.createdAtHour,
    record.offer,
    record.linked,
    record.welcome,
    record.link,
    record.attempt,
    record.isAsked,
  ]);
}

export function decodeLinking(value: Uint8Array): LinkingRecord {
  const fields = readFields(value, version);
  const record = {
    deviceKey: fields.bytes(),
    secret: fields.bytes(),
    relay: fields.text() as RelayUrl,
    expiresAtMs: fields.number(),
    name: fields.text(),
    previous: fields.bytes(),
    createdAtHour: fields.number(),
    offer: fields.bytes(),
    linked: fields.bytes(),
    welcome: fields.bytes(),
    link: fields.bytes(),
    attempt: fields.number(),
    isAsked: fields.flag(),
  };
  fields.end();
  return record;
}
