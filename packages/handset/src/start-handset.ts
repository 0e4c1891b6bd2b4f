import type { Handset } from './api.ts';
import { erase } from './bytes.ts';
import { loadConversations } from './conversation/conversations.ts';
import type { ConversationHandle } from './conversation/conversation.ts';
import { createReceiptTimer } from './conversation/receipt-timer.ts';
import { loadDrops } from './drops.ts';
import type { Engine } from './engine.ts';
import { handsetError } from './error.ts';
import { createEventHub } from './events/event-hub.ts';
import { createTroubles } from './events/troubles.ts';
import { createHandset } from './handset.ts';
import { selfOf } from './identity/self.ts';
import { forgetOldAcceptances } from './invite/accept-invite.ts';
import { loadInvites } from './invite/invites.ts';
import { handsetLimits } from './limits.ts';
import { createOutbox } from './outbox/outbox.ts';
import { loadSettings } from './settings.ts';
import { decodeSelf } from './storage/self-record.ts';
import { tables } from './storage/tables.ts';
import { createSync } from './sync/sync.ts';
import { createUploads } from './pictures/uploads.ts';

/**
 * Reads what a vault holds, connects, and goes on with everything that was under way.
 * @throws VAULT_BROKEN, VAULT_NEWER
 */
export async function startHandset(
  parts: Omit<Engine, 'self' | 'events' | 'drops' | 'stopping'>,
): Promise<Handset> {
  const stored = await parts.store.get({ table: tables.self, id: 'self' });
  if (stored === undefined) throw handsetError('VAULT_BROKEN', 'The vault holds no handset.');
  const stop = new AbortController();
  const engine: Engine = {
    ...parts,
    self: selfOf(decodeSelf(stored)),
    events: createEventHub(),
    drops: await loadDrops(parts.store),
    stopping: stop.signal,
  };
  const troubles = createTroubles(engine.events, engine.log);
  const settings = await loadSettings(engine.store);
  const sync = createSync(engine, troubles);
  const outbox = createOutbox(engine, sync, troubles);
  const uploads = createUploads(engine, sync, troubles);
  const receipts = createReceiptTimer(engine, troubles);
  const settling = new Set<() => void>();
  const changed = (conversation: ConversationHandle): void => {
    outbox.wake(conversation);
    uploads.wake(conversation);
    receipts.look(conversation);
    for (const look of settling) look();
  };
  const conversations = await loadConversations({ engine, sync, troubles, changed });
  // A relay that lies about the time must not make or end invites as it likes.
  const nowMs = (): number => {
    const { maxClockSkewMs: most } = handsetLimits;
    return engine.clock.now() - Math.max(-most, Math.min(sync.clockSkewMs() ?? 0, most));
  };
  const invites = await loadInvites({ engine, sync, conversations, nowMs });

  sync.start();
  for (const conversation of conversations.all()) changed(conversation);
  const sweeping = sweep(engine, async () => {
    await forgetOldAcceptances({ engine, sync, nowMs });
    return invites.sweep();
  });

  const lock = async (): Promise<void> => {
    if (stop.signal.aborted) return;
    stop.abort(handsetError('HANDSET_LOCKED', 'The handset is locked.'));
    await Promise.all([sync.stopped(), outbox.stopped(), uploads.stopped(), sweeping]);
    await Promise.all(conversations.all().map((conversation) => conversation.forget()));
    invites.erase();
    erase(engine.self.device.signaturePrivateKey, engine.self.credit);
    engine.events.close();
  };

  return createHandset({
    engine,
    sync,
    conversations,
    invites,
    settings,
    nudge: () => {
      sync.nudge();
      outbox.nudge();
    },
    settling,
    nowMs,
    lock,
  });
}

async function sweep({ clock, stopping, log }: Engine, look: () => Promise<number>): Promise<void> {
  while (!stopping.aborted) {
    try {
      await clock.sleep(await look(), stopping);
    } catch {
      // Aborted, or the store could not be written now: what is expired stays harmless until the next look.
      if (!stopping.aborted) log.warn('handset.sweep-failed');
      await clock.sleep(retryMs, stopping).catch(() => undefined);
    }
  }
}

const retryMs = 60_000;
