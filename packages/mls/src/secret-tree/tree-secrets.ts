import type { SecretNode, SecretTree } from './secret-tree.ts';

/** Every secret array of a tree, for overwriting. */
export function secretsOfTree(tree: SecretTree): readonly Uint8Array[] {
  const secrets: Uint8Array[] = [];
  collect(tree.root, secrets);
  return secrets;
}

function collect(node: SecretNode, secrets: Uint8Array[]): void {
  if (node instanceof Uint8Array) secrets.push(node);
  else if ('left' in node) {
    collect(node.left, secrets);
    collect(node.right, secrets);
  } else {
    for (const { secret, skipped } of [node.handshake, node.application]) {
      secrets.push(secret);
      for (const { key, nonce } of skipped) secrets.push(key, nonce);
    }
  }
}
