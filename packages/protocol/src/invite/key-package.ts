import { encodeCbor } from '../cbor/encode.ts';
import type { CborValue } from '../cbor/value.ts';
import { protocolLimits } from '../limits.ts';
import { invitePackageVersion, openInvitePackage } from './package-map.ts';

/** What waits at the relay for the invitee, before sealing: 0 version, 1 KeyPackage. Its leaf says its mailbox. */
export interface InviteKeyPackage {
  /** An MLS KeyPackage as MLSMessage or bare, as the handset's MLS engine writes it. */
  readonly keyPackage: Uint8Array;
}

/** Throws as `parseInviteKeyPackage` does. */
export function encodeInviteKeyPackage(value: InviteKeyPackage): Uint8Array {
  const bytes = encodeCbor(
    new Map<number, CborValue>([
      [0, invitePackageVersion],
      [1, value.keyPackage],
    ]),
  );
  parseInviteKeyPackage(bytes);
  return bytes;
}

/** Throws `INVITE_PACKAGE_MALFORMED`, `INVITE_PACKAGE_VERSION_UNSUPPORTED`, or the `CBOR_` codes of `decodeCbor`. */
export function parseInviteKeyPackage(bytes: Uint8Array): InviteKeyPackage {
  const fields = openInvitePackage(bytes);
  const keyPackage = fields.bytes(1, 'KeyPackage', {
    min: 1,
    max: protocolLimits.maxInvitePackageBytes,
  });
  fields.end();
  return { keyPackage };
}
