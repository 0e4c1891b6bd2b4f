import { isSottoError } from '@sotto/core';
import type { IdentityHash } from '@sotto/core';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesEqual } from '../bytes.ts';
import { protocolLimits } from '../limits.ts';
import { parseDeviceLink, verifyDeviceLink } from './device-link.ts';
import type { DeviceLink, DeviceRole } from './device-link.ts';
import { identityHash } from './identity-hash.ts';
import type { VerifySignature } from './verify-signature.ts';

/** Which devices an identity has and had, by a chain of links that was verified from its first to its last. */
export interface DeviceChain {
  readonly identity: IdentityHash;
  /** SHA-256 of the last link, 32 bytes: `previous` of the next one. */
  readonly head: Uint8Array;
  /** In the order in which they were added; the first device is the first. */
  readonly devices: readonly ChainDevice[];
}

export interface ChainDevice {
  /** Ed25519, 32 bytes. */
  readonly key: Uint8Array;
  readonly role: DeviceRole;
  /** Whole hours since the UNIX epoch, as the link says. */
  readonly addedAtHour: number;
  /** The same of the link that revoked it; absent while it is a device. */
  readonly revokedAtHour?: number;
  /** Key of the device that added it; absent for the first. */
  readonly by?: Uint8Array;
}

/**
 * The chain that `links` (1 to 64, each as it was signed) are, or `undefined` when they are none: a first link and then only
 * others, each naming the hash of the one before, said by a device that was not revoked then, and signed as
 * `verifyDeviceLink` wants it; no key twice, also not one that was revoked; and never without a device that is left.
 *
 * A chain that is cut off at its end is a chain: that it is the latest must come from elsewhere.
 */
export async function verifyDeviceChain(
  links: readonly Uint8Array[],
  verify: VerifySignature,
): Promise<DeviceChain | undefined> {
  const [first] = links;
  if (first === undefined || links.length > protocolLimits.maxDeviceChainLinks) return undefined;
  let head: Uint8Array | undefined;
  let devices: readonly ChainDevice[] = [];
  for (const bytes of links) {
    const link = parsedLink(bytes);
    if (link === undefined) return undefined;
    const next = afterLink(devices, link, head);
    if (next === undefined || !(await verifyDeviceLink(link, verify))) return undefined;
    devices = next;
    head = sha256(bytes);
  }
  return head === undefined ? undefined : { identity: identityHash(first), head, devices };
}

/** The devices once `link` was added behind `head` (`undefined`: before the first); `undefined` when it may not be. */
function afterLink(
  devices: readonly ChainDevice[],
  link: DeviceLink,
  head: Uint8Array | undefined,
): readonly ChainDevice[] | undefined {
  const { signatureKey: key, createdAtHour } = link;
  if (link.kind === 'first' || head === undefined) {
    return link.kind === 'first' && head === undefined
      ? [{ key, role: 'device', addedAtHour: createdAtHour }]
      : undefined;
  }
  const { by, previous } = link;
  if (!bytesEqual(previous, head) || !isLeft(find(devices, by))) return undefined;
  const known = find(devices, key);
  if (link.kind === 'add') {
    const added = { key, role: link.role, addedAtHour: createdAtHour, by };
    return known === undefined ? [...devices, added] : undefined;
  }
  if (!isLeft(known) || devices.filter(isLeft).length === 1) return undefined;
  return devices.map((device) =>
    device === known ? { ...device, revokedAtHour: createdAtHour } : device,
  );
}

function find(devices: readonly ChainDevice[], key: Uint8Array): ChainDevice | undefined {
  return devices.find((device) => bytesEqual(device.key, key));
}

function isLeft(device: ChainDevice | undefined): boolean {
  return device !== undefined && device.revokedAtHour === undefined;
}

function parsedLink(bytes: Uint8Array): DeviceLink | undefined {
  try {
    return parseDeviceLink(bytes);
  } catch (error) {
    if (!isSottoError(error)) throw error;
    // What is no link makes no chain.
    return undefined;
  }
}
