import type { ConversationId } from '../api.ts';
import { encodeFields, readFields } from './fields.ts';

/** Somebody this handset has met. In `contacts`, by identity hash. */
export interface ContactRecord {
  /** 32 bytes. */
  readonly identity: Uint8Array;
  /** This reader's own name for them; empty: none was given. */
  readonly petname: string;
  readonly suggestedName: string;
  /** The safety number was compared. */
  readonly compared: boolean;
  /** An invite link named this identity, so that the link vouches for who they are. */
  readonly vouched: boolean;
  readonly blocked: boolean;
  /** The conversation of two with them, when there is one. */
  readonly conversation: ConversationId | undefined;
  /** KeyPackages of this device that they are still to be given. */
  readonly owedKeyPackages: number;
}

const version = 1;

export function newContact(identity: Uint8Array): ContactRecord {
  return {
    identity,
    petname: '',
    suggestedName: '',
    compared: false,
    vouched: false,
    blocked: false,
    conversation: undefined,
    owedKeyPackages: 0,
  };
}

export function encodeContact(record: ContactRecord): Uint8Array {
  return encodeFields(version, [
    record.identity,
    record.petname,
    record.suggestedName,
    record.compared,
    record.vouched,
    record.blocked,
    record.conversation ?? null,
    record.owedKeyPackages,
  ]);
}

export function decodeContact(value: Uint8Array): ContactRecord {
  const fields = readFields(value, version);
  const record = {
    identity: fields.bytes(),
    petname: fields.text(),
    suggestedName: fields.text(),
    compared: fields.flag(),
    vouched: fields.flag(),
    blocked: fields.flag(),
    conversation: fields.optionalText() as ConversationId | undefined,
    owedKeyPackages: fields.number(),
  };
  fields.end();
  return record;
}
