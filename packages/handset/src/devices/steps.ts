import { isSottoError } from '@sotto/core';
import type { RelayUrl } from '@sotto/core';
import { decodeCbor, encodeCbor, isRelayUrl } from '@sotto/protocol';
import type { CborValue, UnsignedAddLink } from '@sotto/protocol';
import { handsetLimits } from '../limits.ts';

/** What the old device says first: its chain, and the link that the new one is to prove. */
export interface OfferStep {
  readonly links: readonly Uint8Array[];
  readonly by: Uint8Array;
  readonly previous: Uint8Array;
  readonly createdAtHour: number;
}

/** What the new device says last. */
export interface KeyPackageStep {
  readonly keyPackage: Uint8Array;
  readonly name: string;
}

/** What the old device says last: how to come in. */
export interface WelcomeStep {
  /** The control of a frame, encoded. */
  readonly control: Uint8Array;
  /** Where its parcels may be. */
  readonly relays: readonly RelayUrl[];
  readonly suggestedName: string;
}

const version = 1;
const bounds = { maxBytes: 65_536, maxItems: 1_024 };

export const offerStep = {
  encode: ({ links, by, previous, createdAtHour }: OfferStep): Uint8Array =>
    encodeCbor([version, [...links], by, previous, createdAtHour]),
  /** `undefined` when the bytes have not its form. */
  parse: (bytes: Uint8Array): OfferStep | undefined => {
    const [links, by, previous, createdAtHour] = itemsOf(bytes, 4);
    if (!isByteStrings(links) || !isKey(by) || !isKey(previous)) return undefined;
    if (typeof createdAtHour !== 'number') return undefined;
    return { links, by, previous, createdAtHour };
  },
};

export const bytesStep = {
  encode: (bytes: Uint8Array): Uint8Array => encodeCbor([version, bytes]),
  parse: (bytes: Uint8Array): Uint8Array | undefined => {
    const [value] = itemsOf(bytes, 1);
    return value instanceof Uint8Array ? value : undefined;
  },
};

export const keyPackageStep = {
  encode: ({ keyPackage, name }: KeyPackageStep): Uint8Array =>
    encodeCbor([version, keyPackage, name]),
  parse: (bytes: Uint8Array): KeyPackageStep | undefined => {
    const [keyPackage, name] = itemsOf(bytes, 2);
    if (!(keyPackage instanceof Uint8Array) || !isName(name)) return undefined;
    return { keyPackage, name };
  },
};

export const welcomeStep = {
  encode: ({ control, relays, suggestedName }: WelcomeStep): Uint8Array =>
    encodeCbor([version, control, [...relays], suggestedName]),
  parse: (bytes: Uint8Array): WelcomeStep | undefined => {
    const [control, relays, suggestedName] = itemsOf(bytes, 3);
    if (!(control instanceof Uint8Array) || !Array.isArray(relays)) return undefined;
    if (!isName(suggestedName)) return undefined;
    const known = relays.filter((each) => typeof each === 'string').filter(isRelayUrl);
    return { control, relays: known, suggestedName };
  },
};

/** The link that both sign. */
export function unsignedLink(
  { by, previous, createdAtHour }: Pick<OfferStep, 'by' | 'previous' | 'createdAtHour'>,
  signatureKey: Uint8Array,
): UnsignedAddLink {
  return { kind: 'add', signatureKey, by, previous, createdAtHour, role: 'device' };
}

function isName(value: CborValue | undefined): value is string {
  return typeof value === 'string' && [...value].length <= handsetLimits.maxDeviceNameChars;
}

function itemsOf(bytes: Uint8Array, count: number): readonly (CborValue | undefined)[] {
  try {
    const value = decodeCbor(bytes, bounds);
    if (!Array.isArray(value) || value.length !== count + 1 || value[0] !== version) return [];
    return value.slice(1);
  } catch (error) {
    if (!isSottoError(error)) throw error;
    // What has no form says nothing.
    return [];
  }
}

function isKey(value: CborValue | undefined): value is Uint8Array {
  return value instanceof Uint8Array && value.length === 32;
}

function isByteStrings(value: CborValue | undefined): value is readonly Uint8Array[] {
  return Array.isArray(value) && value.every((each) => each instanceof Uint8Array);
}
