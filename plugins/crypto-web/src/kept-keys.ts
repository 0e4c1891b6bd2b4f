import { sha256 } from '@noble/hashes/sha2.js';

/**
 * Importing a key costs as much as using it, so what was made of one is kept for as long as the caller keeps the very array that
 * it came from, and no longer: dropping the array drops the key. An array whose bytes were changed counts as a new one.
 */
export class KeptKeys<Key> {
  readonly #kept = new WeakMap<
    Uint8Array,
    { readonly digest: Uint8Array; readonly key: Promise<Key> }
  >();
  readonly #make: (bytes: Uint8Array) => Promise<Key>;

  constructor(make: (bytes: Uint8Array) => Promise<Key>) {
    this.#make = make;
  }

  get(bytes: Uint8Array): Promise<Key> {
    const digest = sha256(bytes);
    const kept = this.#kept.get(bytes);
    if (kept?.digest.every((byte, index) => byte === digest[index])) return kept.key;
    const key = this.#make(bytes);
    this.#kept.set(bytes, { digest, key });
    key.catch(() => this.#kept.delete(bytes));
    return key;
  }
}
