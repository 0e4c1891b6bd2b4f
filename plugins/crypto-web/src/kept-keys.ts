interface Kept<Key> {
  /** What the array held: a copy, which is compared faster than it could be hashed, and goes with the array too. */
  readonly copy: Uint8Array;
  readonly key: Promise<Key>;
}

/**
 * Importing a key costs as much as using it, so what was made of one is kept for as long as the caller keeps the very array that
 * it came from, and no longer: dropping the array drops the key. An array whose bytes were changed counts as a new one.
 */
export class KeptKeys<Key> {
  readonly #kept = new WeakMap<Uint8Array, Kept<Key>>();
  readonly #make: (bytes: Uint8Array) => Promise<Key>;

  constructor(make: (bytes: Uint8Array) => Promise<Key>) {
    this.#make = make;
  }

  get(bytes: Uint8Array): Promise<Key> {
    const kept = this.#kept.get(bytes);
    if (kept !== undefined) {
      if (holds(bytes, kept.copy)) return kept.key;
      kept.copy.fill(0);
    }
    const key = this.#make(bytes);
    this.#kept.set(bytes, { copy: bytes.slice(), key });
    key.catch(() => this.#kept.delete(bytes));
    return key;
  }
}

/** In time that depends on the length only. */
function holds(bytes: Uint8Array, copy: Uint8Array): boolean {
  let difference = bytes.length ^ copy.length;
  for (let index = 0; index < copy.length; index += 1) difference |= bytes[index]! ^ copy[index]!;
  return difference === 0;
}
