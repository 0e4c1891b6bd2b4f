import type { Clock, IdentityHash, RelayUrl } from '@sotto/core';
import type { Hlc, Room } from '@sotto/protocol';
import { hlcReceive } from '@sotto/protocol';
import { createMemoryStore, memoryRecords } from '@sotto/records-memory';
import type { MemoryStore } from '@sotto/records-memory';
import type { MessageKind } from '@sotto/core';
import type { ConversationId, HandsetEvent, Message, MessageId } from '../src/api.ts';
import { loadContacts } from '../src/contacts/contacts.ts';
import { loadChains } from '../src/identity/chains.ts';
import type { ConversationHandle } from '../src/conversation/conversation.ts';
import type { ConversationDraft } from '../src/conversation/draft.ts';
import type { Engine } from '../src/engine.ts';
import type { Leaf, Leaves } from '../src/group/leaves.ts';
import { toHex } from '../src/hex.ts';
import { placeMessage } from '../src/history/placement.ts';
import { loadNetworkBook } from '../src/network/book.ts';
import { createKinds } from '../src/kinds/kinds.ts';
import { loadEraserClock } from '../src/message/eraser-clock.ts';
import { messageView } from '../src/message/message-view.ts';
import { receiveContent } from '../src/message/receive-content.ts';
import { noteEncrypted } from '../src/message/sent.ts';
import { loadSearch } from '../src/search/load-search.ts';
import { createSerial } from '../src/serial.ts';
import { loadSettings } from '../src/settings.ts';
import type { ConversationRecord } from '../src/storage/conversation-record.ts';
import { historyTable, putIndex, putMessage, removeIndex } from '../src/storage/message-index.ts';
import { decodeMessageRecord } from '../src/storage/message-record.ts';
import type { MessageRecord } from '../src/storage/message-record.ts';
import { decodePending } from '../src/storage/pending-record.ts';
import { tables } from '../src/storage/tables.ts';
import { beginTransaction } from '../src/storage/transaction.ts';
import type { RecordName, SealedStore } from '../src/vault/sealed-store.ts';
import type { OpenVault } from '../src/vault/vault.ts';
import { vaultParts } from './vault-parts.ts';
import { fakePictures } from './fake-pictures.ts';
import { crypto, makeVault, reopen } from './vault-fixture.ts';

export const conversationId = 'of-the-test' as ConversationId;
export const startMs = 1_767_225_600_000;

/** A clock that moves when told to; waits end in their order. */
export interface HandClock extends Clock {
  nowMs: number;
  readonly advance: (ms: number) => Promise<void>;
  /** Sets the clock without any time passing. */
  readonly set: (ms: number) => void;
}

export function handClock(): HandClock {
  let ranMs = 0;
  const sleeps = new Set<{ readonly atMs: number; readonly end: () => void }>();
  const clock: HandClock = {
    nowMs: startMs,
    now: () => clock.nowMs,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const sleep = { atMs: ranMs + ms, end: resolve };
        sleeps.add(sleep);
        signal?.addEventListener('abort', () => {
          sleeps.delete(sleep);
          reject(signal.reason);
        });
      }),
    advance: async (ms) => {
      const endMs = ranMs + ms;
      for (;;) {
        await settle();
        const next = [...sleeps].toSorted((a, b) => a.atMs - b.atMs)[0];
        if (next === undefined || next.atMs > endMs) break;
        sleeps.delete(next);
        clock.nowMs += Math.max(0, next.atMs - ranMs);
        ranMs = Math.max(ranMs, next.atMs);
        next.end();
      }
      clock.nowMs += endMs - ranMs;
      ranMs = endMs;
      await settle();
    },
    set: (ms) => {
      clock.nowMs = ms;
    },
  };
  return clock;
}

/** Lets everything happen that waits for no clock. */
export async function settle(): Promise<void> {
  for (let turns = 0; turns < 60; turns++) await new Promise((resolve) => setImmediate(resolve));
}

export interface TestMember {
  readonly name: string;
  readonly identity: IdentityHash;
  readonly engine: Engine;
  readonly clock: HandClock;
  readonly conversation: ConversationHandle;
  readonly events: HandsetEvent[];
  readonly store: MemoryStore;
  /** Sequence numbers of frames that were forgotten. */
  readonly forgotten: number[];
  readonly dropped: string[];
  room: Room;
  leaves: Leaves;
  readonly change: ConversationHandle['change'];
  readonly view: (id: MessageId) => Promise<Message>;
  readonly history: () => Promise<readonly Message[]>;
  readonly record: (id: MessageId) => Promise<MessageRecord | undefined>;
  /** Takes what waits to be encrypted, as if it had been. */
  readonly sent: () => Promise<readonly SentContent[]>;
  readonly receive: (sent: SentContent) => Promise<void>;
  /** The same over what is stored, as after a restart. */
  readonly restart: () => Promise<TestMember>;
  /** Every value of the store, opened. */
  readonly values: () => readonly Uint8Array[];
  readonly stop: AbortController;
}

export interface SentContent {
  readonly from: Leaf;
  readonly content: Uint8Array;
  readonly clock: Hlc;
  /** Of the epoch that it was encrypted in. */
  readonly room: Room;
}

export interface GroupOptions {
  readonly kind?: Room['kind'];
  readonly kinds?: readonly MessageKind[];
  readonly disappearAfterSeconds?: number;
  readonly editWithinSeconds?: number;
}

export function leafOf(name: string, leafIndex: number, device = name): Leaf {
  const filled = (text: string): Uint8Array =>
    Uint8Array.from(
      { length: 32 },
      (_, at) => (text.charCodeAt(at % text.length) * (at + 3)) % 256,
    );
  return {
    leafIndex,
    identity: filled(name) as IdentityHash,
    device: filled(`device of ${device}`),
    mailbox: { address: filled(`box of ${device}`), relays: [relay] } as unknown as Leaf['mailbox'],
  };
}

const relay = 'https://relay.example' as RelayUrl;

export function leavesOf(all: readonly Leaf[]): Leaves {
  return {
    all,
    at: (index) => all.find(({ leafIndex }) => leafIndex === index),
    ofDevice: (device) => all.find((leaf) => toHex(leaf.device) === toHex(device)),
    ofIdentity: (identity) => all.filter((leaf) => toHex(leaf.identity) === toHex(identity)),
    identities: () => [
      ...new Map(all.map((leaf) => [toHex(leaf.identity), leaf.identity])).values(),
    ],
  };
}

/** Members of one conversation, each with a store of their own; nothing is sent unless the test does it. */
export async function group(
  names: readonly string[],
  options: GroupOptions = {},
): Promise<readonly TestMember[]> {
  const leaves = leavesOf(names.map((name, index) => leafOf(name, index)));
  const room: Room = {
    kind: options.kind ?? 'group',
    name: 'Friends',
    picture: null,
    admins: [],
    registers: [relay],
    membersMayAdd: true,
    editWithinSeconds: options.editWithinSeconds ?? 0,
    disappearAfterSeconds: options.disappearAfterSeconds ?? 0,
    pinned: [],
  };
  return Promise.all(
    names.map((name, index) =>
      member({ name, me: leaves.all[index]!, leaves, room, kinds: options.kinds ?? [] }),
    ),
  );
}

interface MemberParts {
  readonly name: string;
  readonly me: Leaf;
  readonly leaves: Leaves;
  readonly room: Room;
  readonly kinds: readonly MessageKind[];
  readonly store?: MemoryStore;
  readonly mirror?: Map<string, Uint8Array>;
  readonly clock?: HandClock;
  readonly record?: ConversationRecord;
}

export async function member(parts: MemberParts): Promise<TestMember> {
  const { name, me, store: memory = createMemoryStore(), clock = handClock() } = parts;
  const records = await memoryRecords({ store: memory }).create({});
  const inVault = vaultParts(records, crypto);
  const vault: OpenVault = parts.store ? await reopen(inVault) : await makeVault(inVault);
  const mirror = parts.mirror ?? new Map<string, Uint8Array>();
  const store = mirrored(vault.store, mirror);
  const stop = new AbortController();
  const engine = {
    crypto,
    clock,
    store,
    stopping: stop.signal,
    self: { identity: me.identity, id: toHex(me.identity), suggestedName: name },
    homes: { relays: () => [relay], primary: () => relay },
    pictures: await fakePictures().create({}),
    kinds: createKinds(parts.kinds, (error) => {
      throw error;
    }),
    contacts: await loadContacts(store),
    chains: await loadChains(store, crypto, []),
    devicesChanged: () => {},
    settings: await loadSettings(store),
    search: await loadSearch({
      store,
      clock: { ...clock, sleep: async () => {} },
      stopping: stop.signal,
    }),
    eraserClock: await loadEraserClock(store, clock),
    network: await loadNetworkBook({ store, crypto, nowMs: clock.now }),
    outbox: { forget: async () => {}, retry: async () => false, wake: () => {} },
  } as unknown as Engine;
  const made = { engine, me, room: parts.room, leaves: parts.leaves };
  const told = { events: [], forgotten: [], dropped: [] } as Told;
  const handle = createHandle(made, told, parts.record ?? freshRecord(parts.room.kind));
  const { conversation } = handle;
  const view = async (message: MessageRecord): Promise<Message> =>
    messageView(engine, conversation.record(), message, made.room);

  const self: TestMember = {
    name,
    identity: me.identity,
    engine,
    clock,
    conversation,
    ...told,
    store: memory,
    get room() {
      return made.room;
    },
    set room(next) {
      made.room = next;
    },
    get leaves() {
      return made.leaves;
    },
    set leaves(next) {
      made.leaves = next;
    },
    change: conversation.change,
    view: async (id) => view((await self.record(id)) ?? absent()),
    record: async (id) => {
      const all = await readHistory(engine);
      return all.find((message) => toHex(message.id) === id);
    },
    history: async () => Promise.all((await readHistory(engine)).map(view)),
    sent: () =>
      conversation.change(async (draft) => {
        const waiting = await draft.tx.range(tables.pending(conversationId), { limit: 1_000 });
        const all: SentContent[] = [];
        for (const { ordinal, value } of waiting) {
          const { content, clock: at, messageId } = decodePending(value);
          draft.tx.remove({ table: tables.pending(conversationId), ordinal });
          const { ownSequence } = draft.record;
          draft.record = {
            ...draft.record,
            ownSequence: ownSequence + 1,
            pending: draft.record.pending - 1,
          };
          if (messageId) await noteEncrypted(engine, draft, messageId, ownSequence);
          const { room } = made;
          all.push({ from: me, content: content ?? new Uint8Array(0), clock: at, room });
        }
        return all;
      }),
    receive: (sent) =>
      conversation.change(async (draft) => {
        const nowMs = clock.now();
        const { clock: hlc } = hlcReceive(draft.record.hlc, sent.clock, nowMs);
        draft.record = { ...draft.record, hlc };
        const { identity, device: deviceKey } = sent.from;
        const isMe = toHex(identity) === toHex(me.identity);
        await receiveContent(engine, draft, {
          content: sent.content,
          sender: { identity, deviceKey, isMe },
          hlc: sent.clock,
          room: sent.room,
        });
      }),
    restart: async () => {
      stop.abort(new Error('Restarted.'));
      await conversation.idle();
      await vault.lock();
      await records.close();
      const { room, leaves } = made;
      const record = conversation.record();
      return member({ ...parts, room, leaves, store: memory, mirror, clock, record });
    },
    values: () => [...mirror.values()],
    stop,
  };
  return self;
}

interface Told {
  readonly events: HandsetEvent[];
  readonly forgotten: number[];
  readonly dropped: string[];
}

function freshRecord(kind: ConversationRecord['kind']): ConversationRecord {
  return {
    id: conversationId,
    kind,
    createdAtMs: startMs,
    groupId: new Uint8Array(32).fill(5),
    state: 'active',
    muted: false,
    draft: '',
    hlc: { physicalMs: 0, counter: 0 },
    ownSequence: 0,
    unread: 0,
    mentions: 0,
    unseenFrom: { physicalMs: 0, counter: 0 },
    nextPending: 0,
    pending: 0,
    nextUpload: 0,
    waitingUploads: 0,
    receipts: { delivered: [], read: [] },
  } as unknown as ConversationRecord;
}

/** As the engine's, with a group that is told what it is. */
function createHandle(
  made: { readonly engine: Engine; readonly me: Leaf; room: Room; leaves: Leaves },
  { events, forgotten, dropped }: Told,
  first: ConversationRecord,
): { readonly conversation: ConversationHandle } {
  const { engine } = made;
  const serial = createSerial();
  const ordered = historyTable(conversationId);
  let record = first;
  const change = async <T>(job: (draft: ConversationDraft) => Promise<T>): Promise<T> => {
    const tx = beginTransaction(engine.store);
    const emitted: HandsetEvent[] = [];
    const jobs: (() => void)[] = [];
    const touched: (readonly [MessageRecord, boolean])[] = [];
    const draft = {
      tx,
      record,
      room: made.room,
      leaves: made.leaves,
      leavesOf: (identity: Uint8Array) =>
        made.leaves.ofIdentity(identity).map(({ leafIndex }) => leafIndex),
      me: made.me,
      insert: async (message: MessageRecord) => {
        const [last] = await tx.range(ordered.table, { reverse: true, limit: 1 });
        const tail = last && { key: ordered.keyOf(last.value), ordinal: last.ordinal };
        const { ordinal } = await placeMessage(tx, ordered, message, tail);
        putMessage(tx, conversationId, ordinal, message);
        putIndex(tx, conversationId, message.id, ordinal);
        touched.push([message, true]);
      },
      update: (ordinal: number, message: MessageRecord) => {
        putMessage(tx, conversationId, ordinal, message);
        touched.push([message, false]);
      },
      erase: (ordinal: number, message: MessageRecord) => {
        tx.remove({ table: ordered.table, ordinal });
        removeIndex(tx, conversationId, message.id);
        const id = toHex(message.id) as MessageId;
        emitted.push({ type: 'erased', conversation: conversationId, message: id });
      },
      forgetSent: async (sequence: number) => void forgotten.push(sequence),
      drop: (reason: string) => dropped.push(reason),
      emit: (event: HandsetEvent) => emitted.push(event),
      after: (job_: () => void) => jobs.push(job_),
    };
    const result = await job(draft as unknown as ConversationDraft);
    await tx.commit();
    record = draft.record;
    for (const [message, isNew] of touched) {
      const shown = await messageView(engine, record, message, made.room);
      events.push({ type: 'message', message: shown, isNew });
    }
    events.push(...emitted);
    for (const made_ of jobs) made_();
    return result;
  };
  const conversation = {
    id: conversationId,
    record: () => record,
    change: (job: (draft: ConversationDraft) => Promise<unknown>) => serial.run(() => change(job)),
    quietly: serial.run,
    look: serial.run,
    idle: serial.idle,
    tellProgress: () => {},
  };
  return { conversation: conversation as unknown as ConversationHandle };
}

async function readHistory({ store }: Engine): Promise<readonly MessageRecord[]> {
  const all: MessageRecord[] = [];
  for await (const { value } of store.range(tables.history(conversationId), {}))
    all.push(decodeMessageRecord(value));
  return all;
}

/** The store, with what it holds kept beside it in clear. */
function mirrored(store: SealedStore, mirror: Map<string, Uint8Array>): SealedStore {
  const key = (name: RecordName): string =>
    `${name.table} ${'ordinal' in name ? name.ordinal : typeof name.id === 'string' ? name.id : toHex(name.id)}`;
  return {
    ...store,
    write: async (changes) => {
      await store.write(changes);
      for (const made of changes) {
        if ('put' in made) mirror.set(key(made.put), made.value.slice());
        else mirror.delete(key(made.remove));
      }
    },
  };
}

function absent(): never {
  throw new Error('There is no such message.');
}

/** Everybody receives what everybody has to send, until nobody has anything. */
export async function exchange(members: readonly TestMember[]): Promise<void> {
  for (let isMore = true; isMore;) {
    isMore = false;
    for (const from of members) {
      for (const sent of await from.sent()) {
        isMore = true;
        for (const to of members) if (to !== from) await to.receive(sent);
      }
    }
  }
}

/** What all members must show alike. */
export function shared(messages: readonly Message[]): unknown {
  return messages.map(
    ({ id, sender, sentAtMs, body, reactions, editedAtMs, forwarded, replyTo }) => ({
      ...{ id, sender, sentAtMs, editedAtMs, forwarded },
      body: body.kind === 'picture' ? { ...body, here: false } : body,
      reactions: reactions.map(({ reaction, by }) => ({ reaction, by })),
      replyTo: replyTo && { id: replyTo.id, excerpt: replyTo.excerpt },
    }),
  );
}

/** Whether anything that is stored holds a text. */
export function holds(values: readonly Uint8Array[], text: string): boolean {
  const wanted = Buffer.from(text);
  return values.some((value) => Buffer.from(value).includes(wanted));
}
