import type { ConversationHandle } from '../conversation/conversation.ts';
import type { Conversations } from '../conversation/conversations.ts';
import type { Engine } from '../engine.ts';
import { encodeContact } from '../storage/contact-record.ts';
import { decodeChain } from '../storage/chain-record.ts';
import { encodeCounters, encodeFacts } from '../storage/conversation-record.ts';
import { readItemEntry } from '../storage/locker-entry.ts';
import { toHex } from '../hex.ts';
import { decodeMessageRecord } from '../storage/message-record.ts';
import type { MessageRecord } from '../storage/message-record.ts';
import { decodePeer } from '../storage/peer-record.ts';
import { readPieces } from '../storage/pieces.ts';
import { recoveryName } from '../storage/recovery-record.ts';
import { tables } from '../storage/tables.ts';
import { encodeTicket } from '../storage/ticket-record.ts';
import { isEnded } from '../group/linger.ts';
import { identityHash } from '@sotto/protocol';
import { pictureName } from '../pictures/picture-name.ts';
import { makeTicket } from '../returning/ticket.ts';
import { backupLimits } from '../backup-limits.ts';
import type { RecordItem } from './item.ts';
import { tags } from './tags.ts';
import type { BackupTag } from './tags.ts';

/** Where a walk through the contents stands, so that it can go on there. */
export interface Cursor {
  /** 0: what belongs to no conversation. Then for each conversation its records, then for each its pictures. */
  readonly section: number;
  /** In a history, the next ordinal. */
  readonly ordinal: number;
}

export interface Found {
  readonly item: RecordItem;
  /** Where to go on behind it, and behind all that say the same: they are there together or not at all. */
  readonly next: Cursor;
}

export interface Contents {
  readonly engine: Engine;
  readonly conversations: Conversations;
  /** Fixed when the backup is begun: conversations that come later are in the next one. */
  readonly ids: readonly ConversationHandle['id'][];
  readonly withPictures: boolean;
  /** Conversations that had no picture when all their messages were last read here: they are not read again for pictures. */
  readonly withoutPictures: Set<ConversationHandle['id']>;
  /** Rests behind each page of a history, so that who uses the handset meanwhile is not held up. */
  readonly rest?: (() => Promise<void>) | undefined;
}

const networkNames = ['pin', 'position', 'reading', 'seen', 'leaving', 'alarms'] as const;

/** Everything that a backup has, from the cursor on. */
export async function* contentsFrom(contents: Contents, from: Cursor): AsyncGenerator<Found> {
  const { ids, withPictures } = contents;
  const locker = 1 + ids.length * (withPictures ? 2 : 1);
  for (let section = from.section; section <= locker; section++) {
    const ordinal = section === from.section ? from.ordinal : 0;
    if (section === 0) yield* general(contents);
    else if (section === locker) yield* lockerOf(contents, { section, ordinal });
    else yield* ofConversation(contents, { section, ordinal });
  }
}

async function* general({ engine }: Contents): AsyncGenerator<Found> {
  const next = { section: 1, ordinal: 0 };
  const { store } = engine;
  const found = (tag: BackupTag, name: RecordItem['name'], value: Uint8Array): Found => ({
    item: { kind: 'record', tag: tags[tag], scope: '', name, value },
    next,
  });
  const self = await store.get({ table: tables.self, id: 'self' });
  if (self !== undefined) yield found('self', 'self', self);
  const settings = await store.get({ table: tables.settings, id: 'settings' });
  if (settings !== undefined) yield found('settings', 'settings', settings);
  const recovery = await store.get(recoveryName);
  if (recovery !== undefined) yield found('recovery', 'key', recovery);
  for (const contact of engine.contacts.all())
    yield found('contact', contact.identity, encodeContact({ ...contact, owedKeyPackages: 0 }));
  for await (const value of store.values(tables.chains)) {
    const [first] = decodeChain(value).links;
    if (first !== undefined) yield found('chain', identityHash(first), value);
  }
  for (const { key } of engine.chains.of(engine.self.identity)?.devices ?? []) {
    const name = await store.get({ table: tables.deviceNames, id: key });
    if (name !== undefined) yield found('deviceName', key, name);
  }
  for (const id of networkNames) {
    const value = await store.get({ table: tables.network, id });
    if (value !== undefined) yield found('network', id, value);
  }
  for await (const { ordinal, value } of store.range(tables.networkEntries, {}))
    yield found('networkEntry', ordinal, value);
  for await (const { ordinal, value } of store.range(tables.networkEvidence, {}))
    yield found('networkEvidence', ordinal, value);
}

async function* ofConversation(contents: Contents, from: Cursor): AsyncGenerator<Found> {
  const { conversations, ids } = contents;
  const index = (from.section - 1) % ids.length;
  const handle = conversations.all().find(({ id }) => id === ids[index]);
  // It was forgotten since.
  if (handle === undefined) return;
  if (from.section > ids.length) yield* picturesOf(contents, handle, from);
  else {
    if (from.ordinal === 0) yield* stateOf(contents, handle, from.section);
    yield* messagesOf(contents, handle, from);
  }
}

async function* stateOf(
  { engine }: Contents,
  handle: ConversationHandle,
  section: number,
): AsyncGenerator<Found> {
  const { id } = handle;
  const found = (tag: BackupTag, name: RecordItem['name'], value: Uint8Array): Found => ({
    item: { kind: 'record', tag: tags[tag], scope: id, name, value },
    next: { section, ordinal: 1 },
  });
  // All of one moment: between changes.
  const { items } = await handle.look(async (now) => {
    const { record } = now;
    const items = [found('facts', id, encodeFacts(record))];
    items.push(found('counters', id, encodeCounters(record)));
    if (!isEnded(record))
      items.push(found('ticket', id, encodeTicket(await makeTicket(engine, now))));
    for await (const value of engine.store.values(tables.peers(id)))
      items.push(found('peer', decodePeer(value).device, value));
    return { items };
  });
  yield* items;
}

async function* messagesOf(
  contents: Contents,
  handle: ConversationHandle,
  from: Cursor,
): AsyncGenerator<Found> {
  // From further on, nothing is known of what lies before.
  let mayHavePictures = from.ordinal > 0;
  for await (const { ordinal, value, message } of history(contents, handle, from.ordinal)) {
    mayHavePictures ||= message.body.kind === 'pictures';
    if (isPassing(message)) continue;
    const name = ordinal;
    const item = { kind: 'record', tag: tags.message, scope: handle.id, name, value } as const;
    yield { item, next: { section: from.section, ordinal: ordinal + 1 } };
  }
  if (mayHavePictures) contents.withoutPictures.delete(handle.id);
  else contents.withoutPictures.add(handle.id);
  // Behind the messages, so that none refers to one that came meanwhile and is not here.
  const next = { section: from.section + 1, ordinal: 0 };
  for await (const { ordinal: name, value } of contents.engine.store.range(
    tables.audiences(handle.id),
    {},
  )) {
    const item = { kind: 'record', tag: tags.audience, scope: handle.id, name, value } as const;
    yield { item, next };
  }
}

/** As it lies there: sealed under a key of its own, which its own passphrase opens. */
async function* lockerOf({ engine }: Contents, from: Cursor): AsyncGenerator<Found> {
  const { store } = engine;
  const { section } = from;
  const found = (
    tag: BackupTag,
    name: RecordItem['name'],
    value: Uint8Array,
    ordinal: number,
  ): Found => ({
    item: { kind: 'record', tag: tags[tag], scope: '', name, value },
    next: { section, ordinal: ordinal + 1 },
  });
  const key = await store.get({ table: tables.locker, id: 'key' });
  if (key === undefined) return;
  if (from.ordinal === 0) yield found('lockerKey', 'key', key, 0);
  let at = 0;
  for (const [tag, table] of [
    ['lockerNote', tables.lockerNotes],
    ['lockerPicture', tables.lockerPictures],
  ] as const)
    for await (const value of store.values(table)) {
      at += 1;
      if (at < from.ordinal) continue;
      const { id } = readItemEntry(value);
      yield found(tag, id, value, at);
      for (let index = 0; tag === 'lockerPicture'; index++) {
        const name = `${toHex(id)}/${index}`;
        const piece = await store.get({ table: tables.lockerBytes, id: name });
        if (piece === undefined) break;
        yield found('lockerPiece', name, piece, at);
      }
    }
}

async function* picturesOf(
  contents: Contents,
  handle: ConversationHandle,
  from: Cursor,
): AsyncGenerator<Found> {
  const { store } = contents.engine;
  const { id } = handle;
  if (contents.withoutPictures.has(id)) return;
  for await (const { ordinal, message } of history(contents, handle, from.ordinal)) {
    if (isPassing(message) || message.body.kind !== 'pictures') continue;
    const next = { section: from.section, ordinal: ordinal + 1 };
    for (const [index, picture] of message.body.pictures.entries()) {
      if (!picture.here) continue;
      const name = pictureName(message.id, index);
      const value = await readPieces(store, tables.pictures(id), name, picture.sizeBytes);
      const item = { kind: 'record', tag: tags.picture, scope: id, name, value } as const;
      yield { item, next };
    }
  }
}

interface Stored {
  readonly ordinal: number;
  readonly value: Uint8Array;
  readonly message: MessageRecord;
}

async function* history(
  { engine, rest }: Contents,
  { id }: ConversationHandle,
  from: number,
): AsyncGenerator<Stored> {
  for (let next = from; ;) {
    const page: Stored[] = [];
    const range = { from: next, limit: backupLimits.pageMessages };
    for await (const { ordinal, value } of engine.store.range(tables.history(id), range))
      page.push({ ordinal, value, message: decodeMessageRecord(value) });
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < backupLimits.pageMessages) return;
    next = last.ordinal + 1;
    await rest?.();
  }
}

/** What is to disappear, or to be shown once, would outlive its time in a backup. */
function isPassing({ expiry, body }: MessageRecord): boolean {
  return expiry !== undefined || 'once' in body;
}
