import type { MailboxAddress, RelayUrl } from '@sotto/core';
import type { LeafMailbox } from '@sotto/protocol';
import type { ConversationId } from '../api.ts';
import { concat } from '../bytes.ts';
import { encodeFields, readFields } from './fields.ts';

/**
 * The mailboxes of the devices that a message of a group goes to, in `route/<conversation>` by the first 16 bytes of its hash. Kept once
 * for all messages to the same devices, and as long as one of them is on its way, whatever the group has become since.
 */
export interface Route {
  /** The mailboxes at a relay, each with the place of its device in the message's list. */
  readonly at: (relay: RelayUrl) => readonly RouteStop[];
}

export interface RouteStop {
  readonly address: MailboxAddress;
  readonly place: number;
}

const addressBytes = 32;
const placeBytes = 2;
const version = 1;

/** @param targets at most 65,536 */
export function encodeRoute(targets: readonly LeafMailbox[]): Uint8Array {
  const places = new Map<RelayUrl, number[]>();
  for (const [place, { relays }] of targets.entries())
    for (const relay of relays) {
      const there = places.get(relay);
      if (there === undefined) places.set(relay, [place]);
      else there.push(place);
    }
  return encodeFields(version, [
    concat(...targets.map(({ address }) => address)),
    [...places.keys()],
    [...places.values()].map(packPlaces),
  ]);
}

/** @throws VAULT_BROKEN, VAULT_NEWER */
export function decodeRoute(value: Uint8Array): Route {
  const fields = readFields(value, version);
  const addresses = fields.bytes();
  const relays = fields.textList();
  const places = fields.bytesList();
  fields.end();
  const devices = addresses.length / addressBytes;
  const isWhole =
    Number.isInteger(devices) &&
    places.length === relays.length &&
    places.every((packed) => unpackPlaces(packed)?.every((place) => place < devices) ?? false);
  if (!isWhole) return fields.broken();
  return {
    at: (relay) => {
      const packed = places[relays.indexOf(relay)];
      return ((packed && unpackPlaces(packed)) ?? []).map((place) => ({
        address: addresses.slice(
          place * addressBytes,
          (place + 1) * addressBytes,
        ) as Uint8Array as MailboxAddress,
        place,
      }));
    },
  };
}

function packPlaces(places: readonly number[]): Uint8Array {
  const packed = new Uint8Array(places.length * placeBytes);
  const view = new DataView(packed.buffer);
  for (const [index, place] of places.entries()) view.setUint16(index * placeBytes, place);
  return packed;
}

function unpackPlaces(packed: Uint8Array): readonly number[] | undefined {
  if (packed.length % placeBytes !== 0) return undefined;
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  return Array.from({ length: packed.length / placeBytes }, (_, index) =>
    view.getUint16(index * placeBytes),
  );
}

/** Which routes of a conversation are kept, in `routes` by its id. */
export interface RouteList {
  readonly conversation: ConversationId;
  /** Ids, the one used last at the end. */
  readonly routes: readonly Uint8Array[];
}

export function encodeRouteList({ conversation, routes }: RouteList): Uint8Array {
  return encodeFields(version, [conversation, routes]);
}

/** @throws VAULT_BROKEN, VAULT_NEWER */
export function decodeRouteList(value: Uint8Array): RouteList {
  const fields = readFields(value, version);
  const list = { conversation: fields.text() as ConversationId, routes: fields.bytesList() };
  fields.end();
  return list;
}
