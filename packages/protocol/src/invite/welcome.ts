import { encodeCbor } from '../cbor/encode.ts';
import type { CborValue } from '../cbor/value.ts';
import { protocolLimits } from '../limits.ts';
import { mailboxPlaceToCbor, readMailboxPlace } from '../mailbox-place.ts';
import type { MailboxPlace } from '../mailbox-place.ts';
import { isSuggestedName } from '../suggested-name.ts';
import { invitePackageVersion, openInvitePackage, refuseInvitePackage } from './package-map.ts';

/**
 * What the invitee posts to the invite's mailbox, before sealing: 0 version, 1 Welcome, 2 the invitee's mailbox for the
 * conversation, 3 the invitee's suggested name if there is one.
 */
export interface InviteWelcome {
  /** An MLS Welcome with the ratchet tree inside, as the handset's MLS engine writes it. */
  readonly welcome: Uint8Array;
  readonly inviteeMailbox: MailboxPlace;
  readonly suggestedName?: string;
}

/** Throws as `parseInviteWelcome` does. */
export function encodeInviteWelcome(value: InviteWelcome): Uint8Array {
  const fields = new Map<number, CborValue>([
    [0, invitePackageVersion],
    [1, value.welcome],
    [2, mailboxPlaceToCbor(value.inviteeMailbox)],
  ]);
  if (value.suggestedName !== undefined) fields.set(3, value.suggestedName);
  const bytes = encodeCbor(fields);
  parseInviteWelcome(bytes);
  return bytes;
}

/** Throws `INVITE_PACKAGE_MALFORMED`, `INVITE_PACKAGE_VERSION_UNSUPPORTED`, or the `CBOR_` codes of `decodeCbor`. */
export function parseInviteWelcome(bytes: Uint8Array): InviteWelcome {
  const fields = openInvitePackage(bytes);
  const welcome = fields.bytes(1, 'Welcome', { min: 1, max: protocolLimits.maxInvitePackageBytes });
  const inviteeMailbox =
    readMailboxPlace(fields.value(2, 'mailbox')) ?? refuseInvitePackage('mailbox');
  const suggestedName = fields.has(3)
    ? fields.text(3, 'name', protocolLimits.maxSuggestedNameBytes)
    : undefined;
  fields.end();
  if (suggestedName === undefined) return { welcome, inviteeMailbox };
  if (!isSuggestedName(suggestedName)) return refuseInvitePackage('name');
  return { welcome, inviteeMailbox, suggestedName };
}
