import type { ConversationHandle } from '../conversation/conversation.ts';
import { nextClock, queueContent } from '../conversation/compose.ts';
import type { ConversationDraft } from '../conversation/draft.ts';
import { hasSiblings } from '../devices/siblings.ts';
import type { Engine } from '../engine.ts';
import { handsetLimits } from '../limits.ts';
import { beginWait, isOver } from '../wait.ts';
import type { Wait } from '../wait.ts';
import { commitIntents } from './commit.ts';
import { endConversation } from './end-conversation.ts';
import { putIntent, removeIntents, waitingIntents } from './intents.ts';
import type { WaitingIntent } from './intents.ts';
import { leaveWord } from './leaving.ts';
import { encryptPending, needsRenewal } from './send-pending.ts';
import type { Sending } from './sending.ts';

export interface Evicting {
  /** When this device takes out those who left. */
  evict: Wait | undefined;
  /** When it takes out devices of others that are revoked. */
  expel: Wait | undefined;
}

/** Does what was asked for in a group, and what it is time for. */
export interface Changing {
  /** Gives when to go on, if at some time. */
  readonly makeChanges: (
    conversation: ConversationHandle,
    own: Evicting,
  ) => Promise<number | undefined>;
  /** Ends the conversation when its person asked for that. It takes no register: the others hear a frame. */
  readonly leaveWhenAsked: (conversation: ConversationHandle) => Promise<void>;
  readonly renewsItself: (kind: string) => boolean;
}

export function createChanging(engine: Engine, sending: Sending): Changing {
  const { sendPending, intentsOf, renewKeys } = sending;

  /** Commits what is asked for, until nothing is left that can be done now. */
  const makeChanges = async (
    conversation: ConversationHandle,
    own: Evicting,
  ): Promise<number | undefined> => {
    const { record } = conversation;
    const nowMs = engine.clock.now();
    const { updatedAtMs, kind } = record();
    const isDue = nowMs - updatedAtMs > engine.policy.selfUpdateMs;
    if (isDue && record().intents === 0 && renewsItself(kind)) await askForUpdate(conversation);
    if (record().intents === 0 && !record().committing) return undefined;
    await leaveWhenAsked(conversation);
    if (record().state !== 'active') return undefined;
    const intents = await intentsOf(conversation);
    const untilMs = record().committing ? undefined : othersFirst(intents, own, record().pending);
    if (untilMs !== undefined) return untilMs;
    own.evict = undefined;
    own.expel = undefined;
    for (let turn = 0; turn < handsetLimits.maxWalkSteps; turn++) {
      if (record().state !== 'active') return nowMs;
      if (!(await commitIntents(engine, conversation))) break;
    }
    return undefined;
  };

  // Notes that one device has alone are sent to nobody.
  const renewsItself = (kind: string): boolean => kind !== 'notes' || hasSiblings(engine);

  /**
   * Until when others may do it, where nothing is asked for but what any of them can do as well. Who left is taken out by any member; a device
   * that was revoked by its person's other devices at first, and by others when these do not, or before something is written that it would read.
   */
  const othersFirst = (
    intents: readonly WaitingIntent[],
    own: Evicting,
    pending: number,
  ): number | undefined => {
    const nowMs = engine.clock.now();
    const types = new Set(intents.map(({ intent }) => intent.type));
    if (![...types].every((type) => type === 'evict' || type === 'expel')) return undefined;
    const { evictSpreadMs, expelPatienceMs, expelSpreadMs } = handsetLimits;
    if (types.has('evict')) own.evict ??= beginWait(nowMs, spreadMs(evictSpreadMs));
    else if (pending > 0) return undefined;
    else own.expel ??= beginWait(nowMs, expelPatienceMs + spreadMs(expelSpreadMs));
    const wait = types.has('evict') ? own.evict : own.expel;
    return wait === undefined || isOver(wait, nowMs) ? undefined : wait.atMs;
  };

  const spreadMs = (withinMs: number): number =>
    new DataView(engine.crypto.random(4).buffer).getUint32(0) % withinMs;

  const askForUpdate = async (conversation: ConversationHandle): Promise<void> => {
    await conversation.change(async (draft) => {
      const shares = Math.ceil(draft.leaves.all.length / handsetLimits.updateDevices);
      const { updatedAtMs } = draft.record;
      if (engine.clock.now() - updatedAtMs > shares * engine.policy.selfUpdateMs)
        putIntent(draft, { type: 'update' });
    });
  };

  const leaveWhenAsked = async (conversation: ConversationHandle): Promise<void> => {
    const asked = conversation.record().intents === 0 ? [] : await intentsOf(conversation);
    if (asked.some(({ intent }) => intent.type === 'leave')) await sayGoodbye(conversation);
  };

  /** The last frame of this person, and the end. Others take the leaves out. */
  const sayGoodbye = async (conversation: ConversationHandle): Promise<void> => {
    await conversation.change(async (draft) => {
      const others = (await waitingIntents(draft)).filter(({ intent }) => intent.type !== 'leave');
      removeIntents(
        draft,
        others.map(({ ordinal }) => ordinal),
      );
    });
    while (conversation.record().state === 'active') {
      await sendPending(conversation);
      await engine.spend(1);
      const { record, look, change } = conversation;
      if (await look(({ epochs }) => needsRenewal(engine, { record: record(), epochs }))) {
        await renewKeys(conversation);
        continue;
      }
      await change(async (draft) => {
        // What a freeze holds is not waited for.
        const isHeld = engine.network.freeze.holdsSending(draft.record);
        if (draft.record.state !== 'active' || (draft.record.pending > 0 && !isHeld)) return;
        await queueGoodbye(draft);
        await encryptPending(engine, draft);
        const all = (await waitingIntents(draft)).map(({ ordinal }) => ordinal);
        removeIntents(draft, all);
        await endConversation(engine, draft, 'left');
      });
    }
  };

  const queueGoodbye = async (draft: ConversationDraft): Promise<void> => {
    if (draft.leaves.all.length === 1) return;
    const word = await leaveWord(engine, draft.record);
    queueContent(draft, { control: { kind: 'leave', ...word }, clock: nextClock(engine, draft) });
  };

  return { makeChanges, leaveWhenAsked, renewsItself };
}
