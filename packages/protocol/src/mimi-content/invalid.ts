import { protocolError } from '../error.ts';

/** Refuses a content, naming the field of the draft that is wrong. */
export function invalid(field: string): never {
  throw protocolError('MIMI_CONTENT_INVALID', `The message content is not valid: ${field}.`);
}
