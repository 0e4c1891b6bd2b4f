import type { Access } from './points/access.ts';
import type { Blobs } from './points/blobs.ts';
import type { Crypto } from './points/crypto.ts';
import type { Kinds } from './points/kinds.ts';
import type { Link } from './points/link.ts';
import type { Mailboxes } from './points/mailboxes.ts';
import type { Pictures } from './points/pictures.ts';
import type { Records } from './points/records.ts';

/**
 * Every point that a plugin can implement. What crosses a point is bytes, strings, numbers, plain records,
 * `AbortSignal` and async iterables, so that a point can later cross a process.
 */
export interface Points {
  /** Relay: judges who may open mailboxes. */
  readonly access: Access;
  /** Relay: sealed pictures, streamed. */
  readonly blobs: Blobs;
  /** Both: cryptographic primitives. */
  readonly crypto: Crypto;
  /** Handset: kinds of messages. Any number of plugins. */
  readonly kinds: Kinds;
  /** Handset: the way to a relay. */
  readonly link: Link;
  /** Relay: queues and registers. */
  readonly mailboxes: Mailboxes;
  /** Handset: makes a picture safe to send. */
  readonly pictures: Pictures;
  /** Handset: the store of sealed records. */
  readonly records: Records;
}
