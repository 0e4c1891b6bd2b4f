import { encodeFields, readFields } from './fields.ts';

/**
 * Who else was in a group when messages were sent: of each other member the first 8 bytes of the identity hash, one after the other. In
 * `audiences/<conversation>`, by rising ordinals; written with the first message after they have changed, and referred to by its ordinal.
 */
export type Audience = Uint8Array;

const version = 1;

export function encodeAudience(audience: Audience): Uint8Array {
  return encodeFields(version, [audience]);
}

/** @throws VAULT_BROKEN, VAULT_NEWER */
export function decodeAudience(value: Uint8Array): Audience {
  const fields = readFields(value, version);
  const audience = fields.bytes();
  fields.end();
  return audience;
}
