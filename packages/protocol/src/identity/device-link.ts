import { decodeCbor } from '../cbor/decode.ts';
import { encodeCbor } from '../cbor/encode.ts';
import { readIntMap } from '../cbor/int-map.ts';
import type { IntMapReader } from '../cbor/int-map.ts';
import type { CborValue } from '../cbor/value.ts';
import { concatBytes } from '../bytes.ts';
import { protocolError } from '../error.ts';
import { protocolLimits } from '../limits.ts';
import { encodeUtf8 } from '../utf8.ts';
import type { VerifySignature } from './verify-signature.ts';

/**
 * A link of the chain that says which devices an identity has. Map with integer keys: 0 version, 1 kind (0 first, 1 add, 2
 * revoke), 2 signature key, 3 nonce (first) or key of the device that says it (add, revoke), 4 hour, 5 signature, 6 hash of
 * the link before (add, revoke), 7 role (add: 0 device, 1 recovery), 8 proof (add). Nothing else may be in it: the hash of
 * the first is who someone is.
 */
export type DeviceLink = FirstLink | AddLink | RevokeLink;
export type UnsignedDeviceLink = UnsignedFirstLink | UnsignedAddLink | UnsignedRevokeLink;

/** The first device: a key signed by itself. */
export interface FirstLink extends UnsignedFirstLink {
  /** Ed25519 of `signatureKey` over `deviceLinkBytesToSign`, 64 bytes. */
  readonly signature: Uint8Array;
}

export interface UnsignedFirstLink {
  readonly kind: 'first';
  /** Ed25519, 32 bytes; also the signature key of the device's MLS leaves. */
  readonly signatureKey: Uint8Array;
  /** 16 random bytes. */
  readonly nonce: Uint8Array;
  /** Whole hours since the UNIX epoch: enough to tell old from new, too coarse to tell who made it when. */
  readonly createdAtHour: number;
}

/** One more device, that both it and a device of the chain signed. */
export interface AddLink extends UnsignedAddLink {
  /** Ed25519 of `by` over `deviceLinkBytesToSign`, 64 bytes. */
  readonly signature: Uint8Array;
  /** Ed25519 of `signatureKey` over the same bytes: the new device holds its key and agrees. 64 bytes. */
  readonly proof: Uint8Array;
}

export interface UnsignedAddLink {
  readonly kind: 'add';
  /** Of the new device: Ed25519, 32 bytes. */
  readonly signatureKey: Uint8Array;
  /** Signature key of the device that adds it, 32 bytes. */
  readonly by: Uint8Array;
  /** SHA-256 of the chain's last link, 32 bytes. */
  readonly previous: Uint8Array;
  /** As of the first link. */
  readonly createdAtHour: number;
  /** `recovery`: a key that is kept away, to add a device when the others are gone. */
  readonly role: DeviceRole;
}

export type DeviceRole = 'device' | 'recovery';

/** The end of a device. */
export interface RevokeLink extends UnsignedRevokeLink {
  /** Ed25519 of `by` over `deviceLinkBytesToSign`, 64 bytes. */
  readonly signature: Uint8Array;
}

export interface UnsignedRevokeLink {
  readonly kind: 'revoke';
  /** Of the device that is no more, 32 bytes. */
  readonly signatureKey: Uint8Array;
  /** Signature key of the device that revokes it, 32 bytes; it may be the same. */
  readonly by: Uint8Array;
  /** SHA-256 of the chain's last link, 32 bytes. */
  readonly previous: Uint8Array;
  /** As of the first link. */
  readonly createdAtHour: number;
}

const version = 1;
const codes = { first: 0, add: 1, revoke: 2 } as const;
const roles = ['device', 'recovery'] as const;
const signingLabel = 'Sotto device link v1\0';
// Hours until the year 9999.
const maxHour = 70_389_528;
const key = { min: 32, max: 32 };
const hash = { min: 32, max: 32 };
const signatureLength = { min: 64, max: 64 };

/** The label, a zero byte, and the link's encoding without its signatures. */
export function deviceLinkBytesToSign(link: UnsignedDeviceLink): Uint8Array {
  return concatBytes(encodeUtf8(signingLabel), encodeCbor(fieldsOf(link)));
}

/** Throws as `parseDeviceLink` does. */
export function encodeDeviceLink(link: DeviceLink): Uint8Array {
  const fields = fieldsOf(link).set(5, link.signature);
  if (link.kind === 'add') fields.set(8, link.proof);
  const bytes = encodeCbor(fields);
  parseDeviceLink(bytes);
  return bytes;
}

/**
 * Structure only: call `verifyDeviceLink` before believing it, and `verifyDeviceChain` or `verifyCredential` before
 * believing that it belongs to somebody. Throws `DEVICE_LINK_MALFORMED`, `DEVICE_LINK_VERSION_UNSUPPORTED`,
 * `DEVICE_LINK_KIND_UNSUPPORTED`, or the `CBOR_` codes of `decodeCbor`.
 */
export function parseDeviceLink(bytes: Uint8Array): DeviceLink {
  const fields = readIntMap(
    decodeCbor(bytes, { maxBytes: protocolLimits.maxDeviceLinkBytes }),
    malformed,
  );
  if (fields.uint(0, 'version', 0xffff) !== version) {
    throw protocolError('DEVICE_LINK_VERSION_UNSUPPORTED', 'The device link has another version.');
  }
  const link = readLink(fields);
  fields.end();
  return link;
}

/**
 * True when the link is signed by whom it says: a first link by its own key, another by `by`, and an added device's key has
 * signed too. Whether `by` may say it is not asked here.
 */
export async function verifyDeviceLink(
  link: DeviceLink,
  verify: VerifySignature,
): Promise<boolean> {
  const message = deviceLinkBytesToSign(link);
  const signer = link.kind === 'first' ? link.signatureKey : link.by;
  if (!(await verify(signer, message, link.signature))) return false;
  return link.kind !== 'add' || verify(link.signatureKey, message, link.proof);
}

function readLink(fields: IntMapReader): DeviceLink {
  switch (fields.uint(1, 'kind', 0xffff)) {
    case codes.first:
      return {
        kind: 'first',
        signatureKey: fields.bytes(2, 'signature key', key),
        nonce: fields.bytes(3, 'nonce', { min: 16, max: 16 }),
        createdAtHour: fields.uint(4, 'hour', maxHour),
        signature: fields.bytes(5, 'signature', signatureLength),
      };
    case codes.add:
      return {
        kind: 'add',
        ...readLater(fields),
        role: roles[fields.uint(7, 'role', roles.length - 1)] ?? malformed('role'),
        proof: fields.bytes(8, 'proof', signatureLength),
      };
    case codes.revoke:
      return { kind: 'revoke', ...readLater(fields) };
    default:
      throw protocolError(
        'DEVICE_LINK_KIND_UNSUPPORTED',
        'The device link is of a kind that is not supported.',
      );
  }
}

function readLater(fields: IntMapReader): Omit<RevokeLink, 'kind'> {
  return {
    signatureKey: fields.bytes(2, 'signature key', key),
    by: fields.bytes(3, 'signer', key),
    createdAtHour: fields.uint(4, 'hour', maxHour),
    signature: fields.bytes(5, 'signature', signatureLength),
    previous: fields.bytes(6, 'link before', hash),
  };
}

function fieldsOf(link: UnsignedDeviceLink): Map<number, CborValue> {
  const fields = new Map<number, CborValue>([
    [0, version],
    [1, codes[link.kind]],
    [2, link.signatureKey],
    [3, link.kind === 'first' ? link.nonce : link.by],
    [4, link.createdAtHour],
  ]);
  if (link.kind !== 'first') fields.set(6, link.previous);
  if (link.kind === 'add') fields.set(7, roles.indexOf(link.role));
  return fields;
}

function malformed(field: string): never {
  throw protocolError('DEVICE_LINK_MALFORMED', `The device link is not valid: ${field}.`);
}
