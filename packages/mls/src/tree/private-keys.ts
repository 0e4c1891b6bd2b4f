import type { RatchetTree } from './ratchet-tree.ts';

/** The HPKE private keys that a member holds (RFC 9420 §4.2): of its leaf, and of nodes above it. */
export interface PrivateKeys {
  readonly leafIndex: number;
  /** By node index. */
  readonly keys: ReadonlyMap<number, Uint8Array>;
}

/**
 * Those of `keys` whose nodes have the same public key in both trees; the others are to be forgotten (RFC 9420 §7.5). The key
 * of the own leaf stays.
 */
export function retainKeys(
  before: RatchetTree,
  after: RatchetTree,
  { leafIndex, keys }: PrivateKeys,
): PrivateKeys {
  const retained = new Map<number, Uint8Array>();
  for (const [node, key] of keys) {
    const publicKey = after.nodes[node]?.encryptionKey;
    const isSame = publicKey !== undefined && publicKey === before.nodes[node]?.encryptionKey;
    if (isSame || node === 2 * leafIndex) retained.set(node, key);
  }
  return { leafIndex, keys: retained };
}
