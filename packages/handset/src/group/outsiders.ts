import type { IdentityHash } from '@sotto/core';
import { bytesEqual, encodeLeafMailbox, parseLeafMailbox } from '@sotto/protocol';
import type { ConversationDraft } from '../conversation/draft.ts';
import { decodeIntent } from '../storage/intent-record.ts';
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

/** All devices that were in the group and are not any more. */
export function outsiders(
  draft: Pick<ConversationDraft, 'leaves' | 'peer' | 'peers'>,
): readonly Leaf[] {
  return draft.peers().flatMap(({ device }) => outsider(draft, device) ?? []);
}

/**
 * Whether this device took somebody out itself, and nobody else is left: then it may hear that the group goes on on another side, where it takes them out
 * again. Nobody else can tell it, and what it writes meanwhile is for nobody.
 */
export function hasOnlyTakenOut(
  { room, leaves, epochs }: Pick<ConversationDraft, 'room' | 'leaves' | 'epochs'>,
  identity: Uint8Array,
): boolean {
  if (room.kind !== 'group' || leaves.identities().length > 1) return false;
  const did = epochs.flatMap((each) => each.did).map(decodeIntent);
  return did.some((intent) => intent.type === 'remove' && bytesEqual(intent.identity, identity));
}
