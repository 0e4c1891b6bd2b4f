import type { MailboxAddress, RelayUrl } from '@sotto/core';
import { isBytes } from './cbor/int-map.ts';
import { isCborArray } from './cbor/value.ts';
import type { CborValue } from './cbor/value.ts';
import { isRelayUrl } from './relay-url.ts';

/** Where a device can be posted to: `[relay, address]`. */
export interface MailboxPlace {
  readonly relay: RelayUrl;
  readonly address: MailboxAddress;
}

/** Bytes of a `MailboxAddress`. */
export const mailboxAddressBytes = 32;

export function mailboxPlaceToCbor(place: MailboxPlace): CborValue {
  return [place.relay, place.address];
}

/** `undefined` when the value is no place. */
export function readMailboxPlace(value: CborValue): MailboxPlace | undefined {
  if (!isCborArray(value) || value.length !== 2) return undefined;
  const [relay, address] = value;
  if (typeof relay !== 'string' || !isRelayUrl(relay)) return undefined;
  if (!isBytes(address, mailboxAddressBytes, mailboxAddressBytes)) return undefined;
  return { relay, address: address as MailboxAddress };
}
