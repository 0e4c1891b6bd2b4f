import { sha256 } from '@noble/hashes/sha2.js';
import { bytesEqual, concatBytes, encodeUtf8, parseBase64url } from '@sotto/protocol';
import { charterLimits } from '../limits.ts';

/** Signature types of C2SP signed-note: a log signs with the first, a witness cosigns with the second. */
export const vkeyTypes = { log: 0x01, witness: 0x04 } as const;

// Printable ASCII without space and plus, a key id, and base64 of the type and 32 bytes.
const form = /^([!-*,-~]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/;

/** The name in a verifier key (C2SP signed-note), or `undefined` when it is none of Ed25519 of this type. */
export function vkeyName(text: string, type: number): string | undefined {
  if (text.length > charterLimits.maxVkeyChars) return undefined;
  const [, name, id, base64] = form.exec(text) ?? [];
  if (name === undefined || id === undefined || base64 === undefined) return undefined;
  const key = parseBase64url(base64.replaceAll('+', '-').replaceAll('/', '_'), 33);
  if (key.length !== 33 || key[0] !== type) return undefined;
  const hash = sha256(concatBytes(encodeUtf8(`${name}\n`), key));
  const named = Uint8Array.from({ length: 4 }, (_, at) =>
    Number.parseInt(id.slice(2 * at, 2 * at + 2), 16),
  );
  return bytesEqual(named, hash.subarray(0, 4)) ? name : undefined;
}
