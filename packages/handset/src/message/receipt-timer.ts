import type { ConversationHandle } from '../conversation/conversation.ts';
import type { Troubles } from '../events/troubles.ts';
import { handsetLimits } from '../limits.ts';
import type { Engine } from '../engine.ts';
import { hasReceipts, queueReceipts } from './receipts.ts';

/** Sends collected receipts a short time after the first of them, in one report to each sender. */
export interface ReceiptTimer {
  /** To be called after each change of a conversation, and once when it was loaded. */
  readonly look: (conversation: ConversationHandle) => void;
}

export function createReceiptTimer(
  engine: Engine,
  troubles: Pick<Troubles, 'report'>,
): ReceiptTimer {
  const waiting = new Set<ConversationHandle>();

  const flush = async (conversation: ConversationHandle): Promise<void> => {
    await engine.clock.sleep(handsetLimits.receiptQuietMs, engine.stopping);
    waiting.delete(conversation);
    await conversation.change((draft) => queueReceipts(engine, draft));
  };

  return {
    look: (conversation) => {
      if (waiting.has(conversation) || !hasReceipts(conversation.record())) return;
      waiting.add(conversation);
      flush(conversation).catch((error: unknown) => {
        waiting.delete(conversation);
        // What could not be queued now waits in the conversation and goes with the next change.
        if (!engine.stopping.aborted) troubles.report(error);
      });
    },
  };
}
