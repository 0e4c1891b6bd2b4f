import { MlsError } from '../mls-error.ts';
import type { Suite } from '../suite/suite.ts';
import { Reader } from '../wire/reader.ts';
import type { Ratchet, SkippedKey } from './ratchet.ts';
import {
  encodeRatchet,
  encodeSkippedKey,
  ratchetName,
  readSkippedName,
  secretName,
  skippedName,
} from './records.ts';
import type { RatchetKind, SecretChange, SecretNode, SecretTree } from './secret-tree.ts';

/** Every record of the tree, as if it had none yet. */
export function saveSecretTree(tree: SecretTree): SecretChange[] {
  const changes: SecretChange[] = [];
  saveNode(tree.root, tree.leafCount - 1, tree.leafCount / 2, changes);
  return changes;
}

function saveNode(
  node: SecretNode,
  nodeIndex: number,
  half: number,
  changes: SecretChange[],
): void {
  if (node instanceof Uint8Array) changes.push({ name: secretName(nodeIndex), bytes: node });
  else if ('left' in node) {
    saveNode(node.left, nodeIndex - half, half / 2, changes);
    saveNode(node.right, nodeIndex + half, half / 2, changes);
  } else {
    saveRatchet(node.handshake, nodeIndex / 2, 'handshake', changes);
    saveRatchet(node.application, nodeIndex / 2, 'application', changes);
  }
}

function saveRatchet(
  ratchet: Ratchet,
  leafIndex: number,
  kind: RatchetKind,
  changes: SecretChange[],
): void {
  changes.push({ name: ratchetName(leafIndex, kind), bytes: encodeRatchet(ratchet) });
  for (const key of ratchet.skipped) {
    const name = skippedName(leafIndex, kind, key.generation);
    changes.push({ name, bytes: encodeSkippedKey(key) });
  }
}

type Records = ReadonlyMap<string, Uint8Array>;

/**
 * The tree from its records, and nothing but them: every leaf has to have its ratchets or one secret above it, and no record
 * may be left over. The tree takes the arrays over.
 *
 * @throws MLS_STATE_DAMAGED
 */
export function loadSecretTree(suite: Suite, leafCount: number, records: Records): SecretTree {
  if (!Number.isInteger(Math.log2(leafCount)) || leafCount < 1) throw damaged();
  return new Loading(suite, records).tree(leafCount);
}

class Loading {
  readonly #suite: Suite;
  readonly #records: Records;
  readonly #skipped = new Map<string, SkippedKey[]>();
  #used = 0;

  constructor(suite: Suite, records: Records) {
    this.#suite = suite;
    this.#records = records;
  }

  tree(leafCount: number): SecretTree {
    for (const [name, bytes] of this.#records) {
      const skipped = readSkippedName(name);
      if (skipped !== undefined) this.#addSkipped(skipped.ratchet, skipped.generation, bytes);
    }
    const root = this.#node(leafCount - 1, leafCount / 2);
    // A record that was not used is of a place that the tree does not have, or of a secret that it has above it.
    if (this.#used !== this.#records.size) throw damaged();
    return { leafCount, root };
  }

  #node(nodeIndex: number, half: number): SecretNode {
    const secret = this.#records.get(secretName(nodeIndex));
    if (secret !== undefined) {
      if (secret.length !== this.#suite.hashBytes) throw damaged();
      this.#used += 1;
      return secret;
    }
    if (half >= 1) {
      const left = this.#node(nodeIndex - half, half / 2);
      return { left, right: this.#node(nodeIndex + half, half / 2) };
    }
    const leafIndex = nodeIndex / 2;
    return {
      handshake: this.#ratchet(leafIndex, 'handshake'),
      application: this.#ratchet(leafIndex, 'application'),
    };
  }

  #ratchet(leafIndex: number, kind: RatchetKind): Ratchet {
    const name = ratchetName(leafIndex, kind);
    const bytes = this.#records.get(name);
    if (bytes?.length !== 4 + this.#suite.hashBytes) throw damaged();
    const reader = new Reader(bytes);
    const generation = reader.u32();
    const secret = reader.fixed(this.#suite.hashBytes);
    const skipped = this.#skipped.get(name) ?? [];
    skipped.sort((one, other) => one.generation - other.generation);
    if (skipped.some((key) => key.generation >= generation)) throw damaged();
    this.#used += 1 + skipped.length;
    return { secret, generation, skipped };
  }

  #addSkipped(ratchet: string, generation: number, bytes: Uint8Array): void {
    const { keyBytes, nonceBytes } = this.#suite;
    if (bytes.length !== keyBytes + nonceBytes + 8) throw damaged();
    const reader = new Reader(bytes);
    const key = reader.fixed(keyBytes);
    const nonce = reader.fixed(nonceBytes);
    const skipped = { generation, key, nonce, skippedAt: Number(reader.u64()) };
    const others = this.#skipped.get(ratchet);
    if (others === undefined) this.#skipped.set(ratchet, [skipped]);
    else others.push(skipped);
  }
}

function damaged(): MlsError {
  return new MlsError('MLS_STATE_DAMAGED', 'A stored secret tree is not one that was saved.');
}
