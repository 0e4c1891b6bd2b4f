import type { Credential } from '../wire/credential.ts';
import { credentialTypes } from '../wire/credential.ts';
import type { LeafNode } from '../wire/leaf-node.ts';
import type { TreeNodes } from '../wire/ratchet-tree.ts';

/** How many members present a credential of each type (RFC 9420 §7.3 asks which are in use). */
export type CredentialCounts = Readonly<Record<Credential['credentialType'], number>>;

export function countCredentials(nodes: TreeNodes): CredentialCounts {
  const counts = { basic: 0, x509: 0 };
  for (let node = 0; node < nodes.length; node += 2) {
    const leafNode = nodes[node] as LeafNode | undefined;
    if (leafNode !== undefined) counts[leafNode.credential.credentialType] += 1;
  }
  return counts;
}

/** The types that somebody uses, as numbers. */
export function typesInUse(counts: CredentialCounts): number[] {
  const types: number[] = [];
  if (counts.basic > 0) types.push(credentialTypes.basic);
  if (counts.x509 > 0) types.push(credentialTypes.x509);
  return types;
}
