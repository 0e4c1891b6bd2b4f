import type { IdentityHash } from '@sotto/core';
import type { GroupState } from '@sotto/mls';
import { encodeLeafMailbox, parseLeafMailbox } from '@sotto/protocol';
import type { ConversationDraft } from '../conversation/draft.ts';
import type { Engine } from '../engine.ts';
import { handsetLimits } from '../limits.ts';
import { decodeRejoin } from '../storage/rejoin-record.ts';
import type { Guide } from '../storage/rejoin-record.ts';
import { tables } from '../storage/tables.ts';
import { leavesOf } from './leaves.ts';
import type { Leaf } from './leaves.ts';
import { isAdmin, roomOf } from './room-of.ts';
import { someOf } from './some-of.ts';

/**
 * Who can lead this device on, of the state that help led to: when it came too late there, they may be where the group has gone since, while those whom this
 * device has in its own roster are out by now, or elsewhere. Admins first.
 */
export function guidesIn(
  engine: Pick<Engine, 'crypto' | 'mls'>,
  state: GroupState,
): readonly Guide[] {
  const [leaves, room] = [leavesOf(engine.mls, state), roomOf(state.context)];
  const all = leaves.all
    .filter(({ leafIndex }) => leafIndex !== state.keys.leafIndex)
    .map(({ device, identity, mailbox }) => ({
      device,
      identity,
      mailbox: encodeLeafMailbox(mailbox),
      isAdmin: isAdmin(room, leaves, identity),
    }));
  const admins = someOf(
    engine,
    all.filter((each) => each.isAdmin),
    handsetLimits.maxGuides,
  );
  const others = all.filter((each) => !each.isAdmin);
  return [...admins, ...someOf(engine, others, handsetLimits.maxGuides - admins.length)];
}

/** Where a guide is to be found. */
export function leafOfGuide({ device, identity, mailbox }: Guide): Leaf {
  return {
    leafIndex: -1,
    identity: identity as IdentityHash,
    device,
    mailbox: parseLeafMailbox(mailbox),
  };
}

/** The guides of a device that is on its way. */
export async function guidesOf({
  tx,
  record,
}: Pick<ConversationDraft, 'tx' | 'record'>): Promise<readonly Guide[]> {
  if (record.state !== 'joining') return [];
  const asked = await tx.get({ table: tables.rejoin, id: record.id });
  return asked === undefined ? [] : decodeRejoin(asked).guides;
}
