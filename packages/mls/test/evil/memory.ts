import type { Suite } from '../../src/suite/suite.ts';
import type { Victim } from './victim.ts';

/**
 * All byte strings that a member still has: in its state, wherever, and in its records. Byte strings within byte strings, as
 * in encoded records, are found by `remembers`.
 */
function bytesOf(victim: Victim): readonly Uint8Array[] {
  const found: Uint8Array[] = [...victim.records.values(), ...victim.saved().values()];
  const seen = new Set<unknown>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    if (value instanceof Uint8Array) found.push(value);
    else if (value instanceof Map) for (const entry of value) visit(entry);
    else for (const inner of Object.values(value)) visit(inner);
  };
  visit(victim.state);
  return found;
}

/** Whether a byte string is anywhere in what a member has. */
export function remembers(victim: Victim, secret: Uint8Array): boolean {
  const hex = secret.toHex();
  return bytesOf(victim).some((bytes) => {
    // At a whole byte: an odd place is half of one and half of the next.
    const text = bytes.toHex();
    for (let at = text.indexOf(hex); at >= 0; at = text.indexOf(hex, at + 1)) {
      if (at % 2 === 0) return true;
    }
    return false;
  });
}

/** Steps of a ratchet that an attacker who has the state tries. */
const generations = 6;

const labels = [
  'sender data',
  'encryption',
  'exporter',
  'external',
  'confirm',
  'membership',
  'resumption',
  'authentication',
  'init',
  'welcome',
  'path',
  'node',
];

/**
 * What follows from what a member has, by every derivation of RFC 9420 §§7.4, 8, 9 that takes one secret, some steps deep: what a
 * thief of the state can make of it. In hex.
 */
export async function derivableFrom(victim: Victim, depth: number): Promise<ReadonlySet<string>> {
  const { suite } = victim.state;
  const known = new Set(bytesOf(victim).flatMap((bytes) => windowsOf(bytes, suite.hashBytes)));
  let newest = [...known];
  for (let step = 0; step < depth; step += 1) {
    const next: string[] = [];
    for (const secret of newest) {
      for (const made of await derive(suite, Uint8Array.fromHex(secret))) {
        const hex = made.toHex();
        if (known.has(hex)) continue;
        known.add(hex);
        if (made.length === suite.hashBytes) next.push(hex);
      }
    }
    newest = next;
  }
  return known;
}

/** Byte strings of a secret's length: the whole of it, and where records hold several, all vectors of that length. */
function windowsOf(bytes: Uint8Array, length: number): readonly string[] {
  if (bytes.length === length) return [bytes.toHex()];
  const found: string[] = [];
  // `opaque secret<V>`: its length in one byte, then itself.
  for (let at = 0; at + 1 + length <= bytes.length && bytes.length < 4000; at += 1) {
    if (bytes[at] === length) found.push(bytes.subarray(at + 1, at + 1 + length).toHex());
  }
  return found;
}

async function derive(suite: Suite, secret: Uint8Array): Promise<readonly Uint8Array[]> {
  const { hashBytes, keyBytes, nonceBytes } = suite;
  const empty = new Uint8Array();
  const side = (name: string) =>
    suite.expandWithLabel(secret, 'tree', new TextEncoder().encode(name), hashBytes);
  const made = [
    side('left'),
    side('right'),
    suite.expandWithLabel(secret, 'handshake', empty, hashBytes),
    suite.expandWithLabel(secret, 'application', empty, hashBytes),
    ...labels.map((label) => suite.deriveSecret(secret, label)),
  ];
  for (let generation = 0; generation < generations; generation += 1) {
    made.push(
      suite.deriveTreeSecret(secret, 'secret', generation, hashBytes),
      suite.deriveTreeSecret(secret, 'key', generation, keyBytes),
      suite.deriveTreeSecret(secret, 'nonce', generation, nonceBytes),
    );
  }
  return Promise.all(made);
}
