import type { Hash } from 'node:crypto';
import { createHash } from 'node:crypto';

const maxRunning = 256;

/**
 * The hashes of uploads under way, so that a blob need not be read again when its last part comes. Only a saving: at most 256 are
 * kept, and what is missing here (after a restart, say) is computed from the file.
 */
export class RunningHashes {
  readonly #running = new Map<string, { readonly hash: Hash; readonly bytes: number }>();

  /** `bytes` were appended at `offset`. */
  add(hex: string, offset: number, bytes: Uint8Array): void {
    const running =
      offset === 0 ? { hash: createHash('sha256'), bytes: 0 } : this.#running.get(hex);
    this.#running.delete(hex);
    if (running?.bytes !== offset) return;
    // Put behind all others: the first of the map is the one longest untouched.
    this.#running.set(hex, { hash: running.hash.update(bytes), bytes: offset + bytes.length });
    for (const oldest of this.#running.keys()) {
      if (this.#running.size <= maxRunning) break;
      this.#running.delete(oldest);
    }
  }

  /** The hash as hexadecimal digits when it covers exactly `bytes` bytes. It is forgotten. */
  take(hex: string, bytes: number): string | undefined {
    const running = this.#running.get(hex);
    this.#running.delete(hex);
    return running?.bytes === bytes ? running.hash.digest('hex') : undefined;
  }

  forget(hex: string): void {
    this.#running.delete(hex);
  }
}
