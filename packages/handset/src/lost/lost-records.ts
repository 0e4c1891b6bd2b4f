import type { RelayUrl } from '@sotto/core';
import { toHex } from '../hex.ts';
import { encodeFields, readFields } from '../storage/fields.ts';
import { tables } from '../storage/tables.ts';
import type { RecordName } from '../vault/sealed-store.ts';

/** How this device may be wiped, and who was told. One record of `lost`, there while it listens or has still to say that it does not. */
export interface OwnLost {
  readonly listens: boolean;
  readonly beforeUnlock: boolean;
  readonly secret: Uint8Array;
  /** Identities of the contacts who may. */
  readonly trusted: readonly Uint8Array[];
  /** Contacts who have still to be told: of the secret, or that there is none for them any more. */
  readonly toTell: readonly Uint8Array[];
  /** The relays and the devices of one's own that were told of this secret last. */
  readonly toldRelays: readonly RelayUrl[];
  readonly toldDevices: readonly Uint8Array[];
}

/** Another device that may be wiped from here. */
export interface KnownLost {
  readonly identity: Uint8Array;
  readonly device: Uint8Array;
  readonly secret: Uint8Array;
  readonly relays: readonly RelayUrl[];
}

/** A device that was commanded to wipe itself. */
export interface CommandedLost extends KnownLost {
  readonly askedAtMs: number;
  /** Relays that hold the command, and since when. */
  readonly at: readonly { readonly relay: RelayUrl; readonly sinceMs: number }[];
  /** 0 before the device was heard. */
  readonly heardAtMs: number;
}

const version = 1;

export const ownLostName: RecordName = { table: tables.lost, id: 'own' };

export function knownLostName(device: Uint8Array): RecordName {
  return { table: tables.lostKnown, id: toHex(device) };
}

export function commandedLostName(device: Uint8Array): RecordName {
  return { table: tables.lostCommands, id: toHex(device) };
}

export function encodeOwnLost(own: OwnLost): Uint8Array {
  return encodeFields(version, [
    own.listens,
    own.beforeUnlock,
    own.secret,
    [...own.trusted],
    [...own.toTell],
    [...own.toldRelays],
    [...own.toldDevices],
  ]);
}

/** @throws VAULT_BROKEN, VAULT_NEWER */
export function decodeOwnLost(value: Uint8Array): OwnLost {
  const fields = readFields(value, version);
  const own = {
    listens: fields.flag(),
    beforeUnlock: fields.flag(),
    secret: fields.bytes(),
    trusted: fields.bytesList(),
    toTell: fields.bytesList(),
    toldRelays: fields.textList() as readonly RelayUrl[],
    toldDevices: fields.bytesList(),
  };
  fields.end();
  return own;
}

export function encodeKnownLost(known: KnownLost): Uint8Array {
  const { identity, device, secret, relays } = known;
  return encodeFields(version, [identity, device, secret, [...relays]]);
}

/** @throws VAULT_BROKEN, VAULT_NEWER */
export function decodeKnownLost(value: Uint8Array): KnownLost {
  const fields = readFields(value, version);
  const known = {
    identity: fields.bytes(),
    device: fields.bytes(),
    secret: fields.bytes(),
    relays: fields.textList() as readonly RelayUrl[],
  };
  fields.end();
  return known;
}

export function encodeCommandedLost(commanded: CommandedLost): Uint8Array {
  const { identity, device, secret, relays, askedAtMs, at, heardAtMs } = commanded;
  const [where, since] = [at.map(({ relay }) => relay), at.map(({ sinceMs }) => sinceMs)];
  return encodeFields(version, [
    ...[identity, device, secret, [...relays], askedAtMs],
    ...[where, since, heardAtMs],
  ]);
}

/** @throws VAULT_BROKEN, VAULT_NEWER */
export function decodeCommandedLost(value: Uint8Array): CommandedLost {
  const fields = readFields(value, version);
  const known = {
    identity: fields.bytes(),
    device: fields.bytes(),
    secret: fields.bytes(),
    relays: fields.textList() as readonly RelayUrl[],
    askedAtMs: fields.number(),
  };
  const [where, since] = [fields.textList(), fields.numberList()];
  const heardAtMs = fields.number();
  fields.end();
  const at = where.map((relay, index) => ({
    relay: relay as RelayUrl,
    sinceMs: since[index] ?? fields.broken(),
  }));
  return { ...known, at, heardAtMs };
}
