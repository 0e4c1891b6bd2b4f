import type { IdentityHash } from '@sotto/core';
import { bytesEqual } from '../bytes.ts';
import { decodeCbor } from '../cbor/decode.ts';
import { encodeCbor } from '../cbor/encode.ts';
import { isBytes, readIntMap } from '../cbor/int-map.ts';
import { readArray } from '../cbor/read-array.ts';
import type { CborValue } from '../cbor/value.ts';
import { protocolError } from '../error.ts';
import { protocolLimits } from '../limits.ts';
import { parseDeviceLink, verifyDeviceLink } from './device-link.ts';
import type { DeviceLink } from './device-link.ts';
import { identityHash, identityHashBytes } from './identity-hash.ts';
import type { VerifySignature } from './verify-signature.ts';

/**
 * The `identity` of an MLS basic credential (RFC 9420 §5.3): who, and how the device came to be theirs. Map with integer
 * keys: 0 version, 1 identity hash, 2 links. The links are those of the chain that lead from the first device to this one,
 * each saying that the device of the one before adds the next; links of other devices between them are left out, so a
 * credential cannot show that a device was revoked.
 */
export interface DeviceCredential {
  readonly identity: IdentityHash;
  /** 1 to 8, exactly as they were signed and hashed. */
  readonly links: readonly Uint8Array[];
  /** The same, parsed: a first link, then add links. */
  readonly path: readonly DeviceLink[];
  /** Signature key of the last link, 32 bytes: the device's. */
  readonly deviceKey: Uint8Array;
}

const version = 2;

/**
 * The credential of the device that the last of `links` adds; of the first device when there is but the first link.
 * Throws as `parseCredential` does.
 */
export function encodeCredential(links: readonly Uint8Array[]): Uint8Array {
  const [first] = links;
  if (first === undefined) return malformed('links');
  const bytes = encodeCbor(
    new Map<number, CborValue>([
      [0, version],
      [1, identityHash(first)],
      [2, links],
    ]),
  );
  parseCredential(bytes);
  return bytes;
}

/**
 * Checks structure: that the identity is the hash of the first link, that each further one adds a device by that of the
 * one before, and that no device comes twice. Still to be checked by the caller: the signatures (`verifyCredential`), and
 * that the leaf's signature key is `deviceKey`. Throws `CREDENTIAL_MALFORMED`, `CREDENTIAL_VERSION_UNSUPPORTED`, or the
 * codes of `parseDeviceLink`.
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
  const bounds = { min: 1, max: protocolLimits.maxCredentialLinks };
  const links =
    readArray(fields.value(2, 'links'), bounds, (item) =>
      isBytes(item, 1, protocolLimits.maxDeviceLinkBytes) ? item : undefined,
    ) ?? malformed('links');
  fields.end();
  if (!bytesEqual(identityHash(links[0]!), identity)) malformed('identity');
  const path = links.map((link) => parseDeviceLink(link));
  return { identity, links, path, deviceKey: lastKey(path) };
}

/** True when every link is signed as `verifyDeviceLink` wants it. */
export async function verifyCredential(
  credential: DeviceCredential,
  verify: VerifySignature,
): Promise<boolean> {
  for (const link of credential.path) if (!(await verifyDeviceLink(link, verify))) return false;
  return true;
}

function lastKey(path: readonly DeviceLink[]): Uint8Array {
  const keys: Uint8Array[] = [];
  for (const link of path) {
    const before = keys.at(-1);
    const follows =
      before === undefined
        ? link.kind === 'first'
        : link.kind === 'add' && bytesEqual(link.by, before);
    if (!follows) malformed('order of links');
    if (keys.some((other) => bytesEqual(other, link.signatureKey))) malformed('a device twice');
    keys.push(link.signatureKey);
  }
  return keys.at(-1) ?? malformed('links');
}

function malformed(field: string): never {
  throw protocolError('CREDENTIAL_MALFORMED', `The credential is not valid: ${field}.`);
}
