import { eraseGroup } from '@sotto/mls';
import type { GroupState, RecordChange, Transition } from '@sotto/mls';
import type { Room } from '@sotto/protocol';
import type { ConversationId, DropReason, HandsetEvent, MessageId, Progress } from '../api.ts';
import { erase } from '../bytes.ts';
import type { Engine } from '../engine.ts';
import { handsetError } from '../error.ts';
import { leavesOf } from '../group/leaves.ts';
import type { Leaves } from '../group/leaves.ts';
import { namedAdmins, roomOf } from '../group/room-of.ts';
import { hasToComeBack, markToComeBack } from '../group/come-back.ts';
import { summaryOf } from '../group/summary.ts';
import { toHex } from '../hex.ts';
import { placeMessage } from '../history/placement.ts';
import type { Tail } from '../history/placement.ts';
import { handsetLimits } from '../limits.ts';
import { messageView } from '../message/message-view.ts';
import { createSerial } from '../serial.ts';
import {
  decodeCounters,
  decodeFacts,
  encodeCounters,
  encodeFacts,
} from '../storage/conversation-record.ts';
import type { ConversationRecord } from '../storage/conversation-record.ts';
import { decodeEpoch, encodeEpoch } from '../storage/epoch-record.ts';
import type { EpochRecord } from '../storage/epoch-record.ts';
import { loadGroup, putGroupChanges } from '../storage/group-records.ts';
import { historyTable, putIndex, putMessage, removeIndex } from '../storage/message-index.ts';
import { decodeMessageRecord } from '../storage/message-record.ts';
import type { MessageRecord } from '../storage/message-record.ts';
import { decodePeer, encodePeer } from '../storage/peer-record.ts';
import type { PeerRecord } from '../storage/peer-record.ts';
import { encodeSent, erasedFrame } from '../storage/sent-record.ts';
import { groupOf } from '../storage/table-registry.ts';
import { tables } from '../storage/tables.ts';
import { beginTransaction } from '../storage/transaction.ts';
import { vaultError } from '../vault/error.ts';
import type { ConversationDraft } from './draft.ts';
import { envelopeKey } from './envelope.ts';
import { conversationView } from './view.ts';

/** What a conversation is between two transactions. */
interface ConversationState {
  readonly record: ConversationRecord;
  readonly group: GroupState;
  readonly epochs: readonly EpochRecord[];
  readonly peers: ReadonlyMap<string, PeerRecord>;
  readonly tail: Tail | undefined;
  /** The last of the history. */
  readonly newest: MessageRecord | undefined;
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
  /** Marks it to come back as a new leaf, when it is one that can. */
  readonly comeBack: () => Promise<void>;
  /** Runs `job` between changes, so that it sees a history that does not move. */
  readonly quietly: <T>(job: () => Promise<T>) => Promise<T>;
  /** What the group is now, for looking only; between changes. */
  readonly look: <T>(job: (now: Looked) => Promise<T> | T) => Promise<T>;
  /** Resolves when no change is under way. */
  readonly idle: () => Promise<void>;
  /** Tells subscribers of a conversation that is new. */
  readonly announce: () => Promise<void>;
  /** Drops keys from memory, once no change is under way. */
  readonly forget: () => Promise<void>;
  readonly tellProgress: (message: MessageRecord, progress: Progress) => void;
}

export type Looked = Pick<ConversationState, 'record' | 'group' | 'epochs' | 'peers' | 'newest'> & {
  readonly room: Room;
};

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
  const serial = createSerial();
  const ordered = historyTable(id);
  let { record } = options;
  let state: ConversationState | undefined;
  let untold = options.isNew;

  const load = async (): Promise<ConversationState> => {
    const { store } = engine;
    const facts = await store.get({ table: tables.conversations, id });
    const counters = await store.get({ table: tables.counters, id });
    if (!facts || !counters) throw handsetError('VAULT_BROKEN', 'A conversation is not whole.');
    const stored = decodeFacts(facts);
    // One array for the read key, so that there is one to overwrite; it never changes.
    erase(facts, stored.own.readSeed);
    const own = { ...stored.own, readSeed: record.own.readSeed };
    record = { ...stored, ...decodeCounters(counters), own };
    const group = await loadGroup(engine, id);
    const epochs: EpochRecord[] = [];
    for await (const { ordinal, value } of store.range(tables.epochs(id), {}))
      epochs.push(decodeEpoch(ordinal, value));
    const peers = new Map<string, PeerRecord>();
    for await (const value of store.values(tables.peers(id))) {
      const peer = decodePeer(value);
      peers.set(toHex(peer.device), peer);
    }
    const [last] = await beginTransaction(store).range(ordered.table, { reverse: true, limit: 1 });
    const newest = last && decodeMessageRecord(last.value);
    const tail = last && newest && { key: newest, ordinal: last.ordinal };
    return { record, group, epochs, peers, tail, newest };
  };

  const change = async <T>(job: (draft: ConversationDraft) => Promise<T>): Promise<T> => {
    engine.stopping.throwIfAborted();
    const before = (state ??= await load());
    const tx = beginTransaction(engine.store);
    const touched = new Map<string, { readonly message: MessageRecord; readonly isNew: boolean }>();
    const erased: MessageId[] = [];
    const dropped: DropReason[] = [];
    const told: HandsetEvent[] = [];
    const jobs: (() => void)[] = [];
    let { tail, newest, group, epochs } = before;
    const peers = new Map(before.peers);
    // Secrets of states on the way. They must not stay in memory: they open what was read since.
    const spent: Uint8Array[] = [];
    const advance = (transition: Transition, changes: readonly RecordChange[]): void => {
      spent.push(...putGroupChanges(tx, id, changes), ...transition.spent);
      group = transition.state;
    };
    const draft: ConversationDraft = {
      tx,
      record: before.record,
      get group() {
        return group;
      },
      get room() {
        return roomOf(group.context);
      },
      get leaves() {
        return leavesOf(engine.mls, group);
      },
      get me() {
        return leavesOf(engine.mls, group).at(group.keys.leafIndex) ?? noLeaf();
      },
      leavesOf: (identity) =>
        leavesOf(engine.mls, group)
          .ofIdentity(identity)
          .map(({ leafIndex }) => leafIndex),
      advance: (transition) => advance(transition, transition.changes),
      replaceGroup: (transition) => {
        const kept = new Set(transition.changes.map(({ name }) => name));
        const gone = engine.mls.save(group).filter(({ name }) => !kept.has(name));
        const removals = gone.map(({ name }) => ({ name, bytes: undefined }));
        advance(transition, [...removals, ...transition.changes]);
      },
      get epochs() {
        return epochs;
      },
      replaceEpochs: (kept) => {
        const table = tables.epochs(id);
        for (const each of epochs) {
          if (kept.includes(each)) continue;
          tx.remove({ table, ordinal: Number(each.epoch) });
          spent.push(each.envelopeKey);
        }
        for (const each of kept)
          if (!epochs.includes(each))
            tx.put({ table, ordinal: Number(each.epoch) }, encodeEpoch(each));
        epochs = kept;
      },
      noteEpoch: async (madeInLife = 0, did = []) => {
        const { epoch } = group.context;
        const made = { ...(await epochOf(engine, group, madeInLife)), did };
        const table = tables.epochs(id);
        const all = [...epochs.filter((each) => each.epoch < epoch), made];
        for (const each of epochs)
          if (each.epoch >= epoch) tx.remove({ table, ordinal: Number(each.epoch) });
        epochs = all.slice(-handsetLimits.maxEpochsKept);
        for (const each of all.slice(0, -handsetLimits.maxEpochsKept)) {
          tx.remove({ table, ordinal: Number(each.epoch) });
          spent.push(each.envelopeKey);
        }
        tx.put({ table, ordinal: Number(epoch) }, encodeEpoch(made));
      },
      peer: (device) => peers.get(toHex(device)),
      peers: () => [...peers.values()],
      putPeer: (peer) => {
        peers.set(toHex(peer.device), peer);
        tx.put({ table: tables.peers(id), id: peer.device }, encodePeer(peer));
      },
      removePeer: (device) => {
        if (peers.delete(toHex(device))) tx.remove({ table: tables.peers(id), id: device });
      },
      insert: async (message, isNew = true) => {
        const placed = await placeMessage(tx, ordered, message, tail);
        ({ tail } = placed);
        if (tail.key.id === message.id) newest = message;
        putMessage(tx, id, placed.ordinal, message);
        putIndex(tx, id, message.id, placed.ordinal);
        touched.set(toHex(message.id), { message, isNew });
      },
      update: (ordinal, message) => {
        putMessage(tx, id, ordinal, message);
        if (ordinal === tail?.ordinal) newest = message;
        const hex = toHex(message.id);
        touched.set(hex, { message, isNew: touched.get(hex)?.isNew ?? false });
      },
      erase: (ordinal, message) => {
        tx.remove({ table: ordered.table, ordinal });
        removeIndex(tx, id, message.id);
        const hex = toHex(message.id);
        touched.delete(hex);
        erased.push(hex as MessageId);
      },
      forgetSent: async (sequence) => {
        const name = { table: tables.sent(id), ordinal: sequence };
        if ((await tx.get(name)) !== undefined) tx.put(name, encodeSent(erasedFrame));
      },
      drop: (reason) => dropped.push(reason),
      emit: (event) => told.push(event),
      after: (made) => jobs.push(made),
    };
    const result = await job(draft);
    if (erased.length > 0) {
      const [last] = await tx.range(ordered.table, { reverse: true, limit: 1 });
      newest = last && decodeMessageRecord(last.value);
      tail = last && newest && { key: newest, ordinal: last.ordinal };
    }
    const isSameGroup =
      group.tree === before.group.tree &&
      group.context.extensions === before.group.context.extensions;
    if (!isSameGroup)
      draft.record = { ...draft.record, summary: summaryOf(engine, group, draft.record.summary) };
    spent.push(...putRecord(tx, before.record, draft.record));
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
    const isWritten = tx.size() > 0;
    state = { record: draft.record, group, epochs, peers, tail, newest };
    record = draft.record;
    const room = roomOf(group.context);
    for (const reason of dropped) engine.events.emit({ type: 'dropped', reason });
    for (const message of erased) engine.events.emit({ type: 'erased', conversation: id, message });
    for (const { message, isNew } of touched.values()) {
      const view = await messageView(engine, record, message, room);
      engine.events.emit({ type: 'message', message: view, isNew });
    }
    for (const event of told) engine.events.emit(event);
    const isTouched = touched.size + erased.length > 0;
    if (untold || isTouched || !isSameGroup || isShownDifferently(before.record, record)) {
      const conversation = await conversationView(engine, record, newest);
      engine.events.emit({ type: 'conversation', conversation, isNew: untold });
      untold = false;
    }
    erase(...spent);
    for (const made of jobs) made();
    if (isWritten) options.changed(handle);
    return result;
  };

  const comeBack = async (): Promise<void> => {
    await change((draft) => markToComeBack(engine, draft));
    engine.guard.cleared(groupOf('conversation', id));
  };

  /** What was decided on a ratchet that somebody put here is not done. @throws VAULT_TAMPERED */
  const refuseTampered = async (): Promise<void> => {
    // To load it is to use its live records for the first time, which are counted then.
    state ??= await load();
    if (!engine.guard.isSuspect(groupOf('conversation', id))) return;
    const isUsed = hasToComeBack(engine, record);
    await comeBack();
    if (isUsed)
      throw vaultError('VAULT_TAMPERED', 'The conversation was changed from outside.', {
        retryable: true,
      });
  };

  const handle: ConversationHandle = {
    id,
    record: () => record,
    change: (job) =>
      serial.run(async () => {
        engine.stopping.throwIfAborted();
        await refuseTampered();
        return change(job);
      }),
    comeBack: () => serial.run(comeBack),
    quietly: (job) => serial.run(job),
    look: (job) =>
      serial.run(async () => {
        engine.stopping.throwIfAborted();
        const { group, epochs, peers, newest, record: now } = (state ??= await load());
        return job({ record: now, group, epochs, peers, newest, room: roomOf(group.context) });
      }),
    idle: () => serial.idle(),
    tellProgress: (message, progress) => {
      const messageId = toHex(message.id) as MessageId;
      engine.events.emit({ type: 'progress', conversation: id, message: messageId, progress });
    },
    announce: async () => {
      if (untold) await serial.run(() => change(async () => {}));
    },
    forget: async () => {
      await serial.idle();
      if (state !== undefined) {
        eraseGroup(state.group);
        erase(...state.epochs.map((each) => each.envelopeKey));
      }
      state = undefined;
      erase(record.own.readSeed);
    },
  };
  return handle;
}

/** What is kept of the epoch that a group is in. */
export async function epochOf(
  { mls }: Pick<Engine, 'mls'>,
  group: GroupState,
  madeInLife = 0,
): Promise<EpochRecord> {
  const room = roomOf(group.context);
  return {
    epoch: group.context.epoch,
    envelopeKey: await envelopeKey(mls, group),
    authenticator: group.secrets.epochAuthenticator.slice(),
    editWithinSeconds: room.editWithinSeconds,
    madeInLife,
    did: [],
    admins: rulersOf(room, leavesOf(mls, group)),
  };
}

/** Who ruled an epoch, as far as that is kept: where nobody was named, everybody did, and of many that is not kept. */
function rulersOf(room: Room, leaves: Leaves): readonly Uint8Array[] {
  const named = namedAdmins(room, leaves);
  if (named.length > 0 || room.kind !== 'group') return named;
  const all = leaves.identities();
  return all.length > handsetLimits.maxGuides ? [] : all;
}

/** Puts each of the two records that differs. @returns what it put that is to be overwritten when it is written */
export function putRecord(
  tx: Pick<ReturnType<typeof beginTransaction>, 'put'>,
  before: ConversationRecord | undefined,
  record: ConversationRecord,
): readonly Uint8Array[] {
  if (before === record) return [];
  const { id } = record;
  const [facts, counters] = [encodeFacts(record), encodeCounters(record)];
  const former = before === undefined ? undefined : encodeFacts(before);
  // The read key is in both.
  if (former !== undefined && sameBytes(facts, former)) erase(facts);
  else tx.put({ table: tables.conversations, id }, facts);
  if (former !== undefined) erase(former);
  if (before === undefined || !sameBytes(counters, encodeCounters(before)))
    tx.put({ table: tables.counters, id }, counters);
  return [facts];
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

function isShownDifferently(a: ConversationRecord, b: ConversationRecord): boolean {
  return (
    a.unread !== b.unread ||
    a.mentions !== b.mentions ||
    a.muted !== b.muted ||
    a.draft !== b.draft ||
    a.intents !== b.intents ||
    a.state !== b.state
  );
}

function noLeaf(): never {
  throw handsetError('VAULT_BROKEN', 'This device has no leaf in a group of its own.');
}
