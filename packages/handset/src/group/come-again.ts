import type { GroupState } from '@sotto/mls';
import { encodeLeafMailbox } from '@sotto/protocol';
import type { EpochSeen, Numbers } from '@sotto/protocol';
import type { ConversationId } from '../api.ts';
import type { ConversationDraft } from '../conversation/draft.ts';
import type { ConversationHandle } from '../conversation/conversation.ts';
import type { Conversations } from '../conversation/conversations.ts';
import type { Engine } from '../engine.ts';
import { toHex } from '../hex.ts';
import { leapIsDue } from '../storage/conversation-record.ts';
import type { OwnKeyPackageRecord } from '../storage/own-key-package.ts';
import { freshPeer } from '../storage/peer-record.ts';
import { tables } from '../storage/tables.ts';
import type { Transaction } from '../storage/transaction.ts';
import { dropPuzzles } from './drop-puzzles.ts';
import { leavesOf } from './leaves.ts';
import { isEnded } from './linger.ts';
import { noteNumbers } from './note-numbers.ts';
import { noteOutsiders, outsiders } from './outsiders.ts';
import { forgetOwnCommit } from './own-commit.ts';
import { leaveSide } from './tell-outsiders.ts';
import { isOtherwise, noteTold } from './told-epochs.ts';

/** What it takes to be in a group. */
export interface Come {
  readonly state: GroupState;
  /** Of before. */
  readonly told: Numbers;
  readonly used: OwnKeyPackageRecord;
}

/** Everybody in a group is somebody whom this handset has met. */
export function noteMembers(
  engine: Engine,
  tx: Pick<Transaction, 'put' | 'follow'>,
  group: GroupState,
): void {
  for (const identity of leavesOf(engine.mls, group).identities())
    if (engine.contacts.get(identity) === undefined && toHex(identity) !== engine.self.id)
      engine.contacts.change(tx, identity, (contact) => contact);
}

export function epochSeen({ context, secrets }: GroupState): EpochSeen {
  return { epoch: context.epoch, authenticator: secrets.epochAuthenticator.slice() };
}

/** Back in a group that was left, with its history. */
export async function comeAgain(
  {
    engine,
    conversations,
  }: { readonly engine: Engine; readonly conversations: Pick<Conversations, 'formerMailboxes'> },
  handle: ConversationHandle,
  { state, told, used: { mailbox, life } }: Come,
  finish: (tx: Transaction, id: ConversationId) => void,
): Promise<ConversationHandle> {
  await handle.change(async (draft) => {
    finish(draft.tx, draft.record.id);
    const wasInside = !isEnded(draft.record);
    await conversations.formerMailboxes.keep(draft);
    const before = draft.leaves;
    const beside = besideUntilNow(draft, state.context.epoch);
    const chain = told.epochs.filter(({ epoch }) => epoch < state.context.epoch);
    if (wasInside) {
      await leaveSide(engine, draft, { state, recent: [...chain, epochSeen(state)] });
      await forgetOwnCommit(draft);
      await dropPuzzles(draft);
      draft.replaceEpochs([]);
    }
    draft.tx.remove({ table: tables.rejoin, id: draft.record.id });
    draft.replaceEpochs(draft.epochs.filter((each) => !isOtherwise(each, chain)));
    noteTold(draft, chain);
    draft.replaceGroup({ state, changes: engine.mls.save(state), spent: [] });
    await draft.noteEpoch();
    noteMembers(engine, draft.tx, state);
    noteOutsiders(draft, before);
    const others = outsiders(draft);
    for (const peer of draft.peers()) draft.removePeer(peer.device);
    for (const { device, identity, leafIndex } of draft.leaves.all)
      if (leafIndex !== draft.me.leafIndex)
        draft.putPeer({ ...freshPeer(device, identity), sinceEpoch: beside(device) });
    // Whoever is on another side of a split yet knows this device there, and is found there.
    for (const { device, identity, mailbox } of others)
      draft.putPeer({ ...freshPeer(device, identity), mailbox: encodeLeafMailbox(mailbox) });
    noteNumbers(draft, told.devices);
    draft.record = {
      ...draft.record,
      state: 'active',
      joining: undefined,
      own: mailbox,
      lastLife: life,
      positions: [],
      missing: 0,
      behind: 1,
      updatedAtMs: engine.clock.now(),
      // Who was on the wrong side of a split goes on in its count.
      ...(wasInside ? {} : { skippedFrom: leapIsDue }),
    };
  });
  return handle;
}

/**
 * Since when devices have been in the group beside this one, which comes into it at `epoch`. What this one said before was for those alone
 * who were there then.
 */
function besideUntilNow(
  { leaves, group, peers }: Pick<ConversationDraft, 'leaves' | 'group' | 'peers'>,
  epoch: bigint,
): (device: Uint8Array) => number {
  const ended = group.context.epoch + 1n;
  const strangers = Number(epoch > ended ? epoch : ended);
  const known = new Map(peers().map((peer) => [toHex(peer.device), peer.sinceEpoch]));
  return (device) =>
    leaves.ofDevice(device) === undefined ? strangers : (known.get(toHex(device)) ?? 0);
}
