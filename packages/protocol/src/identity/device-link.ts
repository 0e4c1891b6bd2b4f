import { decodeCbor } from '../cbor/decode.ts';
import { encodeCbor } from '../cbor/encode.ts';
import { readIntMap } from '../cbor/int-map.ts';
import type { CborValue } from '../cbor/value.ts';
import { concatBytes } from '../bytes.ts';
import { protocolError } from '../error.ts';
import { protocolLimits } from '../limits.ts';
import { encodeUtf8 } from '../utf8.ts';

/**
 * The first link of a device chain: a device's key, signed by itself. Map with integer keys: 0 version, 1 kind, 2
 * signature key, 3 nonce, 4 hour, 5 signature. Nothing else may be in it: its hash is who someone is. Kinds 1 and 2 are
 * kept for adding and revoking devices.
 */
export interface DeviceLink extends UnsignedDeviceLink {
  /** Ed25519 over `deviceLinkBytesToSign`, 64 bytes. */
  readonly signature: Uint8Array;
}

export interface UnsignedDeviceLink {
  readonly kind: 'first';
  /** Ed25519, 32 bytes; also the signature key of the device's MLS leaves. */
  readonly signatureKey: Uint8Array;
  /** 16 random bytes. */
  readonly nonce: Uint8Array;
  /** Whole hours since the UNIX epoch: enough to tell old from new, too coarse to tell who made it when. */
  readonly createdAtHour: number;
}

const version = 1;
const firstKind = 0;
const signingLabel = 'Sotto device link v1\0';
// Hours until the year 9999.
const maxHour = 70_389_528;

/** The label, a zero byte, and the link's encoding without its signature. */
export function deviceLinkBytesToSign(link: UnsignedDeviceLink): Uint8Array {
  return concatBytes(encodeUtf8(signingLabel), encodeCbor(fieldsOf(link)));
}

/** Throws as `parseDeviceLink` does. */
export function encodeDeviceLink(link: DeviceLink): Uint8Array {
  const bytes = encodeCbor(fieldsOf(link).set(5, link.signature));
  parseDeviceLink(bytes);
  return bytes;
}

/**
 * Structure only: call `verifyDeviceLink` before believing it. Throws `DEVICE_LINK_MALFORMED`,
 * `DEVICE_LINK_VERSION_UNSUPPORTED`, `DEVICE_LINK_KIND_UNSUPPORTED`, or the `CBOR_` codes of `decodeCbor`.
 */
export function parseDeviceLink(bytes: Uint8Array): DeviceLink {
  const fields = readIntMap(
    decodeCbor(bytes, { maxBytes: protocolLimits.maxDeviceLinkBytes }),
    malformed,
  );
  if (fields.uint(0, 'version', 0xffff) !== version) {
    throw protocolError('DEVICE_LINK_VERSION_UNSUPPORTED', 'The device link has another version.');
  }
  if (fields.uint(1, 'kind', 0xffff) !== firstKind) {
    throw protocolError(
      'DEVICE_LINK_KIND_UNSUPPORTED',
      'The device link is of a kind that is not supported.',
    );
  }
  const link: DeviceLink = {
    kind: 'first',
    signatureKey: fields.bytes(2, 'signature key', { min: 32, max: 32 }),
    nonce: fields.bytes(3, 'nonce', { min: 16, max: 16 }),
    createdAtHour: fields.uint(4, 'hour', maxHour),
    signature: fields.bytes(5, 'signature', { min: 64, max: 64 }),
  };
  fields.end();
  return link;
}

/** True when the link is signed by its own key. `verify` is `ed25519.verify` of the crypto point. */
export function verifyDeviceLink(
  link: DeviceLink,
  verify: (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => Promise<boolean>,
): Promise<boolean> {
  return verify(link.signatureKey, deviceLinkBytesToSign(link), link.signature);
}

function fieldsOf(link: UnsignedDeviceLink): Map<number, CborValue> {
  return new Map<number, CborValue>([
    [0, version],
    [1, firstKind],
    [2, link.signatureKey],
    [3, link.nonce],
    [4, link.createdAtHour],
  ]);
}

function malformed(field: string): never {
  throw protocolError('DEVICE_LINK_MALFORMED', `The device link is not valid: ${field}.`);
}
