import { parseAlarm } from '@sotto/actlog';
import type { WitnessAlarm } from '@sotto/actlog';
import type { RelayUrl } from '@sotto/core';
import type { NetworkTrouble, NetworkTroubleReason } from '../api.ts';
import { encodeFields, readFields } from './fields.ts';

const version = 1;
const hashBytes = 32;

/** Hash of the founding charter, 32 bytes. In `network`: `pin`; `offered`, which an invite named and no relay confirmed yet. */
export function encodePin(charterHash: Uint8Array): Uint8Array {
  return encodeFields(version, [charterHash]);
}

export function decodePin(value: Uint8Array): Uint8Array {
  const fields = readFields(value, version);
  const charterHash = fields.bytes();
  fields.end();
  return charterHash.length === hashBytes ? charterHash : fields.broken();
}

/** When the log was read last, and what went wrong then. In `network`, `reading`. */
export interface NetworkReading {
  /** When a head was taken, or found to be the newest; 0 before the first. */
  readonly readAtMs: number;
  readonly trouble: NetworkTrouble | undefined;
}

const reasons: { readonly [R in NetworkTroubleReason]: true } = {
  ...{
    unreachable: true,
    slow: true,
    refused: true,
    missing: true,
    malformed: true,
    otherLog: true,
  },
  ...{ unsigned: true, forged: true, ahead: true, witnessesTooFew: true, incomplete: true },
  ...{ handoverMissing: true, notPinned: true, tooLong: true },
};

export function encodeReading({ readAtMs, trouble }: NetworkReading): Uint8Array {
  return encodeFields(version, [
    readAtMs,
    trouble === undefined ? null : trouble.reason,
    trouble === undefined ? null : trouble.sinceMs,
    trouble?.relay ?? null,
  ]);
}

export function decodeReading(value: Uint8Array): NetworkReading {
  const fields = readFields(value, version);
  const readAtMs = fields.number();
  const reason = fields.optionalText();
  const sinceMs = fields.optionalNumber();
  const relay = fields.optionalText();
  fields.end();
  if (reason === undefined || sinceMs === undefined) return { readAtMs, trouble: undefined };
  if (!isReason(reason)) return fields.broken();
  const trouble = { reason, sinceMs };
  return {
    readAtMs,
    trouble: relay === undefined ? trouble : { ...trouble, relay: relay as RelayUrl },
  };
}

function isReason(text: string): text is NetworkTroubleReason {
  return Object.hasOwn(reasons, text);
}

/** Numbers of notices that the person has read, of those that stand. In `network`, `seen`. */
export function encodeSeen(notices: readonly number[]): Uint8Array {
  return encodeFields(version, [[...notices]]);
}

export function decodeSeen(value: Uint8Array): readonly number[] {
  const fields = readFields(value, version);
  const notices = fields.numberList();
  fields.end();
  return notices;
}

/** Homes that the network gave up, and from which the mailboxes are still to be moved. In `network`, `leaving`. */
export function encodeLeaving(relays: readonly RelayUrl[]): Uint8Array {
  return encodeFields(version, [[...relays]]);
}

export function decodeLeaving(value: Uint8Array): readonly RelayUrl[] {
  const fields = readFields(value, version);
  const relays = fields.textList();
  fields.end();
  return relays as readonly RelayUrl[];
}

/** What a device was told last of the log, so that it is told once. In `network`, `told`, oldest first. */
export interface NetworkTold {
  readonly device: Uint8Array;
  /** Size of this handset's log when it was sent: its entries, its head, a proof. */
  readonly log: number;
  readonly head: number;
  readonly evidence: number;
  /** When the latest alarm was signed, UNIX seconds. */
  readonly alarm: number;
}

export function encodeTold(told: readonly NetworkTold[]): Uint8Array {
  return encodeFields(version, [
    told.map(({ device }) => device),
    told.map(({ log }) => log),
    told.map(({ head }) => head),
    told.map(({ evidence }) => evidence),
    told.map(({ alarm }) => alarm),
  ]);
}

export function decodeTold(value: Uint8Array): readonly NetworkTold[] {
  const fields = readFields(value, version);
  const devices = fields.bytesList();
  const [logs, heads] = [fields.numberList(), fields.numberList()];
  const [proofs, alarms] = [fields.numberList(), fields.numberList()];
  fields.end();
  return devices.map((device, index) => ({
    device,
    log: logs[index] ?? fields.broken(),
    head: heads[index] ?? fields.broken(),
    evidence: proofs[index] ?? fields.broken(),
    alarm: alarms[index] ?? fields.broken(),
  }));
}

/** A witness's latest word as it was signed. In `network`, `alarms`: by the witness's verifier key. */
export interface StoredAlarm {
  readonly alarm: WitnessAlarm;
  readonly signed: Uint8Array;
}

export function encodeAlarms(alarms: ReadonlyMap<string, StoredAlarm>): Uint8Array {
  return encodeFields(version, [
    [...alarms.keys()],
    [...alarms.values()].map(({ signed }) => signed),
  ]);
}

export function decodeAlarms(value: Uint8Array): ReadonlyMap<string, StoredAlarm> {
  const fields = readFields(value, version);
  const [keys, signed] = [fields.textList(), fields.bytesList()];
  fields.end();
  if (keys.length !== signed.length) return fields.broken();
  return new Map(
    signed.map((bytes, index) => [keys[index]!, { alarm: parseAlarm(bytes), signed: bytes }]),
  );
}
