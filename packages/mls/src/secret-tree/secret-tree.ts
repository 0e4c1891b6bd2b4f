import type { Ratchet } from './ratchet.ts';

/** RFC 9420 §9: a leaf has one ratchet for proposals and commits, and one for application messages. */
export type RatchetKind = 'handshake' | 'application';

/**
 * The secret tree of one epoch (RFC 9420 §9). A value: taking a key gives a new tree that shares with the old one all but
 * the path to the leaf. A secret that was divided is in no newer tree.
 */
export interface SecretTree {
  /** A power of two, as of the ratchet tree of the epoch. */
  readonly leafCount: number;
  readonly root: SecretNode;
}

/** A secret that nothing was derived from yet, or what it was divided into. */
export type SecretNode = Uint8Array | SecretBranch | LeafRatchets;

export interface SecretBranch {
  readonly left: SecretNode;
  readonly right: SecretNode;
}

export type LeafRatchets = { readonly [K in RatchetKind]: Ratchet };

/** What one message is sealed with: a key and a nonce that are used once. */
export interface MessageKey {
  readonly generation: number;
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
}

/** How a stored secret tree changes: `bytes` under `name`, or the name no more. */
export interface SecretChange {
  readonly name: string;
  readonly bytes: Uint8Array | undefined;
}

/** A message's key, and the state without it. Nothing happens to the tree that it was taken from. */
export interface Taken {
  readonly messageKey: MessageKey;
  readonly secretTree: SecretTree;
  /** What to store, so that the stored state is that of `secretTree`: in one transaction with what depends on it. */
  readonly changes: readonly SecretChange[];
  /**
   * Arrays of the former tree that `secretTree` no longer has, and what was derived on the way: to be overwritten once the
   * new state is stored and the former tree is dropped (RFC 9420 §9.2). The message's key and nonce are among them.
   */
  readonly spent: readonly Uint8Array[];
}

/** Takes over `encryptionSecret`: it is overwritten with the first message, see `Taken`. */
export function createSecretTree(encryptionSecret: Uint8Array, leafCount: number): SecretTree {
  return { leafCount, root: encryptionSecret };
}
