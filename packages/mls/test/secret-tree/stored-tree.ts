import type { RatchetLimits } from '../../src/secret-tree/ratchet.ts';
import { loadSecretTree, saveSecretTree } from '../../src/secret-tree/saved-tree.ts';
import type {
  RatchetKind,
  SecretChange,
  SecretTree,
  Taken,
} from '../../src/secret-tree/secret-tree.ts';
import { createSecretTree } from '../../src/secret-tree/secret-tree.ts';
import { takeAt } from '../../src/secret-tree/take-key.ts';
import type { Suite } from '../../src/suite/suite.ts';

export const limits: RatchetLimits = {
  maxForwardGenerations: 10,
  maxSkippedKeys: 4,
  maxSkippedSeconds: 60,
};

/** A secret tree and the records that its changes have made. What it takes is overwritten, as by one who follows the rules. */
export class StoredTree {
  readonly suite: Suite;
  readonly records: Map<string, Uint8Array> = new Map();
  tree: SecretTree;

  constructor(suite: Suite, encryptionSecret: Uint8Array, leafCount: number) {
    this.suite = suite;
    this.tree = createSecretTree(encryptionSecret.slice(), leafCount);
    this.#store(saveSecretTree(this.tree));
  }

  async take(
    leafIndex: number,
    kind: RatchetKind,
    generation: number,
    nowSeconds: number = 0,
  ): Promise<Taken & { readonly key: Uint8Array; readonly nonce: Uint8Array }> {
    const options = { limits, nowSeconds };
    const taken = await takeAt(this.suite, this.tree, leafIndex, kind, generation, options);
    const { key, nonce } = taken.messageKey;
    const used = { ...taken, key: key.slice(), nonce: nonce.slice() };
    this.tree = taken.secretTree;
    this.#store(taken.changes);
    for (const spent of taken.spent) spent.fill(0);
    return used;
  }

  /** The tree that the records alone give. */
  loaded(): SecretTree {
    const copies = [...this.records].map(([name, bytes]) => [name, bytes.slice()] as const);
    return loadSecretTree(this.suite, this.tree.leafCount, new Map(copies));
  }

  #store(changes: readonly SecretChange[]): void {
    for (const { name, bytes } of changes) {
      if (bytes === undefined) this.records.delete(name);
      else this.records.set(name, bytes.slice());
    }
  }
}
