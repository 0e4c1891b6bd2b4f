import { tlogError } from '../error.ts';
import type { NoteKeyType, VerifierKey } from './verifier-key.ts';
import { hexOf, joinKey, splitKey, verifierKey } from './verifier-key.ts';

/** The Ed25519 that is lent: `signatures.Ed25519` of the crypto point. */
export interface Ed25519 {
  readonly publicKey: (privateKey: Uint8Array) => Promise<Uint8Array>;
  /** 64 bytes. */
  readonly sign: (privateKey: Uint8Array, message: Uint8Array) => Promise<Uint8Array>;
  /** `false` for whatever is not a good signature. Sotto's rule (docs/decisions/ed25519.md) is the one to lend. */
  readonly verify: (
    publicKey: Uint8Array,
    message: Uint8Array,
    signature: Uint8Array,
  ) => Promise<boolean>;
}

/** A key that signs. Secret: it belongs in a file that nobody else reads. */
export interface SignerKey extends VerifierKey {
  /** Ed25519 seed, 32 bytes. */
  readonly privateKey: Uint8Array;
}

/** The signer key of a seed of 32 bytes. @throws NOTE_KEY_MALFORMED */
export async function signerKey(
  type: NoteKeyType,
  name: string,
  privateKey: Uint8Array,
  ed25519: Pick<Ed25519, 'publicKey'>,
): Promise<SignerKey> {
  if (privateKey.length !== 32) throw malformed('A private key has 32 bytes.');
  const publicKey = await ed25519.publicKey(privateKey);
  return { ...verifierKey(type, name, publicKey), privateKey: privateKey.slice() };
}

/**
 * A signer key as Go's golang.org/x/mod/sumdb/note writes it: `PRIVATE+KEY+name+id+base64(type || seed)`. C2SP names no form.
 *
 * @throws NOTE_KEY_MALFORMED, also when the id is not that of the public key; NOTE_KEY_UNSUPPORTED for another type.
 */
export async function parseSignerKey(
  text: string,
  ed25519: Pick<Ed25519, 'publicKey'>,
): Promise<SignerKey> {
  if (!text.startsWith(prefix)) throw malformed('The text is no private key.');
  const { name, id, type, material } = splitKey(text.slice(prefix.length));
  const key = await signerKey(type, name, material, ed25519);
  if (hexOf(key.keyId) !== id) throw malformed('The key id is not that of the key.');
  return key;
}

/** The text that `parseSignerKey` reads as this key. It is the secret itself. */
export function formatSignerKey({ name, keyId, type, privateKey }: SignerKey): string {
  return `${prefix}${joinKey(name, keyId, type, privateKey)}`;
}

const prefix = 'PRIVATE+KEY+';

function malformed(message: string): Error {
  return tlogError('NOTE_KEY_MALFORMED', message);
}
