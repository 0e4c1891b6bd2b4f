import type { IdentityHash, RelayUrl } from '@sotto/core';
import { compareBytes } from '../bytes.ts';
import { decodeCbor } from '../cbor/decode.ts';
import { encodeCbor } from '../cbor/encode.ts';
import { isBytes, readIntMap } from '../cbor/int-map.ts';
import { readArray } from '../cbor/read-array.ts';
import type { CborValue } from '../cbor/value.ts';
import { protocolError } from '../error.ts';
import { identityHashBytes } from '../identity/identity-hash.ts';
import { protocolLimits } from '../limits.ts';
import { readRelays } from '../relay-list.ts';
import { isSuggestedName } from '../suggested-name.ts';

/** Component of the GroupContext's app_data_dictionary that holds the `Room`. Private range. */
export const roomComponentId = 0xf051;

/**
 * What all members of a conversation agree on beside who they are: part of the signed GroupContext. Map with integer
 * keys: 0 version, 1 kind (0 direct, 1 group, 2 notes), 2 name, 3 picture or null, 4 admins, 5 registers, 6 whether
 * members may add, 7 and 8 seconds, 9 pinned. Nothing else: all members must understand the same of it.
 */
export interface Room {
  readonly kind: 'direct' | 'group' | 'notes';
  /** Of a group, as `isSuggestedName` wants it; empty for direct and notes. */
  readonly name: string;
  /** Of a JPEG, PNG or WebP, 1 to 16,384 bytes. What is in them is not looked at here. */
  readonly picture: Uint8Array | null;
  /** At most 64, sorted bytewise, no one twice; none unless it is a group. */
  readonly admins: readonly IdentityHash[];
  /** Relays of the commit register: 1 to 4, none twice, in order of preference. */
  readonly registers: readonly RelayUrl[];
  /** True when not only admins may add members. */
  readonly membersMayAdd: boolean;
  /** How long the author of a message may edit it: up to 31,536,000 seconds; 0 is always. */
  readonly editWithinSeconds: number;
  /** After how long messages disappear: up to 31,536,000 seconds; 0 is never. */
  readonly disappearAfterSeconds: number;
  /** Message ids (32 bytes): at most 32, none twice, in order of pinning. */
  readonly pinned: readonly Uint8Array[];
}

const version = 1;
const kinds = ['direct', 'group', 'notes'] as const;
const messageIdBytes = 32;

/** Throws as `parseRoom` does. */
export function encodeRoom(room: Room): Uint8Array {
  const bytes = encodeCbor(
    new Map<number, CborValue>([
      [0, version],
      [1, kinds.indexOf(room.kind)],
      [2, room.name],
      [3, room.picture],
      [4, room.admins],
      [5, room.registers],
      [6, room.membersMayAdd],
      [7, room.editWithinSeconds],
      [8, room.disappearAfterSeconds],
      [9, room.pinned],
    ]),
  );
  parseRoom(bytes);
  return bytes;
}

/** Throws `ROOM_MALFORMED`, `ROOM_VERSION_UNSUPPORTED`, or the `CBOR_` codes of `decodeCbor`. */
export function parseRoom(bytes: Uint8Array): Room {
  const fields = readIntMap(
    decodeCbor(bytes, { maxBytes: protocolLimits.maxRoomBytes }),
    malformed,
  );
  if (fields.uint(0, 'version', 0xffff) !== version) {
    throw protocolError('ROOM_VERSION_UNSUPPORTED', 'The room needs another version of Sotto.');
  }
  const kind = kinds[fields.uint(1, 'kind', kinds.length - 1)] ?? malformed('kind');
  const name = fields.text(2, 'name', protocolLimits.maxSuggestedNameBytes);
  if (kind === 'group' ? !isSuggestedName(name) : name !== '') malformed('name');
  const room: Room = {
    kind,
    name,
    picture: fields.bytesOrNull(3, 'picture', { min: 1, max: protocolLimits.maxRoomPictureBytes }),
    admins: readAdmins(fields.value(4, 'admins'), kind === 'group'),
    registers:
      readRelays(fields.value(5, 'registers'), protocolLimits.maxRoomRegisters) ??
      malformed('registers'),
    membersMayAdd: readFlag(fields.value(6, 'who may add')),
    editWithinSeconds: fields.uint(7, 'edit time', protocolLimits.maxRoomPolicySeconds),
    disappearAfterSeconds: fields.uint(8, 'lifetime', protocolLimits.maxRoomPolicySeconds),
    pinned: readPinned(fields.value(9, 'pinned')),
  };
  fields.end();
  return room;
}

function readAdmins(value: CborValue, isGroup: boolean): readonly IdentityHash[] {
  let before: Uint8Array | undefined;
  const bounds = { min: 0, max: isGroup ? protocolLimits.maxRoomAdmins : 0 };
  const admins = readArray(value, bounds, (item) => {
    if (!isBytes(item, identityHashBytes, identityHashBytes)) return undefined;
    if (before !== undefined && compareBytes(before, item) >= 0) return undefined;
    before = item;
    return item as IdentityHash;
  });
  return admins ?? malformed('admins');
}

function readPinned(value: CborValue): readonly Uint8Array[] {
  const seen: Uint8Array[] = [];
  const pinned = readArray(value, { min: 0, max: protocolLimits.maxRoomPinned }, (item) => {
    if (!isBytes(item, messageIdBytes, messageIdBytes)) return undefined;
    if (seen.some((other) => compareBytes(other, item) === 0)) return undefined;
    seen.push(item);
    return item;
  });
  return pinned ?? malformed('pinned');
}

function readFlag(value: CborValue): boolean {
  return typeof value === 'boolean' ? value : malformed('who may add');
}

function malformed(field: string): never {
  throw protocolError('ROOM_MALFORMED', `The room is not valid: ${field}.`);
}
