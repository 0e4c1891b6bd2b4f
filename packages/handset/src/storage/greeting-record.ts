import type { ConversationId } from '../api.ts';
import { encodeFields, readFields } from './fields.ts';

/** That this person came into a group, and neither history nor members were told. In `greetings`, by conversation id. */
export interface GreetingRecord {
  readonly conversation: ConversationId;
  /** Identity of the one who added them. */
  readonly adder: Uint8Array;
}

const version = 1;

export function encodeGreeting({ conversation, adder }: GreetingRecord): Uint8Array {
  return encodeFields(version, [conversation, adder]);
}

export function decodeGreeting(value: Uint8Array): GreetingRecord {
  const fields = readFields(value, version);
  const record = { conversation: fields.text() as ConversationId, adder: fields.bytes() };
  fields.end();
  return record;
}
