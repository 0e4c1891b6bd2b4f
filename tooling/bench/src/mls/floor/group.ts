import type { KemFloor, KemKeyPair, KemSealed } from './kem.ts';
import type { Box } from './primitives.ts';
import {
  derive,
  hash,
  hmac,
  open,
  seal,
  Signer,
  someBytes,
  verifyWithNewKey,
} from './primitives.ts';

/** A group of `members`, a power of two. Full: every parent has a key. Blank: none has. */
export interface GroupShape {
  readonly members: number;
  readonly tree: 'full' | 'blank';
}

interface SignedLeaf {
  readonly publicKey: Uint8Array;
  readonly kemKey: Uint8Array;
  readonly content: Uint8Array;
  readonly signature: Uint8Array;
}

// From commit_secret to the secrets of the epoch (RFC 9420 §8): init, joiner, psk, welcome, epoch, nine of the epoch.
const epochDerivations = 14;
/** A leaf without its encryption key: identity, capabilities, signature. */
const leafAround = 190;
/** Two hashes and a little around a parent's key, both in its tree hash and in its parent hash. */
const hashesAround = 110;
const groupInfoBytes = 350;

/**
 * What RFC 9420 asks of a group's operations, bare: keys are derived and used, what is hashed, signed and sealed has
 * the size that it has. No bytes are laid out, nothing is parsed. Keys that stay are imported; those that a message or
 * a tree brings are imported where they are used.
 */
export class GroupFloor {
  readonly #kem: KemFloor;
  readonly #shape: GroupShape;
  readonly #levels: number;
  readonly #signer = new Signer();
  readonly #own: KemKeyPair;
  readonly #sealed: KemSealed;
  readonly #leaves: readonly SignedLeaf[];
  readonly #commit: Uint8Array;
  readonly #commitSignature: Uint8Array;
  readonly #commitBox: Box;
  readonly #groupInfoBox: Box;
  readonly #secret = someBytes(32);
  readonly #key = someBytes(16);
  readonly #nonce = someBytes(12);

  constructor(kem: KemFloor, shape: GroupShape) {
    this.#kem = kem;
    this.#shape = shape;
    this.#levels = Math.log2(shape.members);
    this.#own = kem.keyPair();
    this.#sealed = kem.seal(this.#own.publicKey);
    this.#leaves = Array.from({ length: shape.members }, () => {
      const signer = new Signer();
      const content = someBytes(kem.publicKeyBytes + leafAround);
      const { publicKey: kemKey } = kem.keyPair();
      return { publicKey: signer.publicKey, kemKey, content, signature: signer.sign(content) };
    });
    this.#commit = someBytes(this.#commitBytes());
    this.#commitSignature = this.#signer.sign(this.#commit);
    this.#commitBox = seal(this.#key, this.#nonce, this.#secret, this.#commit);
    this.#groupInfoBox = seal(this.#key, this.#nonce, this.#secret, someBytes(groupInfoBytes));
  }

  /** A commit with a path and no proposal, as a PrivateMessage (§§7.4–7.6, 12.4.1). */
  createUpdate(): void {
    this.#kem.keyPair();
    for (let level = 0; level < this.#levels; level += 1) {
      derive(this.#secret, 2);
      this.#kem.keyPair();
    }
    this.#hashPath();
    this.#signer.sign(this.#leafContent());
    this.#hashInfo();
    for (const { kemKey } of this.#pathRecipients()) this.#kem.seal(kemKey);
    this.#signer.sign(this.#commit);
    this.#hashTranscript();
    this.#nextEpoch();
    this.#ratchetFromRoot();
    derive(this.#secret, 2);
    seal(this.#key, this.#nonce, this.#secret, this.#commit);
    seal(this.#key, this.#nonce, this.#secret, this.#nonce);
  }

  /** That commit, in the other half of the tree: one path secret is opened, one key derived (§12.4.2). */
  process(): void {
    derive(this.#secret, 2);
    this.#openSmall();
    this.#ratchetFromRoot();
    open(this.#key, this.#nonce, this.#secret, this.#commitBox);
    this.#signer.verify(this.#commit, this.#commitSignature);
    this.#verifyLeaf(0);
    this.#hashPath();
    this.#hashInfo();
    this.#kem.open(this.#own, this.#sealed);
    derive(this.#secret, 2);
    this.#kem.keyPair();
    this.#hashTranscript();
    this.#nextEpoch();
  }

  /**
   * From a Welcome, the tree apart (§12.4.3.1): every leaf's signature, every hash of the tree, and the key of the one node
   * above both the newcomer and the committer, who sits in the other half.
   */
  join(): void {
    hash(this.#leafContent());
    this.#hashInfo();
    this.#kem.open(this.#own, this.#sealed);
    derive(this.#secret, 4);
    open(this.#key, this.#nonce, this.#secret, this.#groupInfoBox);
    this.#verifyLeaf(0);
    for (let leaf = 0; leaf < this.#shape.members; leaf += 1) this.#verifyLeaf(leaf);
    this.#hashTree();
    if (this.#shape.tree === 'full') this.#hashParents(this.#shape.members - 1);
    derive(this.#secret, 2);
    this.#kem.keyPair();
    this.#nextEpoch();
  }

  /** From a group of one to all of its members: two signatures a KeyPackage, one HPKE seal a Welcome (§12.4.3). */
  bulkAdd(): void {
    for (let leaf = 1; leaf < this.#shape.members; leaf += 1) {
      this.#verifyLeaf(leaf);
      this.#verifyLeaf(leaf);
      hash(this.#leafContent());
    }
    const added = (this.#shape.members - 1) * (2 * this.#kem.publicKeyBytes + leafAround + 100);
    const commit = new Uint8Array(added);
    this.#signer.sign(commit);
    hash(commit);
    this.#hashTree();
    this.#nextEpoch();
    this.#signer.sign(this.#secret);
    seal(this.#key, this.#nonce, this.#secret, new Uint8Array(groupInfoBytes));
    this.#hashInfo();
    for (let leaf = 1; leaf < this.#shape.members; leaf += 1) {
      this.#kem.seal(this.#leaves[leaf]?.kemKey ?? this.#own.publicKey);
    }
  }

  #pathRecipients(): readonly SignedLeaf[] {
    const { members, tree } = this.#shape;
    return this.#leaves.slice(0, tree === 'full' ? this.#levels : members - 1);
  }

  #commitBytes(): number {
    const { publicKeyBytes, encBytes } = this.#kem;
    const sealedBytes = encBytes + 32 + 16 + 4;
    const path = (this.#levels + 1) * publicKeyBytes + leafAround;
    return path + this.#pathRecipients().length * sealedBytes + 200;
  }

  #leafContent(): Uint8Array {
    return this.#leaves[0]?.content ?? this.#secret;
  }

  #verifyLeaf(index: number): void {
    const leaf = this.#leaves[index];
    if (leaf === undefined) throw new Error('The floor has no such leaf.');
    verifyWithNewKey(leaf.publicKey, leaf.content, leaf.signature);
  }

  #openSmall(): void {
    open(this.#key, this.#nonce, this.#secret, this.#groupInfoBox);
  }

  /** Tree hashes and parent hashes of the nodes that a commit changes. */
  #hashPath(): void {
    hash(this.#leafContent());
    this.#hashParents(2 * this.#levels);
  }

  #hashTree(): void {
    for (const { content } of this.#leaves) hash(content);
    const parent = this.#shape.tree === 'full' ? this.#kem.publicKeyBytes + hashesAround : 72;
    const input = someBytes(parent);
    for (let node = 1; node < this.#shape.members; node += 1) hash(input);
  }

  #hashParents(count: number): void {
    const input = someBytes(this.#kem.publicKeyBytes + hashesAround);
    for (let done = 0; done < count; done += 1) hash(input);
  }

  /** The `info` of HPKE, that is the GroupContext behind a label: once for all seals. */
  #hashInfo(): void {
    hmac(this.#secret, this.#commit.subarray(0, 200));
  }

  /** The way through the secret tree to a leaf that speaks for the first time, then one step of its ratchet. */
  #ratchetFromRoot(): void {
    derive(this.#secret, 2 * this.#levels + 2 + 3);
  }

  #hashTranscript(): void {
    hash(this.#commit);
    hash(this.#secret);
  }

  /** With the confirmation tag. */
  #nextEpoch(): void {
    derive(this.#secret, epochDerivations + 1);
  }
}
