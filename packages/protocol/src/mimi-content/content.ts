import type { CborValue } from '../cbor/value.ts';
import type { MessageId } from './id.ts';
import type { NestedPart } from './part.ts';

/** One message: draft-ietf-mimi-content-08, `mimiContent`. Names and order are the draft's. */
export interface MimiContent {
  /** 16 random bytes; makes the message id unguessable. */
  readonly salt: Uint8Array;
  /** The first version of the message that this one edits, or, with a null part, deletes or unlikes. */
  readonly replaces: MessageId | null;
  /** Same bytes, same topic; empty for none. At most 4,096 bytes. */
  readonly topicId: Uint8Array;
  readonly expires: Expiration | null;
  /** The version replied or reacted to. */
  readonly inReplyTo: MessageId | null;
  readonly mimiExtensions: MimiExtensions;
  readonly nestedPart: NestedPart;
}

export interface Expiration {
  /** True: seconds after being read. False: seconds since the UNIX epoch. */
  readonly relative: boolean;
  /** Seconds, 32 bits. */
  readonly time: number;
}

/**
 * Keys: non-zero integers (positive ones are registered, negative ones private) or texts of 1 to 255 bytes.
 * 1 is the sender's URI and 2 the room's.
 */
export type MimiExtensions = ReadonlyMap<number | string, CborValue>;
