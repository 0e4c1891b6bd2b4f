import { eraseGroup } from '@sotto/mls';
import type { GroupState, Transition } from '@sotto/mls';
import type { ConversationId, DropReason, Progress } from '../api.ts';
import { erase } from '../bytes.ts';
import type { Engine } from '../engine.ts';
import { handsetError } from '../error.ts';
import { toHex } from '../hex.ts';
import { placeMessage } from '../history/placement.ts';
import type { Tail } from '../history/placement.ts';
import { createSerial } from '../serial.ts';
import type { Serial } from '../serial.ts';
import { decodeConversation, encodeConversation } from '../storage/conversation-record.ts';
import type { ConversationRecord } from '../storage/conversation-record.ts';
import { loadGroup, putGroupChanges } from '../storage/group-records.ts';
import { historyTable, putIndex, putMessage } from '../storage/message-index.ts';
import { decodeMessageRecord } from '../storage/message-record.ts';
import type { MessageRecord } from '../storage/message-record.ts';
import { tables } from '../storage/tables.ts';
import { beginTransaction } from '../storage/transaction.ts';
import type { Transaction } from '../storage/transaction.ts';
import { envelopeKey } from './envelope.ts';
import { conversationView, messageView } from './view.ts';

/** What a conversation is between two transactions. */
interface ConversationState {
  readonly record: ConversationRecord;
  readonly group: GroupState;
  readonly tail: Tail | undefined;
  /** The message at the tail. */
  readonly newest: MessageRecord | undefined;
}

/** One change of a conversation, under way. All of it is stored in one transaction, or none of it. */
export interface ConversationDraft {
  readonly tx: Transaction;
  record: ConversationRecord;
  readonly group: GroupState;
  /** Goes on with the group as a message made it. */
  readonly advance: (transition: Transition) => void;
  /** Adds a message that is not there yet, at its place. */
  readonly insert: (message: MessageRecord) => Promise<void>;
  /** Puts a message that is there already. */
  readonly update: (ordinal: number, message: MessageRecord) => void;
  readonly drop: (reason: DropReason) => void;
  /** Key of the outer envelopes of the draft's epoch. */
  readonly envelopeKey: () => Promise<Uint8Array>;
}

export interface ConversationHandle {
  readonly id: ConversationId;
  /** The record as it was last stored. Not for making decisions that a change depends on: use `change`. */
  readonly record: () => ConversationRecord;
  /**
   * Runs `job` alone on this conversation, then stores what it made, then tells. When it throws, or storing fails,
   * nothing has changed and what was in memory is read from the store again: nothing that was sealed for the lost change was given away.
   */
  readonly change: <T>(job: (draft: ConversationDraft) => Promise<T>) => Promise<T>;
  /** Runs `job` between changes, so that it sees a history that does not move. */
  readonly quietly: <T>(job: () => Promise<T>) => Promise<T>;
  /** Resolves when no change is under way. */
  readonly idle: () => Promise<void>;
  /** Tells subscribers of a conversation that is new. */
  readonly announce: () => Promise<void>;
  /** Drops keys from memory, once no change is under way. */
  readonly forget: () => Promise<void>;
  readonly tellProgress: (message: MessageRecord, progress: Progress) => void;
}

export interface ConversationOptions {
  readonly record: ConversationRecord;
  /** Nobody was told of it yet. */
  readonly isNew: boolean;
  /** After each stored change. */
  readonly changed: (conversation: ConversationHandle) => void;
}

export function createConversation(
  engine: Engine,
  options: ConversationOptions,
): ConversationHandle {
  const { id } = options.record;
  const serial: Serial = createSerial();
  const ordered = historyTable(id);
  let { record } = options;
  let state: ConversationState | undefined;
  let untold = options.isNew;
  let outer: { readonly epoch: bigint; readonly key: Uint8Array } | undefined;

  const load = async (): Promise<ConversationState> => {
    const tx = beginTransaction(engine.store);
    const stored = await tx.get({ table: tables.conversations, id });
    if (!stored) throw handsetError('VAULT_BROKEN', 'A conversation is not whole.');
    record = decodeConversation(stored);
    const group = await loadGroup(engine, id);
    const [last] = await tx.range(ordered.table, { reverse: true, limit: 1 });
    if (last === undefined) return { record, group, tail: undefined, newest: undefined };
    const newest = decodeMessageRecord(last.value);
    return { record, group, tail: { key: newest, ordinal: last.ordinal }, newest };
  };

  const change = async <T>(job: (draft: ConversationDraft) => Promise<T>): Promise<T> => {
    engine.stopping.throwIfAborted();
    const before = (state ??= await load());
    const tx = beginTransaction(engine.store);
    const touched = new Map<string, { readonly message: MessageRecord; readonly isNew: boolean }>();
    const dropped: DropReason[] = [];
    let { tail, newest } = before;
    let { group } = before;
    // Secrets of states on the way. They must not stay in memory: they open what was read since.
    const spent: Uint8Array[] = [];
    const draft: ConversationDraft = {
      tx,
      record: before.record,
      get group() {
        return group;
      },
      advance: (transition) => {
        putGroupChanges(tx, id, transition.changes);
        spent.push(...transition.spent);
        group = transition.state;
      },
      insert: async (message) => {
        const placed = await placeMessage(tx, ordered, message, tail);
        ({ tail } = placed);
        if (tail.key.id === message.id) newest = message;
        putMessage(tx, id, placed.ordinal, message);
        putIndex(tx, id, message.id, placed.ordinal);
        touched.set(toHex(message.id), { message, isNew: true });
      },
      update: (ordinal, message) => {
        putMessage(tx, id, ordinal, message);
        if (ordinal === tail?.ordinal) newest = message;
        const hex = toHex(message.id);
        touched.set(hex, { message, isNew: touched.get(hex)?.isNew ?? false });
      },
      drop: (reason) => dropped.push(reason),
      envelopeKey: async () => {
        const { epoch } = group.context;
        if (outer?.epoch !== epoch) outer = { epoch, key: await envelopeKey(engine.mls, group) };
        return outer.key;
      },
    };
    const result = await job(draft);
    if (draft.record !== before.record)
      tx.put({ table: tables.conversations, id }, encodeConversation(draft.record));
    engine.drops.add(tx, dropped);
    // From here until it is known what became of the transaction, the store alone knows the state.
    state = undefined;
    try {
      await tx.commit();
    } catch (error) {
      erase(...spent);
      eraseGroup(before.group);
      eraseGroup(group);
      throw error;
    }
    state = { record: draft.record, group, tail, newest };
    record = draft.record;
    for (const reason of dropped) engine.events.emit({ type: 'dropped', reason });
    for (const { message, isNew: fresh } of touched.values()) {
      engine.events.emit({
        type: 'message',
        message: messageView(engine, record, message),
        isNew: fresh,
      });
    }
    if (untold || touched.size > 0 || shownDifferently(before.record, record)) {
      const conversation = conversationView(engine, record, newest);
      engine.events.emit({ type: 'conversation', conversation, isNew: untold });
      untold = false;
    }
    erase(...spent);
    options.changed(handle);
    return result;
  };

  const handle: ConversationHandle = {
    id,
    record: () => record,
    change: (job) => serial.run(() => change(job)),
    quietly: (job) => serial.run(job),
    idle: () => serial.idle(),
    tellProgress: (message, progress) => {
      const { conversation, id: messageId } = messageView(engine, record, message);
      engine.events.emit({ type: 'progress', conversation, message: messageId, progress });
    },
    announce: async () => {
      if (untold) await serial.run(() => change(async () => {}));
    },
    forget: async () => {
      await serial.idle();
      if (state !== undefined) eraseGroup(state.group);
      state = undefined;
      outer?.key.fill(0);
      erase(record.own.readSeed);
    },
  };
  return handle;
}

function shownDifferently(a: ConversationRecord, b: ConversationRecord): boolean {
  return (
    a.petname !== b.petname ||
    a.suggestedName !== b.suggestedName ||
    a.compared !== b.compared ||
    a.unread !== b.unread
  );
}
