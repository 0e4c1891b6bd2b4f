import type { CborValue } from '../cbor/value.ts';
import { protocolError } from '../error.ts';

declare const brand: unique symbol;

/** 32 bytes: a hash algorithm (1 is SHA-256) and the first 31 bytes of a hash. Names one message. */
export type MessageId = Uint8Array & { readonly [brand]: 'MessageId' };

/** True for 32 bytes whose algorithm is known; an unknown one is nonsense (draft, Security Considerations). */
export function isMessageId(value: CborValue): value is MessageId {
  return value instanceof Uint8Array && value.length === 32 && value[0] === 1;
}

/** Throws `MIMI_ID_INPUT` when the bytes cannot be a message id. */
export function parseMessageId(bytes: Uint8Array): MessageId {
  if (!isMessageId(bytes)) throw protocolError('MIMI_ID_INPUT', 'The bytes are no message id.');
  return bytes;
}
