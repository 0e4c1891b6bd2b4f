import { sameBytes, toHex } from '../bytes.ts';
import { members } from '../tree/ratchet-tree.ts';
import type { PendingProposal, GroupState } from './state.ts';

/**
 * The proposals of the epoch that this member can commit together (RFC 9420 §12.2): none of its own Updates and none that
 * removes it, none that adds a member again; for one leaf a Remove before an Update, else the newest Update; a ReInit only when
 * there is nothing else.
 */
export function selectPending(state: GroupState): readonly PendingProposal[] {
  const own = state.keys.leafIndex;
  const all = [...state.proposals.values()];
  const removed = new Set<number>();
  for (const { proposal } of all) {
    if (proposal.proposalType === 'remove') removed.add(proposal.removed);
  }
  const perLeaf = new Map<number, PendingProposal>();
  const once = new Map<string, PendingProposal>();
  const rest: PendingProposal[] = [];
  for (const pending of all) {
    const { proposal, sender } = pending;
    switch (proposal.proposalType) {
      case 'update': {
        const leaf = sender.senderType === 'member' ? sender.leafIndex : own;
        if (leaf !== own && !removed.has(leaf)) perLeaf.set(leaf, pending);
        break;
      }
      case 'remove':
        if (proposal.removed !== own) perLeaf.set(proposal.removed, pending);
        break;
      case 'group_context_extensions':
      case 'reinit':
        once.set(proposal.proposalType, pending);
        break;
      case 'add': {
        const { signatureKey } = proposal.keyPackage.leafNode;
        if (!isMember(state, signatureKey, removed)) once.set(toHex(signatureKey), pending);
        break;
      }
      default:
        rest.push(pending);
    }
  }
  const others = new Set([...perLeaf.values(), ...once.values(), ...rest]);
  const reinit = once.get('reinit');
  if (reinit !== undefined && others.size > 1) others.delete(reinit);
  return all.filter((pending) => others.has(pending));
}

function isMember(
  { tree }: GroupState,
  signatureKey: Uint8Array,
  removed: ReadonlySet<number>,
): boolean {
  return members(tree).some(
    ({ leafIndex, leafNode }) =>
      !removed.has(leafIndex) && sameBytes(leafNode.signatureKey, signatureKey),
  );
}
