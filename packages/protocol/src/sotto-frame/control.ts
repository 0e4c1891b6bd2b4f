import type { RelayUrl } from '@sotto/core';
import { isBytes, isText, isUint } from '../cbor/int-map.ts';
import { readArray } from '../cbor/read-array.ts';
import { isCborArray } from '../cbor/value.ts';
import type { CborValue } from '../cbor/value.ts';
import { parcelToCbor, readParcel } from '../envelope/parcel.ts';
import type { Parcel } from '../envelope/parcel.ts';
import { protocolLimits } from '../limits.ts';
import { readRelays } from '../relay-list.ts';
import { readLeaveWord } from '../room/leave-statement.ts';
import type { LeaveWord } from '../room/leave-statement.ts';
import { isSuggestedName } from '../suggested-name.ts';

/**
 * What handsets tell each other beside content. A kind that this version does not know arrives as `other` and is kept
 * as it came: it must not cost the frame its sequence number, and a newer version of the same handset may still use it.
 */
export type FrameControl =
  | ProfileControl
  | KeyPackagesControl
  | WelcomeControl
  | LeaveControl
  | KeyPackagesWantedControl
  | ChainControl
  | SyncControl
  | WipeKeyControl
  | OtherControl;

/** How the sender would like to be called. The reader may call them otherwise. */
export interface ProfileControl {
  readonly kind: 'profile';
  readonly suggestedName: string;
}

/** KeyPackages of the sender's device, each for one group that the reader adds it to. */
export interface KeyPackagesControl {
  readonly kind: 'keyPackages';
  /** 1 to 8 MLS KeyPackages of 1 to 8,192 bytes. All of them still have to fit the frame (63,488 bytes). */
  readonly keyPackages: readonly Uint8Array[];
}

/** The reader was added to a group with one of the KeyPackages that they gave. */
export interface WelcomeControl {
  readonly kind: 'welcome';
  /** An MLS Welcome: inline (1 to 57,344 bytes) or in a blob. */
  readonly parcel: Parcel;
  /** The ratchet tree, as `parcel`; null when it is inside the Welcome. Both inline still have to fit the frame. */
  readonly tree: Parcel | null;
  /** What the sender knows of before: see `encodeNumbers`. */
  readonly numbers: Parcel;
}

/** The sender's leaf wants to be taken out by whoever commits next. */
export interface LeaveControl extends LeaveWord {
  readonly kind: 'leave';
}

/** The sender asks for KeyPackages. */
export interface KeyPackagesWantedControl {
  readonly kind: 'keyPackagesWanted';
  /** 1 to 8. */
  readonly count: number;
}

/** Which devices the sender's identity has: its whole chain, as far as the sender knows it. */
export interface ChainControl {
  readonly kind: 'chain';
  /** 1 to 64, each as it was signed. */
  readonly links: readonly Uint8Array[];
}

/** What the devices of one identity tell each other. The records have a form of the handset's own. */
export interface SyncControl {
  readonly kind: 'sync';
  /** 1 to 64 of 1 to 49,152 bytes; all of them still have to fit the frame. */
  readonly records: readonly Uint8Array[];
}

/** The reader may wipe the sender's device when it is lost, or may no longer. */
export interface WipeKeyControl {
  readonly kind: 'wipeKey';
  /** 32 bytes; null when the reader is not trusted with it any more. */
  readonly secret: Uint8Array | null;
  /** Where the device looks for the command: 1 to 4; none with a secret of null. */
  readonly relays: readonly RelayUrl[];
}

export interface OtherControl {
  readonly kind: 'other';
  /** 9 or more; assigned by later versions. */
  readonly code: number;
  readonly payload: CborValue;
}

const codes = {
  profile: 1,
  keyPackages: 2,
  welcome: 3,
  leave: 4,
  keyPackagesWanted: 5,
  chain: 6,
  sync: 7,
  wipeKey: 8,
} as const;
const maxCode = 0xffff;

/** `[code, payload]`. */
export function controlToCbor(control: FrameControl): CborValue {
  switch (control.kind) {
    case 'profile':
      return [codes.profile, control.suggestedName];
    case 'keyPackages':
      return [codes.keyPackages, control.keyPackages];
    case 'welcome': {
      const tree = control.tree === null ? null : parcelToCbor(control.tree);
      return [codes.welcome, [parcelToCbor(control.parcel), tree, parcelToCbor(control.numbers)]];
    }
    case 'leave':
      return [codes.leave, [control.next, control.signature]];
    case 'keyPackagesWanted':
      return [codes.keyPackagesWanted, control.count];
    case 'chain':
      return [codes.chain, control.links];
    case 'sync':
      return [codes.sync, control.records];
    case 'wipeKey':
      return [codes.wipeKey, [control.secret, control.relays]];
    case 'other':
      return [control.code, control.payload];
  }
}

/** `undefined` when the value is no control. */
export function readControl(value: CborValue): FrameControl | undefined {
  if (!isCborArray(value) || value.length !== 2) return undefined;
  const [code, payload] = value;
  if (!isUint(code, maxCode) || code === 0) return undefined;
  switch (code) {
    case codes.profile:
      return isText(payload, protocolLimits.maxSuggestedNameBytes) && isSuggestedName(payload)
        ? { kind: 'profile', suggestedName: payload }
        : undefined;
    case codes.keyPackages:
      return readKeyPackages(payload);
    case codes.welcome:
      return readWelcome(payload);
    case codes.leave: {
      const word = isCborArray(payload) ? readLeaveWord(payload) : undefined;
      return word && { kind: 'leave', ...word };
    }
    case codes.keyPackagesWanted:
      return isUint(payload, protocolLimits.maxControlKeyPackages) && payload > 0
        ? { kind: 'keyPackagesWanted', count: payload }
        : undefined;
    case codes.chain: {
      const { maxDeviceChainLinks: max, maxDeviceLinkBytes } = protocolLimits;
      const links = readByteStrings(payload, max, maxDeviceLinkBytes);
      return links && { kind: 'chain', links };
    }
    case codes.sync: {
      const { maxSyncRecords: max, maxSyncRecordBytes } = protocolLimits;
      const records = readByteStrings(payload, max, maxSyncRecordBytes);
      return records && { kind: 'sync', records };
    }
    case codes.wipeKey:
      return readWipeKey(payload);
    default:
      return { kind: 'other', code, payload };
  }
}

function readByteStrings(
  payload: CborValue,
  max: number,
  maxBytes: number,
): readonly Uint8Array[] | undefined {
  return readArray(payload, { min: 1, max }, (item) =>
    isBytes(item, 1, maxBytes) ? item : undefined,
  );
}

function readWipeKey(payload: CborValue): WipeKeyControl | undefined {
  if (!isCborArray(payload) || payload.length !== 2) return undefined;
  const [secret, places] = payload;
  if (secret === null)
    return isCborArray(places) && places.length === 0
      ? { kind: 'wipeKey', secret, relays: [] }
      : undefined;
  const relays = readRelays(places, protocolLimits.maxMailboxRelays);
  return isBytes(secret, 32, 32) && relays !== undefined
    ? { kind: 'wipeKey', secret, relays }
    : undefined;
}

function readKeyPackages(payload: CborValue): KeyPackagesControl | undefined {
  const { maxControlKeyPackages: max, maxControlKeyPackageBytes } = protocolLimits;
  const keyPackages = readByteStrings(payload, max, maxControlKeyPackageBytes);
  return keyPackages === undefined ? undefined : { kind: 'keyPackages', keyPackages };
}

function readWelcome(payload: CborValue): WelcomeControl | undefined {
  if (!isCborArray(payload) || payload.length !== 3) return undefined;
  const [first, second, third] = payload;
  const parcel = readParcel(first, protocolLimits.maxInlineParcelBytes);
  const tree = second === null ? null : readParcel(second, protocolLimits.maxInlineParcelBytes);
  const numbers = readParcel(third, protocolLimits.maxInlineParcelBytes);
  if (parcel === undefined || tree === undefined || numbers === undefined) return undefined;
  return { kind: 'welcome', parcel, tree, numbers };
}
