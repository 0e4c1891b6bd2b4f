import { encodeFields, readFields } from './fields.ts';
import type { OwnMailbox } from './conversation-record.ts';
import { ownMailboxFields, readOwnMailbox } from './conversation-record.ts';

/** A KeyPackage of this device that was made for one contact. In `own-key-packages`, by the SHA-256 of its message. */
export interface OwnKeyPackageRecord {
  /** As an MLSMessage. */
  readonly message: Uint8Array;
  readonly initPrivateKey: Uint8Array;
  readonly encryptionPrivateKey: Uint8Array;
  /** The mailbox that its leaf names, to become that of the conversation that it joins. */
  readonly mailbox: OwnMailbox;
  /** Whom it was made for. */
  readonly identity: Uint8Array;
  readonly endsAtMs: number;
  /** The life of this handset in which it was made. */
  readonly life: number;
}

const version = 1;

export function encodeOwnKeyPackage(record: OwnKeyPackageRecord): Uint8Array {
  return encodeFields(version, [
    record.message,
    record.initPrivateKey,
    record.encryptionPrivateKey,
    ...ownMailboxFields(record.mailbox),
    record.identity,
    record.endsAtMs,
    record.life,
  ]);
}

export function decodeOwnKeyPackage(value: Uint8Array): OwnKeyPackageRecord {
  const fields = readFields(value, version);
  const record = {
    message: fields.bytes(),
    initPrivateKey: fields.bytes(),
    encryptionPrivateKey: fields.bytes(),
    mailbox: readOwnMailbox(fields),
    identity: fields.bytes(),
    endsAtMs: fields.number(),
    life: fields.number(),
  };
  fields.end();
  return record;
}

/** A KeyPackage that somebody gave us. In `key-packages/<identity>`, by the SHA-256 of its message. */
export interface GivenKeyPackage {
  readonly message: Uint8Array;
  readonly receivedAtMs: number;
}

export function encodeGivenKeyPackage({ message, receivedAtMs }: GivenKeyPackage): Uint8Array {
  return encodeFields(version, [message, receivedAtMs]);
}

export function decodeGivenKeyPackage(value: Uint8Array): GivenKeyPackage {
  const fields = readFields(value, version);
  const record = { message: fields.bytes(), receivedAtMs: fields.number() };
  fields.end();
  return record;
}
