import { noBytes, utf8 } from '../../src/bytes.ts';
import type { Suite } from '../../src/suite/suite.ts';
import { toHex } from '../vectors.ts';

/** Every array of bytes that a value leads to, itself included. */
export function bytesReachable(value: unknown, seen: Set<unknown> = new Set()): Set<Uint8Array> {
  const found = new Set<Uint8Array>();
  if (typeof value !== 'object' || value === null || seen.has(value)) return found;
  seen.add(value);
  if (value instanceof Uint8Array) return found.add(value);
  const inside = value instanceof Map ? [...value.entries()].flat() : Object.values(value);
  for (const item of inside) for (const bytes of bytesReachable(item, seen)) found.add(bytes);
  return found;
}

/**
 * One who has got hold of some bytes and knows the RFC: takes each stretch of them as long as a secret for any secret of a
 * secret tree, and derives whatever follows from it. What was once derived is remembered.
 */
export class Intruder {
  readonly #suite: Suite;
  readonly #depth: number;
  readonly #generations: number;
  readonly #known = new Map<string, Promise<Set<string>>>();

  constructor(suite: Suite, options: { readonly depth: number; readonly generations: number }) {
    this.#suite = suite;
    this.#depth = options.depth;
    this.#generations = options.generations;
  }

  /** Keys and nonces in hexadecimal: those in the bytes, and those that follow from them. */
  async finds(memory: Iterable<Uint8Array>): Promise<ReadonlySet<string>> {
    const { hashBytes, keyBytes, nonceBytes } = this.#suite;
    const found = new Set<string>();
    for (const bytes of memory) {
      for (const length of [keyBytes, nonceBytes]) {
        for (const stretch of stretches(bytes, length)) found.add(toHex(stretch));
      }
      for (const stretch of stretches(bytes, hashBytes)) {
        for (const key of await this.#followingFrom(stretch)) found.add(key);
      }
    }
    return found;
  }

  #followingFrom(secret: Uint8Array): Promise<Set<string>> {
    const name = toHex(secret);
    const known = this.#known.get(name) ?? this.#derive(secret);
    this.#known.set(name, known);
    return known;
  }

  async #derive(secret: Uint8Array): Promise<Set<string>> {
    const found = new Set<string>();
    await this.#asNode(secret, this.#depth, found);
    for (let generation = 0; generation < this.#generations; generation += 1) {
      await this.#asRatchet(secret, generation, found);
    }
    return found;
  }

  async #asNode(secret: Uint8Array, depth: number, found: Set<string>): Promise<void> {
    const { hashBytes } = this.#suite;
    for (const label of ['handshake', 'application']) {
      const root = await this.#suite.expandWithLabel(secret, label, noBytes, hashBytes);
      await this.#asRatchet(root, 0, found);
    }
    if (depth === 0) return;
    for (const side of ['left', 'right']) {
      const child = await this.#suite.expandWithLabel(secret, 'tree', utf8(side), hashBytes);
      await this.#asNode(child, depth - 1, found);
    }
  }

  async #asRatchet(from: Uint8Array, first: number, found: Set<string>): Promise<void> {
    const { hashBytes, keyBytes, nonceBytes } = this.#suite;
    let secret = from;
    for (let generation = first; generation < this.#generations; generation += 1) {
      found.add(toHex(await this.#suite.deriveTreeSecret(secret, 'key', generation, keyBytes)));
      found.add(toHex(await this.#suite.deriveTreeSecret(secret, 'nonce', generation, nonceBytes)));
      secret = await this.#suite.deriveTreeSecret(secret, 'secret', generation, hashBytes);
    }
  }
}

function* stretches(bytes: Uint8Array, length: number): Generator<Uint8Array> {
  for (let at = 0; at + length <= bytes.length; at += 1) yield bytes.subarray(at, at + length);
}
