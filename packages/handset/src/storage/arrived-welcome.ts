import type { RelayUrl } from '@sotto/core';
import type { ConversationId } from '../api.ts';
import { encodeFields, readFields } from './fields.ts';

/** A Welcome that a contact told of, until this device has joined by it or knows that it cannot. In `arrived-welcomes`, by number. */
export interface ArrivedWelcome {
  /** Its number, 16 random bytes. */
  readonly id: Uint8Array;
  /** The conversation that it came in; empty for that by which a new device comes in. */
  readonly conversation: ConversationId;
  /** Relays at which its parcels may be, beside those of that conversation. */
  readonly relays: readonly RelayUrl[];
  readonly identity: Uint8Array;
  /** The control of the frame, encoded. */
  readonly control: Uint8Array;
  readonly arrivedAtMs: number;
}

const version = 2;

export function encodeArrivedWelcome(record: ArrivedWelcome): Uint8Array {
  return encodeFields(version, [
    record.id,
    record.conversation,
    [...record.relays],
    record.identity,
    record.control,
    record.arrivedAtMs,
  ]);
}

export function decodeArrivedWelcome(value: Uint8Array): ArrivedWelcome {
  const fields = readFields(value, version);
  const record = {
    id: fields.bytes(),
    conversation: fields.text() as ConversationId,
    relays: fields.textList() as readonly RelayUrl[],
    identity: fields.bytes(),
    control: fields.bytes(),
    arrivedAtMs: fields.number(),
  };
  fields.end();
  return record;
}
