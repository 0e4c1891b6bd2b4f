/**
 * Public keys that were checked before, good and bad, with what the platform made of the good ones. At most `maxKeys`; the
 * one that was not asked for the longest goes first, so that a flood of strange keys costs time and not memory.
 */
export class CheckedKeys<Key> {
  readonly #maxKeys: number;
  readonly #check: (publicKey: Uint8Array) => Promise<Key | undefined>;
  readonly #known = new Map<string, Promise<Key | undefined>>();

  /** `check` resolves with the platform's key, or `undefined` when the key is to be refused. */
  constructor(maxKeys: number, check: (publicKey: Uint8Array) => Promise<Key | undefined>) {
    this.#maxKeys = maxKeys;
    this.#check = check;
  }

  /** What `check` said. A check that failed (rejected) is asked again the next time. */
  get(publicKey: Uint8Array): Promise<Key | undefined> {
    // Spread would go through an iterator, which takes ten times as long.
    const name = Reflect.apply(String.fromCharCode, null, publicKey as ArrayLike<number>) as string;
    const known = this.#known.get(name);
    if (known !== undefined) {
      this.#known.delete(name);
      this.#known.set(name, known);
      return known;
    }
    const checked = this.#check(publicKey.slice());
    this.#known.set(name, checked);
    checked.catch(() => this.#known.delete(name));
    if (this.#known.size > this.#maxKeys) {
      for (const oldest of this.#known.keys()) {
        this.#known.delete(oldest);
        break;
      }
    }
    return checked;
  }
}
