import type { Envelope } from '@sotto/core';
import { isSottoError } from '@sotto/core';
import { eraseGroup } from '@sotto/mls';
import type { GroupState } from '@sotto/mls';
import { bytesEqual, hlcZero, parseInviteWelcome } from '@sotto/protocol';
import type { InviteWelcome } from '@sotto/protocol';
import type { ConversationId, DropReason } from '../api.ts';
import { openEnvelope } from '../conversation/envelope.ts';
import type { Engine } from '../engine.ts';
import { authenticate } from '../identity/authentication.ts';
import { storedKeyPackage } from '../mls/key-package.ts';
import { joinPair, otherMember } from '../mls/pair.ts';
import { isRefusal } from '../mls/refusal.ts';
import type { ConversationRecord } from '../storage/conversation-record.ts';
import { isGroupKnown, newGroupOf } from '../storage/group-records.ts';
import type { NewGroup } from '../storage/group-records.ts';
import type { InviteRecord } from '../storage/invite-record.ts';
import { mayConnect } from '../sync/may-connect.ts';
import type { RelaySession } from '../sync/relay-session.ts';
import { isClaimedFor } from './claim.ts';
import { deriveInviteKeys } from './invite-keys.ts';

export type Joined =
  | { readonly dropped: DropReason }
  | {
      readonly dropped?: undefined;
      /** All but the mailbox, which is the invite's as it is when the conversation is stored. */
      readonly record: Omit<ConversationRecord, 'own'>;
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
  { newId, session }: { readonly newId: () => ConversationId; readonly session: RelaySession },
): Promise<Joined> {
  const { welcomeKey } = await deriveInviteKeys(engine.crypto, invite.secret);
  const opened = await openEnvelope(engine.crypto, welcomeKey, body);
  if (opened === undefined) return { dropped: 'undecryptable' };
  const parsed = parse(opened);
  if (parsed === undefined) return { dropped: 'malformed' };
  if (!mayConnect(engine.self.relay, parsed.inviteeMailbox.relay)) return { dropped: 'forged' };
  if (!(await isClaimedFor(engine, session, invite, body))) return { dropped: 'forged' };
  const group = await join(engine, invite, parsed.welcome);
  if (typeof group === 'string') return { dropped: group };
  const contact = await authenticate(engine.crypto, otherMember(engine, group));
  const isOurself = contact && bytesEqual(contact.identity, engine.self.identity);
  if (!contact || isOurself || (await isGroupKnown(engine, group.context.groupId))) {
    eraseGroup(group);
    return { dropped: 'forged' };
  }
  const nowMs = engine.clock.now();
  return {
    group: newGroupOf(engine, group),
    record: {
      id: newId(),
      createdAtMs: nowMs,
      inviteId: invite.id,
      invitedThem: true,
      compared: false,
      contactIdentity: contact.identity,
      contactDeviceKey: contact.deviceKey,
      suggestedName: parsed.suggestedName ?? '',
      petname: '',
      peer: parsed.inviteeMailbox,
      ...freshCounters,
    },
  };
}

/** Of a conversation in which nothing was said yet. */
export const freshCounters: Pick<
  ConversationRecord,
  | 'hlc'
  | 'ownSequence'
  | 'peerSequence'
  | 'unread'
  | 'unseenFrom'
  | 'nextPost'
  | 'waitingPosts'
  | 'nextUpload'
  | 'waitingUploads'
  | 'receipts'
> = {
  hlc: hlcZero,
  ownSequence: 0,
  peerSequence: 0,
  unread: 0,
  unseenFrom: hlcZero,
  nextPost: 0,
  waitingPosts: 0,
  nextUpload: 0,
  waitingUploads: 0,
  receipts: { delivered: [], read: [] },
};

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
