import type { IdentityHash, MailboxAddress, RelayUrl } from '@sotto/core';
import type { IntMapReader } from '../cbor/int-map.ts';
import type { CborValue } from '../cbor/value.ts';
import { protocolError } from '../error.ts';
import { protocolLimits } from '../limits.ts';
import { isRelayUrl } from '../relay-url.ts';
import { isSuggestedName } from '../suggested-name.ts';
import { encodeLink, parseLink } from './link.ts';

/**
 * What an invite link carries (DESIGN §6). Map with integer keys: 0 version, 1 relay, 2 mailbox, 3 identity, 4 secret,
 * 5 expiry, 6 charter hash or null, 7 suggested name if there is one. Nothing else: who reads it acts on all of it.
 */
export interface Invite {
  /** Where the KeyPackage waits and the mailbox is. */
  readonly relay: RelayUrl;
  /** Of the inviter, for this invite alone. */
  readonly mailbox: MailboxAddress;
  /** Of the inviter: the link itself verifies them. */
  readonly identity: IdentityHash;
  /** 32 random bytes; keys and tokens come from it by `labels`. */
  readonly secret: Uint8Array;
  /** Seconds since the UNIX epoch. */
  readonly expiresAtSeconds: number;
  /** Of the network's charter, 32 bytes; null when none is pinned. */
  readonly charterHash: Uint8Array | null;
  /** How the inviter would like to be called. */
  readonly suggestedName?: string;
}

const version = 1;
const path = '/i#';
const hash = { min: 32, max: 32 };

/**
 * `https://relay.example/i#…`: the relay's origin, and base64url of the map behind the `#`, which no server is sent.
 * Throws as `parseInvite` does.
 */
export function encodeInvite(invite: Invite): string {
  const fields = new Map<number, CborValue>([
    [0, version],
    [1, invite.relay],
    [2, invite.mailbox],
    [3, invite.identity],
    [4, invite.secret],
    [5, invite.expiresAtSeconds],
    [6, invite.charterHash],
  ]);
  if (invite.suggestedName !== undefined) fields.set(7, invite.suggestedName);
  const link = encodeLink(invite.relay, path, fields, malformedInvite);
  parseInvite(link);
  return link;
}

/**
 * An invite from a link as it was pasted or scanned; white space around it is forgiven. The origin of the link must be the
 * relay inside. An expired invite parses: ask `inviteExpired`. Throws `INVITE_MALFORMED` or `INVITE_VERSION_UNSUPPORTED`.
 */
export function parseInvite(link: string): Invite {
  const { origin, fields } = parseLink(link, path, malformedInvite);
  const invite = readInvite(fields);
  if (invite.relay !== origin) throw malformedInvite();
  return invite;
}

/** True when the invite is no longer to be used. `nowSeconds` since the UNIX epoch. */
export function inviteExpired(invite: Invite, nowSeconds: number): boolean {
  return nowSeconds >= invite.expiresAtSeconds;
}

function readInvite(fields: IntMapReader): Invite {
  if (fields.uint(0, 'version', 0xffff) !== version) {
    throw protocolError('INVITE_VERSION_UNSUPPORTED', 'The invite needs another version of Sotto.');
  }
  const relay = fields.text(1, 'relay', protocolLimits.maxRelayUrlChars);
  if (!isRelayUrl(relay)) return refuse();
  const invite = {
    relay,
    mailbox: fields.bytes(2, 'mailbox', hash) as MailboxAddress,
    identity: fields.bytes(3, 'identity', hash) as IdentityHash,
    secret: fields.bytes(4, 'secret', hash),
    expiresAtSeconds: fields.uint(5, 'expiry', Number.MAX_SAFE_INTEGER),
    charterHash: fields.bytesOrNull(6, 'charter hash', hash),
  };
  const suggestedName = fields.has(7)
    ? fields.text(7, 'name', protocolLimits.maxSuggestedNameBytes)
    : undefined;
  if (suggestedName !== undefined && !isSuggestedName(suggestedName)) return refuse();
  fields.end();
  return suggestedName === undefined ? invite : { ...invite, suggestedName };
}

function refuse(): never {
  throw malformedInvite();
}

function malformedInvite(cause?: unknown): Error {
  return protocolError('INVITE_MALFORMED', 'The invite is damaged or incomplete.', cause);
}
