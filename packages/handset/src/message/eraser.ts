import type { ConversationId } from '../api.ts';
import type { ConversationHandle } from '../conversation/conversation.ts';
import type { ConversationDraft } from '../conversation/draft.ts';
import type { Troubles } from '../events/troubles.ts';
import { handsetLimits } from '../limits.ts';
import { decodeDue } from '../storage/due-record.ts';
import type { DueRecord } from '../storage/due-record.ts';
import { findMessage } from '../storage/message-index.ts';
import { tables } from '../storage/tables.ts';
import { eraseMessage } from './clear-message.ts';
import type { Engine } from '../engine.ts';
import { takeWaiting } from './waiting.ts';

/** Erases what is due, in every conversation, for as long as the handset runs. */
export interface Eraser {
  /** A conversation that is new, or was loaded. */
  readonly watch: (conversation: ConversationHandle) => void;
  /** A conversation that was forgotten. */
  readonly unwatch: (id: ConversationId) => void;
  /** Runs until the handset is locked. */
  readonly run: () => Promise<void>;
}

export interface EraserParts {
  readonly engine: Engine;
  readonly troubles: Pick<Troubles, 'report'>;
  /** This clock minus that of a relay, as it was when the relay was last asked. */
  readonly relaySkewMs: () => number | undefined;
}

interface Watched {
  readonly conversation: ConversationHandle;
  /** No later than its first due; `Infinity` when there is none, -Infinity before it was looked up. */
  dueAtMs: number;
}

export function createEraser({ engine, troubles, relaySkewMs }: EraserParts): Eraser {
  const { clock, eraserClock, stopping } = engine;
  const watched = new Map<ConversationId, Watched>();
  let wake: () => void = () => {};

  eraserClock.onExpect = (id, atMs) => {
    const one = watched.get(id);
    if (one === undefined || atMs >= one.dueAtMs) return;
    one.dueAtMs = atMs;
    wake();
  };

  const erase = async (one: Watched): Promise<void> => {
    const { conversation } = one;
    for (;;) {
      // Whatever is added while this reads is told by itself.
      one.dueAtMs = Infinity;
      const next = (await nextDueOf(engine, conversation)) ?? Infinity;
      one.dueAtMs = Math.min(one.dueAtMs, next);
      if (next > eraserClock.now()) return;
      await conversation.change((draft) => eraseDue(engine, draft, eraserClock.now()));
    }
  };

  const look = async (): Promise<void> => {
    for (const one of watched.values()) {
      if (stopping.aborted) return;
      if (one.dueAtMs <= eraserClock.now()) await erase(one);
    }
  };

  /** Gives for how long it ran. Ends early when something is due sooner than was known. */
  const pause = async (): Promise<number> => {
    const first = Math.min(...[...watched.values()].map(({ dueAtMs }) => dueAtMs), Infinity);
    const ms = Math.max(0, Math.min(handsetLimits.eraserLookMs, first - eraserClock.now()));
    const woken = Promise.withResolvers<'woken'>();
    wake = () => woken.resolve('woken');
    const ended = new AbortController();
    const signal = AbortSignal.any([stopping, ended.signal]);
    const slept = clock.sleep(ms, signal).then(() => 'slept' as const);
    try {
      return (await Promise.race([slept, woken.promise])) === 'slept' ? ms : 0;
    } finally {
      ended.abort();
      await slept.catch(() => undefined);
    }
  };

  return {
    watch: (conversation) => {
      if (watched.has(conversation.id)) return;
      watched.set(conversation.id, { conversation, dueAtMs: -Infinity });
      wake();
    },
    unwatch: (id) => void watched.delete(id),
    run: async () => {
      let unsavedMs = Infinity;
      let ranMs = 0;
      // One that was measured before the machine's clock jumped says nothing about the jump.
      let oldSkewMs: number | undefined;
      while (!stopping.aborted) {
        try {
          const skewMs = relaySkewMs();
          const isNew = skewMs !== oldSkewMs;
          if (eraserClock.look(ranMs, isNew ? skewMs : undefined)) oldSkewMs = skewMs;
          unsavedMs += ranMs;
          await look();
          const isNeeded = [...watched.values()].some(({ dueAtMs }) => dueAtMs < Infinity);
          if (!isNeeded) eraserClock.reset();
          else if (unsavedMs >= handsetLimits.eraserStoreMs) {
            await eraserClock.save();
            unsavedMs = 0;
          }
          ranMs = 0;
          ranMs = await pause();
        } catch (error) {
          if (stopping.aborted) return;
          // What could not be erased now is so at the next look.
          troubles.report(error);
          ranMs = handsetLimits.storeRetryMs;
          await clock.sleep(ranMs, stopping).catch(() => undefined);
        }
      }
    },
  };
}

async function nextDueOf(
  { store }: Engine,
  { id }: ConversationHandle,
): Promise<number | undefined> {
  for await (const { value } of store.range(tables.due(id), { limit: 1 }))
    return decodeDue(value).atMs;
  return undefined;
}

/** Erases what is due by now, as much as one transaction should. */
async function eraseDue(
  engine: Pick<Engine, 'search' | 'eraserClock' | 'outbox'>,
  draft: ConversationDraft,
  nowMs: number,
): Promise<void> {
  const table = tables.due(draft.record.id);
  const limit = handsetLimits.maxErasedPerTransaction;
  const all = await draft.tx.range(table, { limit });
  const due = all
    .map(({ ordinal, value }) => ({ ordinal, ...decodeDue(value) }))
    .filter(({ atMs }) => atMs <= nowMs);
  // All of them first: erasing adds to the table, which may move what is in it.
  for (const { ordinal } of due) draft.tx.remove({ table, ordinal });
  for (const one of due) await eraseOne(engine, draft, one, nowMs);
}

async function eraseOne(
  engine: Pick<Engine, 'search' | 'eraserClock' | 'outbox'>,
  draft: ConversationDraft,
  { what, id }: DueRecord,
  nowMs: number,
): Promise<void> {
  const { tx, record } = draft;
  switch (what) {
    case 'message': {
      const found = await findMessage(tx, record.id, id);
      const atMs = found?.message.expiry?.eraseAtMs;
      if (found !== undefined && atMs !== undefined && atMs <= nowMs)
        await eraseMessage(engine, draft, found);
      return;
    }
    case 'waiting':
      await takeWaiting(tx, record.id, id);
      return;
    case 'gone':
      tx.remove({ table: tables.gone(record.id), id });
  }
}
