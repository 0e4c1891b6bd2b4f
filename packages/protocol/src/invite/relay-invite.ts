import type { RelayUrl } from '@sotto/core';
import type { IntMapReader } from '../cbor/int-map.ts';
import type { CborValue } from '../cbor/value.ts';
import { protocolError } from '../error.ts';
import { protocolLimits } from '../limits.ts';
import { isRelayUrl } from '../relay-url.ts';
import { encodeLink, parseLink } from './link.ts';

/**
 * What the link carries that an operator gives to a newcomer. Map with integer keys: 0 version, 1 relay, 2 credit, 3 charter hash or
 * null. Nothing else: who reads it acts on all of it. It is no invite of a person: it leads to no conversation.
 */
export interface RelayInvite {
  /** Where the newcomer's mailboxes will be. */
  readonly relay: RelayUrl;
  /** For the relay's access plugin, 1 to 1,024 bytes. */
  readonly credit: Uint8Array;
  /** Of the network's founding charter, 32 bytes; null when the relay belongs to none. */
  readonly charterHash: Uint8Array | null;
}

const version = 1;
const path = '/j#';

/**
 * `https://relay.example/j#…`: the relay's origin, and base64url of the map behind the `#`, which no server is sent.
 * Throws as `parseRelayInvite` does.
 */
export function encodeRelayInvite(invite: RelayInvite): string {
  const fields = new Map<number, CborValue>([
    [0, version],
    [1, invite.relay],
    [2, invite.credit],
    [3, invite.charterHash],
  ]);
  const link = encodeLink(invite.relay, path, fields, malformed);
  parseRelayInvite(link);
  return link;
}

/** True for a text that is meant as one, whole or damaged; tells it from an invite of a person. */
export function isRelayInvite(link: string): boolean {
  return link.includes(path);
}

/**
 * An operator's invite from a link as it was pasted or scanned; white space around it is forgiven. The origin of the link must be the
 * relay inside. Whether the relay takes the credit is for the relay to say. Throws `RELAY_INVITE_MALFORMED` or
 * `RELAY_INVITE_VERSION_UNSUPPORTED`.
 */
export function parseRelayInvite(link: string): RelayInvite {
  const { origin, fields } = parseLink(link, path, malformed);
  const invite = readRelayInvite(fields);
  if (invite.relay !== origin) throw malformed();
  return invite;
}

function readRelayInvite(fields: IntMapReader): RelayInvite {
  if (fields.uint(0, 'version', 0xffff) !== version) {
    throw protocolError(
      'RELAY_INVITE_VERSION_UNSUPPORTED',
      'The invite to the relay needs another version of Sotto.',
    );
  }
  const relay = fields.text(1, 'relay', protocolLimits.maxRelayUrlChars);
  if (!isRelayUrl(relay)) throw malformed();
  const invite = {
    relay,
    credit: fields.bytes(2, 'credit', { min: 1, max: protocolLimits.maxCreditBytes }),
    charterHash: fields.bytesOrNull(3, 'charter hash', { min: 32, max: 32 }),
  };
  fields.end();
  return invite;
}

function malformed(cause?: unknown): Error {
  return protocolError(
    'RELAY_INVITE_MALFORMED',
    'The invite to the relay is damaged or incomplete.',
    cause,
  );
}
