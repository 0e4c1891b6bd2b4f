import type { IdentityHash } from '@sotto/core';
import { encodeLeafMailbox, parseLeafMailbox } from '@sotto/protocol';
import type { ConversationDraft } from '../conversation/draft.ts';
import { freshPeer } from '../storage/peer-record.ts';
import type { Leaf, Leaves } from './leaves.ts';

/**
 * Where to find the devices that a step took out of the group. Whoever was on another side of a split then is not told by the
 * registers, and goes on alone.
 */
export function noteOutsiders(draft: ConversationDraft, before: Leaves): readonly Leaf[] {
  const gone = before.all.filter(({ device }) => draft.leaves.ofDevice(device) === undefined);
  for (const { device, identity, mailbox } of gone) {
    const peer = draft.peer(device) ?? freshPeer(device, identity);
    draft.putPeer({ ...peer, mailbox: encodeLeafMailbox(mailbox) });
  }
  return gone;
}

/** A device that was in the group and is not any more. */
export function outsider(
  draft: Pick<ConversationDraft, 'leaves' | 'peer'>,
  device: Uint8Array,
): Leaf | undefined {
  const peer = draft.peer(device);
  if (peer?.mailbox === undefined || draft.leaves.ofDevice(device) !== undefined) return undefined;
  const mailbox = parseLeafMailbox(peer.mailbox);
  return { leafIndex: -1, identity: peer.identity as IdentityHash, device, mailbox };
}
