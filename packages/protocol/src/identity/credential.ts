import type { IdentityHash } from '@sotto/core';
import { bytesEqual } from '../bytes.ts';
import { decodeCbor } from '../cbor/decode.ts';
import { encodeCbor } from '../cbor/encode.ts';
import { readIntMap } from '../cbor/int-map.ts';
import type { CborValue } from '../cbor/value.ts';
import { protocolError } from '../error.ts';
import { protocolLimits } from '../limits.ts';
import { parseDeviceLink } from './device-link.ts';
import type { DeviceLink } from './device-link.ts';
import { identityHash, identityHashBytes } from './identity-hash.ts';

/**
 * The `identity` of an MLS basic credential (RFC 9420 §5.3): who, and with which link of their chain. Map with integer
 * keys: 0 version, 1 identity hash, 2 link.
 */
export interface DeviceCredential {
  readonly identity: IdentityHash;
  /** Exactly as they were signed and hashed. */
  readonly linkBytes: Uint8Array;
  readonly link: DeviceLink;
}

const version = 1;

/** The credential of the device that made a first link. Throws as `parseDeviceLink` does. */
export function encodeCredential(linkBytes: Uint8Array): Uint8Array {
  const bytes = encodeCbor(
    new Map<number, CborValue>([
      [0, version],
      [1, identityHash(linkBytes)],
      [2, linkBytes],
    ]),
  );
  parseCredential(bytes);
  return bytes;
}

/**
 * Checks structure, and that the link is the one that the identity is the hash of. Still to be checked by the caller: the
 * link's signature (`verifyDeviceLink`), and that the leaf's signature key is the link's. Throws `CREDENTIAL_MALFORMED`,
 * `CREDENTIAL_VERSION_UNSUPPORTED`, or the codes of `parseDeviceLink`.
 */
export function parseCredential(bytes: Uint8Array): DeviceCredential {
  const fields = readIntMap(
    decodeCbor(bytes, { maxBytes: protocolLimits.maxCredentialBytes }),
    malformed,
  );
  if (fields.uint(0, 'version', 0xffff) !== version) {
    throw protocolError('CREDENTIAL_VERSION_UNSUPPORTED', 'The credential has another version.');
  }
  const identity = fields.bytes(1, 'identity', {
    min: identityHashBytes,
    max: identityHashBytes,
  }) as IdentityHash;
  const linkBytes = fields.bytes(2, 'link', { min: 1, max: protocolLimits.maxDeviceLinkBytes });
  fields.end();
  const link = parseDeviceLink(linkBytes);
  if (!bytesEqual(identityHash(linkBytes), identity)) malformed('identity');
  return { identity, linkBytes, link };
}

function malformed(field: string): never {
  throw protocolError('CREDENTIAL_MALFORMED', `The credential is not valid: ${field}.`);
}
