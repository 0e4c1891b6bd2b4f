import type { IdentityHash } from '@sotto/core';
import type { Extension, GroupState } from '@sotto/mls';
import { bytesEqual, encodeLeafMailbox, parseLeafMailbox } from '@sotto/protocol';
import type { ConversationDraft } from '../conversation/draft.ts';
import type { Engine } from '../engine.ts';
import { handsetLimits } from '../limits.ts';
import { decodeRejoin, encodeRejoin } from '../storage/rejoin-record.ts';
import type { Guide } from '../storage/rejoin-record.ts';
import { tables } from '../storage/tables.ts';
import { leavesOf } from './leaves.ts';
import type { Leaf } from './leaves.ts';
import { freshRequest } from './rejoin-request.ts';
import { isAdmin, namedAdmins, roomOf } from './room-of.ts';
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
    .map((leaf) => guideOf(leaf, isAdmin(room, leaves, leaf.identity)));
  const admins = someOf(
    engine,
    all.filter((each) => each.isAdmin),
    handsetLimits.maxGuides,
  );
  const others = all.filter((each) => !each.isAdmin);
  return [...admins, ...someOf(engine, others, handsetLimits.maxGuides - admins.length)];
}

/**
 * Whom this device made admins by a commit of its own that it does not remember: nobody else could know them by the state that it has, and they may lead
 * it on as the admins that they are.
 * @param extensions of the group's context, as that commit made them
 */
export async function noteOwnAdmins(
  engine: Pick<Engine, 'crypto' | 'clock'>,
  { tx, record, leaves, me }: Pick<ConversationDraft, 'tx' | 'record' | 'leaves' | 'me'>,
  extensions: readonly Extension[] | undefined,
): Promise<void> {
  if (extensions === undefined) return;
  const admins = namedAdmins(roomOf({ extensions }), leaves);
  const guides = leaves.all
    .filter(({ leafIndex }) => leafIndex !== me.leafIndex)
    .filter(({ identity }) => admins.some((admin) => bytesEqual(admin, identity)))
    .slice(0, handsetLimits.maxGuides)
    .map((leaf) => guideOf(leaf, true));
  // Guides of before are not given up for none.
  if (guides.length === 0) return;
  const name = { table: tables.rejoin, id: record.id };
  const asked = await tx.get(name);
  const request = asked ? decodeRejoin(asked) : freshRequest(engine);
  tx.put(name, encodeRejoin({ ...request, guides }));
}

function guideOf({ device, identity, mailbox }: Leaf, isOfAdmin: boolean): Guide {
  return { device, identity, mailbox: encodeLeafMailbox(mailbox), isAdmin: isOfAdmin };
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
