import type { Conversations } from '../conversation/conversations.ts';
import type { Engine } from '../engine.ts';
import type { Troubles } from '../events/troubles.ts';
import { hasToComeBack, mayBeInAgain } from '../group/come-back.ts';
import { handsetLimits } from '../limits.ts';
import { beginTransaction } from '../storage/transaction.ts';
import type { Life } from './life.ts';

/** Whether ratchets may be used. */
export interface Readiness {
  /** Resolves when they may; rejects only with the reason of `stopping`. */
  readonly ready: () => Promise<void>;
  /** Lets an older copy come back as soon as it is known to be one, whether anybody writes or not. */
  readonly begin: () => void;
  /** It came out only now that the store is an older copy. */
  readonly restored: () => void;
}

interface Parts {
  readonly engine: Engine;
  readonly life: Life;
  readonly conversations: Conversations;
  readonly troubles: Troubles;
}

/**
 * Holds back everything that uses a ratchet until it is known that the store is the newest of this device. Where it is an older copy, each
 * conversation is marked to come back as a new leaf, and only then the store counts as known to be one.
 */
export function createReadiness({ engine, life, conversations, troubles }: Parts): Readiness {
  let marking: Promise<void> | undefined;

  const mark = async (): Promise<void> => {
    for (const conversation of conversations.all()) {
      const record = conversation.record();
      if (hasToComeBack(engine, record) || mayBeInAgain(engine, record))
        await conversation.comeBack();
    }
    const tx = beginTransaction(engine.store);
    life.acknowledge(tx);
    await tx.commit();
    engine.events.emit({ type: 'restored' });
  };

  const markUntilDone = async (): Promise<void> => {
    for (;;) {
      engine.stopping.throwIfAborted();
      try {
        await mark();
        return;
      } catch (error) {
        engine.stopping.throwIfAborted();
        troubles.report(error);
        await engine.clock.sleep(handsetLimits.storeRetryMs, engine.stopping);
      }
    }
  };

  const startMarking = (): Promise<void> => {
    marking ??= markUntilDone().finally(() => {
      marking = undefined;
    });
    return marking;
  };

  const ready = async (): Promise<void> => {
    const outcome = await life.outcome;
    if (outcome !== 'restored' || life.isClean()) return marking;
    await startMarking();
  };

  const reported = (error: unknown): void => {
    if (!engine.stopping.aborted) troubles.report(error);
  };

  return {
    ready,
    begin: () => void ready().catch(reported),
    restored: () => void startMarking().catch(reported),
  };
}
