import { isSottoError } from '@sotto/core';
import { bytesEqual, hlcCompare } from '@sotto/protocol';
import type { MessageId } from '../api.ts';
import type { Hlc } from '@sotto/protocol';
import type { ConversationHandle } from '../conversation/conversation.ts';
import type { Conversations } from '../conversation/conversations.ts';
import type { ConversationDraft } from '../conversation/draft.ts';
import type { Engine } from '../engine.ts';
import { keepKeyPackages } from '../group/given-key-packages.ts';
import { parseHex, toHex } from '../hex.ts';
import { startExpiry } from '../message/expiry.ts';
import { closeOnce } from '../message/close-once.ts';
import { handsetLimits } from '../limits.ts';
import { takePaperKey } from '../recovery/take-paper-key.ts';
import { putKnownLost, readWipeFact } from '../lost/take-wipe-key.ts';
import { decodeMessageRecord } from '../storage/message-record.ts';
import { decodeSyncEntry } from '../storage/sync-entry.ts';
import type { SyncEntry } from '../storage/sync-entry.ts';
import { tables } from '../storage/tables.ts';
import { beginTransaction } from '../storage/transaction.ts';
import type { Transaction } from '../storage/transaction.ts';
import { dropWord } from '../storage/words.ts';
import { importPart } from './import-history.ts';
import { putOwed } from './note-let-in.ts';
import { listOf, readContact, readHlc, readSettings } from './payloads.ts';
import { fetchPicture } from '../pictures/fetch-picture.ts';
import type { Downloads } from '../pictures/downloads.ts';
import { isPassing } from './meeting.ts';
import { noteReadElsewhere } from './read-marks.ts';
import { partsOf } from './sync-keys.ts';

interface Parts {
  readonly engine: Engine;
  readonly conversations: Conversations;
  readonly notes: ConversationHandle;
  readonly downloads: Downloads;
  /** A device gave KeyPackages. */
  readonly cameFrom: (device: string) => void;
}

/** Does what other devices told, each in one transaction with its removal. What is about a conversation that is still to come stays. */
export async function takeEntries(parts: Parts): Promise<void> {
  const { store } = parts.engine;
  const entries: SyncEntry[] = [];
  for await (const value of store.values(tables.toTake)) entries.push(decodeSyncEntry(value));
  const isFetch = ({ key }: SyncEntry): boolean => partsOf(key)[0] === 'fetch';
  for (const entry of entries) if (!isFetch(entry)) await take(parts, entry);
  // What is dear comes last, and one relay that is away holds up nothing else.
  for (const entry of entries) if (isFetch(entry)) await take(parts, entry);
}

async function take(parts: Parts, entry: SyncEntry): Promise<void> {
  const { engine, conversations, notes } = parts;
  const { key, payload } = entry;
  const [what, of, ...rest] = partsOf(key);
  const done = (tx: Pick<Transaction, 'remove'>): void => dropWord(tx, tables.toTake, entry);
  const alone = async (made: (tx: Transaction) => void): Promise<void> => {
    const tx = beginTransaction(engine.store);
    made(tx);
    done(tx);
    await tx.commit();
  };
  const about = parseHex(of, 32);
  switch (what) {
    case 'contact': {
      const shared = readContact(payload);
      await alone((tx) => {
        if (shared !== undefined && about !== undefined)
          engine.contacts.change(tx, about, (contact) => ({ ...contact, ...shared }));
      });
      if (about !== undefined) engine.contactChanged(about);
      return;
    }
    case 'settings': {
      const shared = readSettings(payload);
      if (shared !== undefined) await engine.settings.change(shared);
      return alone(() => {});
    }
    case 'network': {
      const { pin } = engine.network;
      // A device that was pinned to another one by itself stays there.
      await alone((tx) => {
        if (payload.length === 32 && pin.hash() === undefined) pin.put(tx, payload);
      });
      return engine.networkPinned();
    }
    case 'name':
      return alone((tx) => {
        if (about !== undefined) tx.put({ table: tables.deviceNames, id: about }, payload);
      });
    case 'paper': {
      const tx = beginTransaction(engine.store);
      await takePaperKey(engine, tx, payload);
      done(tx);
      await tx.commit();
      return engine.events.emit({ type: 'backups' });
    }
    case 'wipe': {
      const fact = readWipeFact(payload);
      const { identity, device } = engine.self;
      await alone((tx) => {
        if (fact === undefined || about === undefined || bytesEqual(about, device.key)) return;
        putKnownLost(tx, { ...fact, identity, device: about });
      });
      return engine.events.emit({ type: 'devices' });
    }
    case 'want':
      return alone((tx) => {
        const by = parseHex(rest[0] ?? '', 32);
        const [count] = listOf(payload);
        if (by !== undefined && typeof count === 'number') putOwed(engine, tx, by, count);
      });
    case 'give': {
      const messages = listOf(payload).filter((each) => each instanceof Uint8Array);
      await notes.change(async (draft) => {
        await keepKeyPackages(engine, draft, engine.self.identity, messages);
        done(draft.tx);
      });
      for (const each of messages) parts.cameFrom(deviceOf(engine, each));
      return;
    }
    case 'fetch':
      if (await fetchGiven(parts, of, rest)) await alone(() => {});
      return;
    case 'history':
      return importPart(parts, entry, done);
    case 'opened': {
      const groupId = parseHex(of, of.length / 2);
      const conversation = groupId && conversations.ofGroup(groupId);
      if (conversation === undefined) return;
      return conversation.change(async (draft) => {
        done(draft.tx);
        const message = parseHex(rest[0] ?? '', 32);
        if (message !== undefined) await closeOnce(engine, draft, message);
      });
    }
    case 'read':
    case 'draft':
    case 'muted': {
      const groupId = parseHex(of, of.length / 2);
      const conversation = groupId && conversations.ofGroup(groupId);
      if (conversation === undefined) return;
      if (what === 'read') return takeRead(engine, conversation, payload, done);
      return conversation.change(async (draft) => {
        done(draft.tx);
        const { record } = draft;
        if (what === 'draft')
          draft.record = { ...record, draft: new TextDecoder().decode(payload) };
        else draft.record = { ...record, muted: listOf(payload)[0] === true };
      });
    }
    default:
      // Of a later version.
      return alone(() => {});
  }
}

/** True when there is nothing more to try: it is here, or cannot be had. */
async function fetchGiven(
  { engine, conversations, downloads }: Parts,
  group: string,
  [message = '', index = '']: readonly string[],
): Promise<boolean> {
  const groupId = parseHex(group, group.length / 2);
  const conversation = groupId && conversations.ofGroup(groupId);
  if (conversation === undefined) return true;
  try {
    const options = { signal: engine.stopping, index: Number(index) };
    await fetchPicture(engine, downloads, conversation, message as MessageId, options);
    return true;
  } catch (error) {
    if (engine.stopping.aborted || !isSottoError(error)) throw error;
    return !isPassing(error);
  }
}

function deviceOf(engine: Engine, message: Uint8Array): string {
  const parsed = engine.mls.parse(message);
  if (parsed.wireFormat !== 'key_package') return '';
  return toHex(parsed.keyPackage.leafNode.signatureKey);
}

/** What another device has read is read here too; its senders were told by that one. */
async function takeRead(
  engine: Engine,
  conversation: ConversationHandle,
  payload: Uint8Array,
  done: (tx: Pick<Transaction, 'remove'>) => void,
): Promise<void> {
  const upTo = readHlc(payload);
  for (let goesOn = true; goesOn;) {
    goesOn = await conversation.change(async (draft) => {
      if (upTo !== undefined) {
        await noteReadElsewhere(draft, upTo);
        if (await markSome(engine, draft, upTo)) return true;
      }
      done(draft.tx);
      return false;
    });
  }
}

/** True when there may be more. */
async function markSome(engine: Engine, draft: ConversationDraft, upTo: Hlc): Promise<boolean> {
  const { maxReadPerTransaction: most } = handsetLimits;
  const { id } = draft.record;
  let read = 0;
  let mentions = 0;
  const range = engine.store.range(tables.history(id), { reverse: true });
  for await (const { ordinal, value } of range) {
    if (read === Math.min(most, draft.record.unread)) break;
    const message = decodeMessageRecord(value);
    if (hlcCompare(message.hlc, draft.record.unseenFrom) < 0) break;
    if (message.seen || hlcCompare(message.hlc, upTo) > 0) continue;
    draft.update(ordinal, await startExpiry(engine, draft, { ...message, seen: true }));
    read += 1;
    mentions += message.mentionsMe ? 1 : 0;
  }
  const { record } = draft;
  const unread = record.unread - read;
  const left = unread === 0 ? 0 : Math.max(0, record.mentions - mentions);
  draft.record = { ...record, unread, mentions: left };
  return read === most;
}
