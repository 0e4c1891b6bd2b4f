import type { GenerationSecret, SecretTree } from 'ts-mls/secretTree.js';
import { erase } from '../bytes.ts';

/**
 * A copy that shares no secret. The library shares arrays between an old state and a new one; each of ours owns its own, so that
 * used keys can be overwritten in the new one while the old one still stands, should the new one not reach the store.
 */
export function copySecretTree(tree: SecretTree): SecretTree {
  return tree.map((node) => ({
    handshake: copyRatchet(node.handshake),
    application: copyRatchet(node.application),
  }));
}

export function eraseSecretTree(tree: SecretTree): void {
  for (const { handshake, application } of tree) {
    for (const ratchet of [handshake, application]) {
      erase(ratchet.secret, ...Object.values(ratchet.unusedGenerations));
    }
  }
}

function copyRatchet(ratchet: GenerationSecret): GenerationSecret {
  const unusedGenerations: Record<number, Uint8Array> = {};
  for (const [generation, secret] of Object.entries(ratchet.unusedGenerations)) {
    unusedGenerations[Number(generation)] = secret.slice();
  }
  return { secret: ratchet.secret.slice(), generation: ratchet.generation, unusedGenerations };
}
