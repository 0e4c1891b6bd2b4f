import type { Envelope } from '@sotto/core';
import { isSottoError } from '@sotto/core';
import { eraseGroup } from '@sotto/mls';
import type { GroupState } from '@sotto/mls';
import { bytesEqual, parseInviteWelcome } from '@sotto/protocol';
import type { InviteWelcome } from '@sotto/protocol';
import type { ConversationId, DropReason } from '../api.ts';
import { epochOf } from '../conversation/conversation.ts';
import { openEnvelope } from '../conversation/envelope.ts';
import type { Engine } from '../engine.ts';
import { leavesOf } from '../group/leaves.ts';
import type { Leaf } from '../group/leaves.ts';
import { joinPair } from '../group/pair.ts';
import { summaryOf } from '../group/summary.ts';
import { storedKeyPackage } from '../mls/key-package.ts';
import { isRefusal } from '../mls/refusal.ts';
import { freshCounters } from '../storage/conversation-record.ts';
import type { ConversationRecord } from '../storage/conversation-record.ts';
import type { EpochRecord } from '../storage/epoch-record.ts';
import { isGroupKnown, newGroupOf } from '../storage/group-records.ts';
import type { NewGroup } from '../storage/group-records.ts';
import type { InviteRecord } from '../storage/invite-record.ts';
import { mayConnect } from '../sync/may-connect.ts';
import type { Source } from '../sync/mailbox-reader.ts';
import { isClaimedFor } from './claim.ts';
import { deriveInviteKeys } from './invite-keys.ts';

export type Joined =
  | { readonly dropped: DropReason }
  | {
      readonly dropped?: undefined;
      /** All but the mailbox, which is the invite's as it is when the conversation is stored. */
      readonly record: Omit<ConversationRecord, 'own'>;
      readonly epoch: EpochRecord;
      readonly suggestedName: string;
      /** To be overwritten when it is stored, or when it is not. */
      readonly group: NewGroup;
    };

/**
 * What an envelope at an invite's mailbox is: the Welcome that the invite was claimed for, or nothing. Changes nothing.
 * @throws what `isClaimedFor` throws
 */
export async function joinByWelcome(
  engine: Engine,
  invite: InviteRecord,
  { body }: Envelope,
  { newId, from }: { readonly newId: () => ConversationId; readonly from: Source },
): Promise<Joined> {
  const { welcomeKey } = await deriveInviteKeys(engine.crypto, invite.secret);
  const opened = await openEnvelope(engine.crypto, welcomeKey, body);
  if (opened === undefined) return { dropped: 'undecryptable' };
  const parsed = parse(opened);
  if (parsed === undefined) return { dropped: 'malformed' };
  if (!(await isClaimedFor(engine, from, invite, body))) return { dropped: 'forged' };
  const group = await join(engine, invite, parsed.welcome);
  if (typeof group === 'string') return { dropped: group };
  const contact = otherOf(engine, group);
  const { relays = [] } = contact?.mailbox ?? {};
  const isAllowed = relays.every((relay) => mayConnect(engine.homes.primary(), relay));
  if (contact === undefined || !isAllowed || (await isGroupKnown(engine, group.context.groupId))) {
    eraseGroup(group);
    return { dropped: 'forged' };
  }
  const nowMs = engine.clock.now();
  const epoch = await epochOf(engine, group);
  const record = {
    ...freshCounters,
    lastLife: invite.life,
    id: newId(),
    kind: 'direct',
    createdAtMs: nowMs,
    inviteId: invite.id,
    groupId: group.context.groupId,
    state: 'active',
    joining: undefined,
    contactIdentity: contact.identity,
    muted: false,
    draft: '',
    updatedAtMs: nowMs,
    summary: summaryOf(engine, group),
  } as const;
  const suggestedName = parsed.suggestedName ?? '';
  return { record, epoch, suggestedName, group: newGroupOf(engine, group) };
}

/** The one leaf that is not ours, when it is another person's. */
function otherOf(engine: Engine, group: GroupState): Leaf | undefined {
  const leaves = leavesOf(engine.mls, group);
  const [other] = leaves.all.filter(({ leafIndex }) => leafIndex !== group.keys.leafIndex);
  return other && !bytesEqual(other.identity, engine.self.identity) ? other : undefined;
}

function parse(bytes: Uint8Array): InviteWelcome | undefined {
  try {
    return parseInviteWelcome(bytes);
  } catch (error) {
    if (isSottoError(error)) return undefined;
    throw error;
  }
}

async function join(
  engine: Engine,
  invite: InviteRecord,
  welcome: Uint8Array,
): Promise<GroupState | 'forged' | 'malformed'> {
  const own = storedKeyPackage(engine, { ...invite, message: invite.keyPackage });
  try {
    return await joinPair(engine, own, welcome);
  } catch (error) {
    if (isSottoError(error, 'MLS_CREDENTIAL_REFUSED')) return 'forged';
    if (isRefusal(error)) return 'malformed';
    throw error;
  }
}
