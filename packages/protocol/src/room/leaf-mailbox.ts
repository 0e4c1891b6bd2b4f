import type { MailboxAddress, RelayUrl } from '@sotto/core';
import { decodeCbor } from '../cbor/decode.ts';
import { encodeCbor } from '../cbor/encode.ts';
import { readIntMap } from '../cbor/int-map.ts';
import type { CborValue } from '../cbor/value.ts';
import { protocolError } from '../error.ts';
import { protocolLimits } from '../limits.ts';
import { mailboxAddressBytes } from '../mailbox-address.ts';
import { readRelays } from '../relay-list.ts';

/** Component of a LeafNode's app_data_dictionary that holds the `LeafMailbox`. Private range. */
export const leafMailboxComponentId = 0xf052;

/** Where a leaf's device is posted to. Map with integer keys: 0 version, 1 address, 2 relays. */
export interface LeafMailbox {
  /** The same at each of the relays; 32 bytes. */
  readonly address: MailboxAddress;
  /** 1 to 4, none twice, in order of preference. */
  readonly relays: readonly RelayUrl[];
}

const version = 1;

/** Throws as `parseLeafMailbox` does. */
export function encodeLeafMailbox(mailbox: LeafMailbox): Uint8Array {
  const bytes = encodeCbor(
    new Map<number, CborValue>([
      [0, version],
      [1, mailbox.address],
      [2, mailbox.relays],
    ]),
  );
  parseLeafMailbox(bytes);
  return bytes;
}

/** Throws `LEAF_MAILBOX_MALFORMED`, also for another version, or the `CBOR_` codes of `decodeCbor`. */
export function parseLeafMailbox(bytes: Uint8Array): LeafMailbox {
  const fields = readIntMap(
    decodeCbor(bytes, { maxBytes: protocolLimits.maxLeafMailboxBytes }),
    malformed,
  );
  if (fields.uint(0, 'version', 0xffff) !== version) malformed('version');
  const bounds = { min: mailboxAddressBytes, max: mailboxAddressBytes };
  const address = fields.bytes(1, 'address', bounds) as MailboxAddress;
  const relays =
    readRelays(fields.value(2, 'relays'), protocolLimits.maxMailboxRelays) ?? malformed('relays');
  fields.end();
  return { address, relays };
}

function malformed(field: string): never {
  throw protocolError('LEAF_MAILBOX_MALFORMED', `The leaf's mailbox is not valid: ${field}.`);
}
