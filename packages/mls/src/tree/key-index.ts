import { nameOf, sameBytes } from '../bytes.ts';
import { MlsError } from '../mls-error.ts';
import type { TreeNodes } from '../wire/ratchet-tree.ts';

/** Node indices by key. */
type Places = Map<string, number | number[]>;

/**
 * Where in a tree a key may stand. All trees that come from one another share an index that only ever grows: what it says
 * is a hint, which is held against the nodes of the tree that is asked about. So a commit costs what it changes, and a
 * commit that was given up leaves nothing false behind.
 */
export class KeyIndex {
  readonly #encryption: Places = new Map();
  readonly #signature: Places = new Map();

  /**
   * Of every key of a tree, each of which stands in one place (RFC 9420 §7.3, §12.4.3.1).
   *
   * @throws MLS_ENCRYPTION_KEY_TWICE, MLS_SIGNATURE_KEY_TWICE
   */
  constructor(nodes: TreeNodes) {
    for (let node = 0; node < nodes.length; node += 1) {
      const content = nodes[node];
      if (content === undefined) continue;
      if (!noteFirst(this.#encryption, content.encryptionKey, node)) throw encryptionKeyTwice();
      if ('signatureKey' in content && !noteFirst(this.#signature, content.signatureKey, node)) {
        throw signatureKeyTwice();
      }
    }
  }

  /** In encryption keys, some of which may be of nodes that are gone. */
  get size(): number {
    return this.#encryption.size;
  }

  /** To be called for each node that is set. */
  note(nodes: TreeNodes, node: number): void {
    const content = nodes[node];
    if (content === undefined) return;
    note(this.#encryption, content.encryptionKey, node);
    if ('signatureKey' in content) note(this.#signature, content.signatureKey, node);
  }

  /** Whether a node other than `except` has that encryption key, in one of the trees. */
  hasEncryptionKey(trees: readonly TreeNodes[], key: Uint8Array, except: number = -1): boolean {
    const places = placesOf(this.#encryption, key);
    return trees.some((nodes) =>
      places.some((node) => node !== except && hasKey(nodes[node], key)),
    );
  }

  /** Whether a leaf other than the node `except` has that signature key. */
  hasSignatureKey(nodes: TreeNodes, key: Uint8Array, except: number = -1): boolean {
    for (const node of placesOf(this.#signature, key)) {
      const content = nodes[node];
      if (node === except || content === undefined || !('signatureKey' in content)) continue;
      if (sameBytes(content.signatureKey, key)) return true;
    }
    return false;
  }
}

export function encryptionKeyTwice(): MlsError {
  return new MlsError(
    'MLS_ENCRYPTION_KEY_TWICE',
    'An encryption key stands in two nodes of the tree.',
  );
}

export function signatureKeyTwice(): MlsError {
  return new MlsError('MLS_SIGNATURE_KEY_TWICE', 'Two members have one signature key.');
}

function hasKey(content: TreeNodes[number], key: Uint8Array): boolean {
  return content !== undefined && sameBytes(content.encryptionKey, key);
}

function noteFirst(places: Places, key: Uint8Array, node: number): boolean {
  const name = nameOf(key);
  if (places.has(name)) return false;
  places.set(name, node);
  return true;
}

function note(places: Places, key: Uint8Array, node: number): void {
  const name = nameOf(key);
  const known = places.get(name);
  if (known === undefined) places.set(name, node);
  else if (typeof known !== 'number') {
    if (!known.includes(node)) known.push(node);
  } else if (known !== node) places.set(name, [known, node]);
}

function placesOf(places: Places, key: Uint8Array): readonly number[] {
  const known = places.get(nameOf(key));
  if (known === undefined) return [];
  return typeof known === 'number' ? [known] : known;
}
