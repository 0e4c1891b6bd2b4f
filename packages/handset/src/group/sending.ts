import type { ConversationHandle } from '../conversation/conversation.ts';
import type { Engine } from '../engine.ts';
import { handsetLimits } from '../limits.ts';
import { beginTransaction } from '../storage/transaction.ts';
import { commitIntents } from './commit.ts';
import { putIntent, waitingIntents } from './intents.ts';
import { leavesOf } from './leaves.ts';
import { dismissRevoked, ownRevoked } from './revoked.ts';
import { encryptPending, needsRenewal, nextPending } from './send-pending.ts';

/** Encrypts what waits in a conversation, as far as that may be done in its epoch. */
export interface Sending {
  readonly sendPending: (conversation: ConversationHandle) => Promise<void>;
  /** The changes that were asked for. */
  readonly intentsOf: (conversation: ConversationHandle) => ReturnType<typeof waitingIntents>;
  /** Begins an epoch of this life's own, to write in. */
  readonly renewKeys: (conversation: ConversationHandle) => Promise<void>;
}

export function createSending(engine: Engine): Sending {
  const sendPending = async (handle: ConversationHandle): Promise<void> => {
    const { record, change, look } = handle;
    while (record().pending > 0 && record().state === 'active') {
      if (await isRemoving(handle)) return;
      const frames = await framesNow(handle);
      if (frames === 0) return;
      await engine.spend(frames);
      if (await look(({ epochs }) => needsRenewal(engine, { record: record(), epochs }))) {
        await renewKeys(handle);
        continue;
      }
      await change((draft) => encryptPending(engine, draft));
    }
  };

  /** How many frames are encrypted next; 0 when all that waits is held by a freeze. */
  const framesNow = async ({ record, look }: ConversationHandle): Promise<number> => {
    if (!engine.network.freeze.holdsSending(record()))
      return Math.min(record().pending, handsetLimits.maxEncryptedAtOnce);
    const { next } = await look(({ record: now }) =>
      nextPending(engine, { tx: beginTransaction(engine.store), record: now }),
    );
    return next.length;
  };

  /** Somebody, or a device that is revoked, is to be taken out: what is written after that is known is not for them. Whoever leaves waits for nothing. */
  const isRemoving = async (conversation: ConversationHandle): Promise<boolean> => {
    const { record, look, change } = conversation;
    const intents = record().intents === 0 ? [] : await intentsOf(conversation);
    const types = new Set(intents.map(({ intent }) => intent.type));
    if (types.has('leave')) return false;
    const own = await look(({ group }) =>
      ownRevoked(engine, record(), leavesOf(engine.mls, group)),
    );
    if (own.length > 0) await change((draft) => dismissRevoked(engine, draft));
    return own.length > 0 || types.has('remove') || types.has('expel');
  };

  const intentsOf = (conversation: ConversationHandle): ReturnType<typeof waitingIntents> =>
    conversation.look(({ record: now }) =>
      waitingIntents({ tx: beginTransaction(engine.store), record: now }),
    );

  const renewKeys = async (conversation: ConversationHandle): Promise<void> => {
    await conversation.change(async (draft) => putIntent(draft, { type: 'update' }));
    await commitIntents(engine, conversation);
  };

  return { sendPending, intentsOf, renewKeys };
}
