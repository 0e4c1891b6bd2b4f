import { MlsError } from '../mls-error.ts';
import type { Extension } from './extension.ts';
import { readExtensions, writeExtensions } from './extension.ts';
import type { KeyPackage } from './key-package.ts';
import { readKeyPackage } from './key-package.ts';
import type { LeafNode } from './leaf-node.ts';
import { readLeafNode } from './leaf-node.ts';
import type { PreSharedKeyId } from './pre-shared-key.ts';
import { readPreSharedKeyId, writePreSharedKeyId } from './pre-shared-key.ts';
import type { Reader } from './reader.ts';
import type { Writer } from './writer.ts';

/** RFC 9420 §12.1, and `app_ephemeral` of draft-ietf-mls-extensions. */
export type Proposal =
  | { readonly proposalType: 'add'; readonly keyPackage: KeyPackage }
  | { readonly proposalType: 'update'; readonly leafNode: LeafNode }
  /** `removed` is a leaf index. */
  | { readonly proposalType: 'remove'; readonly removed: number }
  | { readonly proposalType: 'psk'; readonly psk: PreSharedKeyId }
  | {
      readonly proposalType: 'reinit';
      readonly groupId: Uint8Array;
      readonly version: number;
      readonly cipherSuite: number;
      readonly extensions: readonly Extension[];
    }
  | { readonly proposalType: 'external_init'; readonly kemOutput: Uint8Array }
  | {
      readonly proposalType: 'group_context_extensions';
      readonly extensions: readonly Extension[];
    }
  | {
      readonly proposalType: 'app_ephemeral';
      readonly componentId: number;
      readonly data: Uint8Array;
    };

export type ProposalType = Proposal['proposalType'];

/** RFC 9420 §17.4, and draft-ietf-mls-extensions for the last. */
export const proposalTypes: Readonly<Record<ProposalType, number>> = {
  add: 1,
  update: 2,
  remove: 3,
  psk: 4,
  reinit: 5,
  external_init: 6,
  group_context_extensions: 7,
  app_ephemeral: 9,
};

/** Proposals that every client supports and none lists in its capabilities (RFC 9420 §7.2). */
export function isDefaultProposal(proposalType: number): boolean {
  return proposalType >= 1 && proposalType <= 7;
}

/** @throws MLS_MALFORMED, MLS_PROPOSAL_UNKNOWN */
export function readProposal(reader: Reader): Proposal {
  switch (reader.u16()) {
    case proposalTypes.add:
      return { proposalType: 'add', keyPackage: readKeyPackage(reader) };
    case proposalTypes.update:
      return { proposalType: 'update', leafNode: readLeafNode(reader) };
    case proposalTypes.remove:
      return { proposalType: 'remove', removed: reader.u32() };
    case proposalTypes.psk:
      return { proposalType: 'psk', psk: readPreSharedKeyId(reader) };
    case proposalTypes.reinit:
      return {
        proposalType: 'reinit',
        groupId: reader.opaque(),
        version: reader.u16(),
        cipherSuite: reader.u16(),
        extensions: readExtensions(reader),
      };
    case proposalTypes.external_init:
      return { proposalType: 'external_init', kemOutput: reader.opaque() };
    case proposalTypes.group_context_extensions:
      return { proposalType: 'group_context_extensions', extensions: readExtensions(reader) };
    case proposalTypes.app_ephemeral:
      return { proposalType: 'app_ephemeral', componentId: reader.u16(), data: reader.opaque() };
    default:
      throw new MlsError('MLS_PROPOSAL_UNKNOWN', 'A proposal is of an unknown type.');
  }
}

export function writeProposal(writer: Writer, proposal: Proposal): void {
  writer.u16(proposalTypes[proposal.proposalType]);
  switch (proposal.proposalType) {
    case 'add':
      writer.fixed(proposal.keyPackage.encoded);
      return;
    case 'update':
      writer.fixed(proposal.leafNode.encoded);
      return;
    case 'remove':
      writer.u32(proposal.removed);
      return;
    case 'psk':
      writePreSharedKeyId(writer, proposal.psk);
      return;
    case 'reinit':
      writer.opaque(proposal.groupId).u16(proposal.version).u16(proposal.cipherSuite);
      writeExtensions(writer, proposal.extensions);
      return;
    case 'external_init':
      writer.opaque(proposal.kemOutput);
      return;
    case 'group_context_extensions':
      writeExtensions(writer, proposal.extensions);
      return;
    case 'app_ephemeral':
      writer.u16(proposal.componentId).opaque(proposal.data);
  }
}
