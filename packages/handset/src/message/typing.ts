import { isSottoError } from '@sotto/core';
import { bytesEqual } from '@sotto/protocol';
import type { ConversationId, IdentityId } from '../api.ts';
import type { ConversationHandle } from '../conversation/conversation.ts';
import type { ConversationDraft } from '../conversation/draft.ts';
import type { Troubles } from '../events/troubles.ts';
import { queueAside } from '../group/asides.ts';
import { toHex } from '../hex.ts';
import { handsetLimits } from '../limits.ts';
import type { Engine } from '../engine.ts';
import { isSmall } from './receipts.ts';

/** Tells the others that this person types. */
export interface Typing {
  /** At most every `typingIntervalMs` for a conversation, and only when it goes out at once. Not awaited. */
  readonly tell: (conversation: ConversationHandle) => void;
}

export interface TypingParts {
  readonly engine: Engine;
  readonly troubles: Pick<Troubles, 'report'>;
  /** Said later, it would not be true. */
  readonly isOnline: () => boolean;
}

export function createTyping({ engine, troubles, isOnline }: TypingParts): Typing {
  const toldAtMs = new Map<ConversationId, number>();
  return {
    tell: (conversation) => {
      const { id, record } = conversation;
      const nowMs = engine.clock.now();
      const passedMs = nowMs - (toldAtMs.get(id) ?? -Infinity);
      const isSoon = passedMs >= 0 && passedMs < handsetLimits.typingIntervalMs;
      if (isSoon || !engine.settings.read().sendTyping || !isOnline()) return;
      if (record().state !== 'active') return;
      toldAtMs.set(id, nowMs);
      conversation
        .change((draft) => queueTyping(engine, draft))
        .catch((error: unknown) => {
          if (!engine.stopping.aborted && !isSottoError(error, 'STORAGE_FULL'))
            troubles.report(error);
        });
    },
  };
}

async function queueTyping(engine: Engine, draft: ConversationDraft): Promise<void> {
  if (!isSmall(draft)) return;
  const to = draft.leaves.all.filter(
    ({ identity }) =>
      !bytesEqual(identity, engine.self.identity) && !engine.contacts.get(identity)?.blocked,
  );
  await queueAside(engine, draft, { body: { kind: 'typing' }, to, expendable: true });
}

/** Somebody says that they type. Whoever does not say so themselves does not hear it of others. */
export function receiveTyping(
  { settings, contacts, self }: Pick<Engine, 'settings' | 'contacts' | 'self'>,
  draft: Pick<ConversationDraft, 'record' | 'emit'>,
  identity: Uint8Array,
): void {
  if (!settings.read().sendTyping || bytesEqual(identity, self.identity)) return;
  if (contacts.get(identity)?.blocked) return;
  draft.emit({
    type: 'typing',
    conversation: draft.record.id,
    who: toHex(identity) as IdentityId,
  });
}
