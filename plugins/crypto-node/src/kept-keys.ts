import * as node from 'node:crypto';

/**
 * Importing a private key costs as much as using it, so what was made of one is kept for as long as the caller keeps
 * the very array that it came from, and no longer: dropping the array drops the key. An array whose bytes were
 * changed counts as a new one.
 */
export class KeptKeys<Key> {
  readonly #kept = new WeakMap<Uint8Array, { readonly digest: string; readonly key: Key }>();
  readonly #make: (bytes: Uint8Array) => Key;

  constructor(make: (bytes: Uint8Array) => Key) {
    this.#make = make;
  }

  get(bytes: Uint8Array): Key {
    const digest = node.hash('sha256', bytes, 'base64');
    const kept = this.#kept.get(bytes);
    if (kept?.digest === digest) return kept.key;
    const key = this.#make(bytes);
    this.#kept.set(bytes, { digest, key });
    return key;
  }
}
