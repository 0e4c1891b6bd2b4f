import { encodeCbor } from '../cbor/encode.ts';
import type { CborValue } from '../cbor/value.ts';
import { protocolLimits } from '../limits.ts';
import { isSuggestedName } from '../suggested-name.ts';
import { invitePackageVersion, openInvitePackage, refuseInvitePackage } from './package-map.ts';

/**
 * What the invitee posts to the invite's mailbox, before sealing: 0 version, 1 Welcome, 2 the invitee's suggested name if
 * there is one. The invitee's leaf says its mailbox.
 */
export interface InviteWelcome {
  /** An MLS Welcome with the ratchet tree inside, as the handset's MLS engine writes it. */
  readonly welcome: Uint8Array;
  readonly suggestedName?: string;
}

/** Throws as `parseInviteWelcome` does. */
export function encodeInviteWelcome(value: InviteWelcome): Uint8Array {
  const fields = new Map<number, CborValue>([
    [0, invitePackageVersion],
    [1, value.welcome],
  ]);
  if (value.suggestedName !== undefined) fields.set(2, value.suggestedName);
  const bytes = encodeCbor(fields);
  parseInviteWelcome(bytes);
  return bytes;
}

/** Throws `INVITE_PACKAGE_MALFORMED`, `INVITE_PACKAGE_VERSION_UNSUPPORTED`, or the `CBOR_` codes of `decodeCbor`. */
export function parseInviteWelcome(bytes: Uint8Array): InviteWelcome {
  const fields = openInvitePackage(bytes);
  const welcome = fields.bytes(1, 'Welcome', { min: 1, max: protocolLimits.maxInvitePackageBytes });
  const suggestedName = fields.has(2)
    ? fields.text(2, 'name', protocolLimits.maxSuggestedNameBytes)
    : undefined;
  fields.end();
  if (suggestedName === undefined) return { welcome };
  if (!isSuggestedName(suggestedName)) return refuseInvitePackage('name');
  return { welcome, suggestedName };
}
