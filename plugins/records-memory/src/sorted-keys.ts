const maxChunk = 512;

/**
 * A sorted set of strings in chunks of at most 512: adding, removing and finding take a binary search and one
 * short move, also among millions.
 */
export class SortedKeys {
  readonly #chunks: string[][] = [];

  static from(sorted: Iterable<string>): SortedKeys {
    const keys = new SortedKeys();
    let chunk: string[] = [];
    for (const key of sorted) {
      if (chunk.length === 0) keys.#chunks.push(chunk);
      chunk.push(key);
      if (chunk.length === maxChunk / 2) chunk = [];
    }
    return keys;
  }

  /** Adds a key that is not there. */
  add(key: string): void {
    const at = Math.min(this.#chunkOf(key), this.#chunks.length - 1);
    const chunk = this.#chunks[at];
    if (chunk === undefined) {
      this.#chunks.push([key]);
      return;
    }
    chunk.splice(firstFrom(chunk, key), 0, key);
    if (chunk.length > maxChunk) this.#chunks.splice(at + 1, 0, chunk.splice(maxChunk / 2));
  }

  /** Removes a key that is there. */
  remove(key: string): void {
    const at = this.#chunkOf(key);
    const chunk = this.#chunks[at];
    if (chunk === undefined) return;
    chunk.splice(firstFrom(chunk, key), 1);
    if (chunk.length === 0) this.#chunks.splice(at, 1);
  }

  /** Up to `count` keys with `from <= key < to`, the lowest ones, rising. */
  lowest(from: string, to: string, count: number): readonly string[] {
    const found: string[] = [];
    let at = this.#chunkOf(from);
    let chunk = this.#chunks[at];
    let index = chunk === undefined ? 0 : firstFrom(chunk, from);
    while (chunk !== undefined && found.length < count) {
      const key = chunk[index++];
      if (key === undefined) {
        chunk = this.#chunks[++at];
        index = 0;
      } else if (key < to) found.push(key);
      else break;
    }
    return found;
  }

  /** Up to `count` keys with `from <= key < to`, the highest ones, falling. */
  highest(from: string, to: string, count: number): readonly string[] {
    const found: string[] = [];
    let at = Math.min(this.#chunkOf(to), this.#chunks.length - 1);
    let chunk = this.#chunks[at];
    let index = chunk === undefined ? 0 : firstFrom(chunk, to) - 1;
    while (chunk !== undefined && found.length < count) {
      const key = chunk[index--];
      if (key === undefined) {
        chunk = this.#chunks[--at];
        index = (chunk?.length ?? 0) - 1;
      } else if (key >= from) found.push(key);
      else break;
    }
    return found;
  }

  *[Symbol.iterator](): Generator<string> {
    for (const chunk of this.#chunks) yield* chunk;
  }

  /** Index of the first chunk whose last key is not before `key`; the number of chunks when there is none. */
  #chunkOf(key: string): number {
    let low = 0;
    let high = this.#chunks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#chunks[middle]?.at(-1) as string) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Index of the first key in a sorted list that is not before `key`. */
function firstFrom(sorted: readonly string[], key: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as string) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
