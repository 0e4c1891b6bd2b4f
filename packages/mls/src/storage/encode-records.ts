import type { GroupState, PastEpoch, PendingProposal } from '../group/state.ts';
import { writeSender } from '../wire/framed-content.ts';
import type { LeafNode } from '../wire/leaf-node.ts';
import { writeProposal } from '../wire/proposal.ts';
import type { ParentNode } from '../wire/ratchet-tree.ts';
import { writeParentNode } from '../wire/ratchet-tree.ts';
import { Writer } from '../wire/writer.ts';

/** Version of the records' layout. Another one is refused on loading. */
export const recordVersion = 1;

export function encodeNode(node: LeafNode | ParentNode): Uint8Array {
  if ('encoded' in node) return node.encoded;
  const writer = new Writer(node.encryptionKey.length + 128);
  writeParentNode(writer, node);
  return writer.finish();
}

/** What changes with the epoch and is small; read by `load-group.ts`. */
export function encodeGroupRecord(state: GroupState): Uint8Array {
  const { secrets, reinit } = state;
  const writer = new Writer(1024).u8(recordVersion).opaque(state.encodedContext);
  writer.opaque(state.interimTranscriptHash).opaque(state.confirmationTag);
  writer.u32(state.tree.leafCount).u32(state.keys.leafIndex).opaque(state.signaturePrivateKey);
  writer.opaque(secrets.senderDataSecret).opaque(secrets.exporterSecret);
  writer.opaque(secrets.epochAuthenticator).opaque(secrets.externalSecret);
  writer.opaque(secrets.membershipKey).opaque(secrets.resumptionPsk).opaque(secrets.initSecret);
  writer.u32(state.past.length).u32(state.resumption.length);
  writer.present(reinit !== undefined);
  if (reinit !== undefined) writeProposal(writer, reinit);
  return writer.finish();
}

/** @param leaves how many leaves of it are stored beside it */
export function encodePastEpoch(past: PastEpoch, leaves: number): Uint8Array {
  const writer = new Writer(256).opaque(past.encodedContext).opaque(past.senderDataSecret);
  return writer.u32(past.secretTree.leafCount).u32(past.ownLeafIndex).u32(leaves).finish();
}

/** @param index its place among the proposals of the epoch, from 0 */
export function encodePendingProposal(pending: PendingProposal, index: number): Uint8Array {
  const { proposal, sender, ownKeys } = pending;
  const writer = new Writer(512).u32(index);
  writeSender(writer, sender);
  writeProposal(writer, proposal);
  writer.present(ownKeys !== undefined);
  if (ownKeys !== undefined) {
    writer.opaque(ownKeys.encryptionPrivateKey).opaque(ownKeys.signaturePrivateKey);
  }
  return writer.finish();
}
