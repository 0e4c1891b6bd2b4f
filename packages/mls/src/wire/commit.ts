import { MlsError } from '../mls-error.ts';
import type { LeafNode } from './leaf-node.ts';
import { readLeafNode } from './leaf-node.ts';
import type { Proposal } from './proposal.ts';
import { readProposal, writeProposal } from './proposal.ts';
import type { Reader } from './reader.ts';
import type { Writer } from './writer.ts';

/** RFC 9420 §12.4. */
export interface Commit {
  readonly proposals: readonly ProposalOrRef[];
  readonly path: UpdatePath | undefined;
}

export type ProposalOrRef =
  | { readonly kind: 'proposal'; readonly proposal: Proposal }
  | { readonly kind: 'reference'; readonly reference: Uint8Array };

/** RFC 9420 §7.6: a new leaf, and new keys for its filtered direct path, from the bottom up. */
export interface UpdatePath {
  readonly leafNode: LeafNode;
  readonly nodes: readonly UpdatePathNode[];
}

export interface UpdatePathNode {
  readonly encryptionKey: Uint8Array;
  /** The path secret, once for each node of the copath child's resolution, in its order. */
  readonly encryptedPathSecret: readonly HpkeCiphertext[];
}

export interface HpkeCiphertext {
  readonly kemOutput: Uint8Array;
  readonly ciphertext: Uint8Array;
}

export function readCommit(reader: Reader): Commit {
  const inner = reader.vector();
  const proposals: ProposalOrRef[] = [];
  while (inner.more) proposals.push(readProposalOrRef(inner));
  return { proposals, path: reader.present() ? readUpdatePath(reader) : undefined };
}

export function writeCommit(writer: Writer, commit: Commit): void {
  const start = writer.open();
  for (const item of commit.proposals) {
    if (item.kind === 'proposal') writeProposal(writer.u8(1), item.proposal);
    else writer.u8(2).opaque(item.reference);
  }
  writer.close(start).present(commit.path !== undefined);
  if (commit.path !== undefined) writeUpdatePath(writer, commit.path);
}

function readProposalOrRef(reader: Reader): ProposalOrRef {
  const type = reader.u8();
  if (type === 1) return { kind: 'proposal', proposal: readProposal(reader) };
  if (type === 2) return { kind: 'reference', reference: reader.opaque() };
  throw new MlsError(
    'MLS_MALFORMED',
    'A commit lists something that is neither proposal nor reference.',
  );
}

export function readUpdatePath(reader: Reader): UpdatePath {
  const leafNode = readLeafNode(reader);
  const inner = reader.vector();
  const nodes: UpdatePathNode[] = [];
  while (inner.more) {
    const encryptionKey = inner.opaque();
    const secrets = inner.vector();
    const encryptedPathSecret: HpkeCiphertext[] = [];
    while (secrets.more) encryptedPathSecret.push(readHpkeCiphertext(secrets));
    nodes.push({ encryptionKey, encryptedPathSecret });
  }
  return { leafNode, nodes };
}

export function writeUpdatePath(writer: Writer, path: UpdatePath): void {
  writer.fixed(path.leafNode.encoded);
  const start = writer.open();
  for (const { encryptionKey, encryptedPathSecret } of path.nodes) {
    writer.opaque(encryptionKey);
    const secrets = writer.open();
    for (const sealed of encryptedPathSecret) writeHpkeCiphertext(writer, sealed);
    writer.close(secrets);
  }
  writer.close(start);
}

export function readHpkeCiphertext(reader: Reader): HpkeCiphertext {
  return { kemOutput: reader.opaque(), ciphertext: reader.opaque() };
}

export function writeHpkeCiphertext(writer: Writer, sealed: HpkeCiphertext): void {
  writer.opaque(sealed.kemOutput).opaque(sealed.ciphertext);
}
