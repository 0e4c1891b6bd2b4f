import type { Victim } from './victim.ts';

/** Every byte string that can be reached from a value. */
export function bytesWithin(value: unknown): readonly Uint8Array[] {
  const found: Uint8Array[] = [];
  const seen = new Set<unknown>();
  const visit = (one: unknown): void => {
    if (typeof one !== 'object' || one === null || seen.has(one)) return;
    seen.add(one);
    if (one instanceof Uint8Array) found.push(one);
    else if (one instanceof Map) for (const entry of one) visit(entry);
    else for (const inner of Object.values(one)) visit(inner);
  };
  visit(value);
  return found;
}

/** All that a member still has: in its state, wherever, and in its records. What lies within one of them, `remembers` finds. */
function bytesOf(victim: Victim): readonly Uint8Array[] {
  return [...victim.records.values(), ...victim.saved().values(), ...bytesWithin(victim.state)];
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

/** Generations of a ratchet that a thief of the state tries. */
const generations = 6;

const labels = [
  ...['sender data', 'encryption', 'exporter', 'external', 'confirm', 'membership', 'resumption'],
  ...['authentication', 'init', 'welcome', 'path', 'node'],
];

/**
 * What follows from what a member has, by the derivations of RFC 9420 §§7.4, 8, 9: what a thief of its state can make of it. Each
 * byte string of a secret's length is tried as a node of the secret tree, as a ratchet of every generation, and as any secret
 * of the key schedule. In hex.
 */
export async function derivableFrom(victim: Victim): Promise<ReadonlySet<string>> {
  const { suite, tree } = victim.state;
  const { hashBytes, keyBytes, nonceBytes } = suite;
  const made = new Set<string>();
  const note = (secret: Uint8Array): Uint8Array => {
    made.add(secret.toHex());
    return secret;
  };
  const ratchet = async (start: Uint8Array, from: number): Promise<void> => {
    let secret = start;
    for (let generation = from; generation < generations; generation += 1) {
      note(await suite.deriveTreeSecret(secret, 'key', generation, keyBytes));
      note(await suite.deriveTreeSecret(secret, 'nonce', generation, nonceBytes));
      secret = note(await suite.deriveTreeSecret(secret, 'secret', generation, hashBytes));
    }
  };
  const branch = async (node: Uint8Array, levels: number): Promise<void> => {
    for (const kind of ['handshake', 'application']) {
      await ratchet(note(await suite.expandWithLabel(node, kind, new Uint8Array(), hashBytes)), 0);
    }
    if (levels === 0) return;
    for (const side of ['left', 'right']) {
      const context = new TextEncoder().encode(side);
      await branch(note(await suite.expandWithLabel(node, 'tree', context, hashBytes)), levels - 1);
    }
  };
  for (const hex of secretsOf(victim)) {
    const secret = Uint8Array.fromHex(hex);
    await branch(secret, Math.log2(tree.leafCount));
    for (let from = 0; from < generations; from += 1) await ratchet(secret, from);
    for (const label of labels) note(await suite.deriveSecret(secret, label));
  }
  return made;
}

/** Whatever has the length of a secret, in the state and in records; but not what all the group knows. */
function secretsOf(victim: Victim): ReadonlySet<string> {
  const { suite } = victim.state;
  const known = new Set(bytesOf(victim).flatMap((bytes) => windowsOf(bytes, suite.hashBytes)));
  for (const node of victim.tree()) {
    for (const field of Object.values(node ?? {})) {
      if (field instanceof Uint8Array) known.delete(field.toHex());
    }
  }
  return known;
}

/** The whole of it, or each `opaque secret<V>` of that length in it. */
function windowsOf(bytes: Uint8Array, length: number): readonly string[] {
  if (bytes.length === length) return [bytes.toHex()];
  const found: string[] = [];
  for (let at = 0; at + 1 + length <= bytes.length && bytes.length < 1000; at += 1) {
    if (bytes[at] === length) found.push(bytes.subarray(at + 1, at + 1 + length).toHex());
  }
  return found;
}
