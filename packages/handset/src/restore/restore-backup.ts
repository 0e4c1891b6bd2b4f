import type { Clock, Crypto } from '@sotto/core';
import type { Mls } from '@sotto/mls';
import { bytesEqual, encodeBase64url, identityHash } from '@sotto/protocol';
import type { ConversationId } from '../api.ts';
import { backupLimits } from '../backup-limits.ts';
import type { RecordItem } from '../backup/item.ts';
import type { BackupReader } from '../backup/read-backup.ts';
import { tags } from '../backup/tags.ts';
import { utf8 } from '../bytes.ts';
import { syncKeys } from '../devices/sync-keys.ts';
import { tellAsItIs } from '../devices/tell-siblings.ts';
import { handsetError } from '../error.ts';
import { toHex } from '../hex.ts';
import { selfOf } from '../identity/self.ts';
import { createOwnMailbox } from '../invite/own-mailbox.ts';
import { handsetLimits } from '../limits.ts';
import { fillSearch } from '../search/fill-search.ts';
import { decodeChain } from '../storage/chain-record.ts';
import { decodeContact, encodeContact } from '../storage/contact-record.ts';
import type { ContactRecord } from '../storage/contact-record.ts';
import { decodeCounters, decodeFacts, freshCounters } from '../storage/conversation-record.ts';
import { decodeMessageRecord } from '../storage/message-record.ts';
import { decodeSettings } from '../storage/settings-record.ts';
import { readItemEntry } from '../storage/locker-entry.ts';
import { decodePeer } from '../storage/peer-record.ts';
import { putPieces } from '../storage/pieces.ts';
import { encodeReturning, restoringName, returningName } from '../storage/returning-record.ts';
import { decodeSelf, encodeSelf } from '../storage/self-record.ts';
import type { SelfRecord } from '../storage/self-record.ts';
import { tables } from '../storage/tables.ts';
import { decodeRecovery, recoveryName } from '../storage/recovery-record.ts';
import { decodeTicket } from '../storage/ticket-record.ts';
import { beginTransaction } from '../storage/transaction.ts';
import type { Transaction } from '../storage/transaction.ts';
import type { Home } from '../sync/homes.ts';
import type { SealedStore } from '../vault/sealed-store.ts';
import { newSelf } from './new-self.ts';
import type { Signer } from './new-self.ts';
import { putConversation, putNotes } from './take-conversation.ts';
import type { ConversationState, RestoreParts } from './take-conversation.ts';
import { messageOfNewDevice, putRestored } from './take-message.ts';

export interface RestoreInto {
  readonly store: SealedStore;
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly mls: Mls;
  readonly reader: BackupReader;
  readonly signer?: Signer;
  readonly homes?: readonly Home[];
  readonly name?: string;
  readonly onProgress?: (progress: { readonly messages: number }) => void;
  readonly signal: AbortSignal;
}

/** How many records of each tag were taken, or made. */
export type TakenCounts = ReadonlyMap<number, number>;

/**
 * Fills an empty vault with a backup: as a new device of the person, that is to come back into each conversation. No more is held than some records at a time. What was
 * restored counts once all of it is there.
 * @throws BACKUP_MALFORMED, BACKUP_DAMAGED, BACKUP_NEWER, BACKUP_REVOKED, STORAGE_FULL, the signal's reason
 */
export async function restoreBackup(into: RestoreInto): Promise<TakenCounts> {
  const { store, crypto, clock, reader, signal } = into;
  const search = await fillSearch(store);
  const hasPictures = !reader.manifest.without.includes('pictures');
  const counts = new Map<number, number>();
  let tx = beginTransaction(store);
  let bytes = 0;
  let former: SelfRecord | undefined;
  let links: readonly Uint8Array[] = [];
  let parts: RestoreParts | undefined;
  let open: ConversationState | undefined;
  let hasNotes = false;
  let seen = new Set<string>();
  let messages = 0;

  const commit = async (): Promise<void> => {
    signal.throwIfAborted();
    await tx.commit();
    tx = beginTransaction(store);
    bytes = 0;
    into.onProgress?.({ messages });
  };
  const become = async (): Promise<RestoreParts> => {
    if (parts !== undefined) return parts;
    if (former === undefined) return malformed();
    const made = await newSelf(into, {
      former,
      links,
      ...(into.signer === undefined ? {} : { signer: into.signer }),
      ...(into.homes === undefined ? {} : { homes: into.homes }),
    });
    const self = selfOf(made.self);
    if (!bytesEqual(self.identity, reader.manifest.identity)) return malformed();
    tx.put({ table: tables.self, id: 'self' }, encodeSelf(made.self));
    tx.put(returningName, encodeReturning(made.returning));
    if (into.name !== undefined && into.name !== '') {
      const name = utf8(into.name);
      tx.put({ table: tables.deviceNames, id: made.self.deviceKey }, name);
      await tellAsItIs(tx, syncKeys.name(made.self.deviceKey), name);
    }
    const { homes } = made.self;
    parts = { crypto, clock, mls: into.mls, self, homes, hasOthers: made.hasOthers };
    return parts;
  };
  const close = async (): Promise<void> => {
    if (open === undefined) return;
    hasNotes ||= open.facts.kind === 'notes';
    await putConversation(await become(), tx, open);
    open = undefined;
    seen = new Set();
  };
  const take = async ({ tag, scope, name, value }: RecordItem): Promise<void> => {
    const id = scope as ConversationId;
    switch (tag) {
      case tags.self:
        former = decodeSelf(value);
        return;
      case tags.settings:
        decodeSettings(value);
        return tx.put({ table: tables.settings, id: 'settings' }, value);
      case tags.contact:
        return putContact(tx, decodeContact(value));
      case tags.chain: {
        const chain = decodeChain(value);
        const [first] = chain.links;
        const identity = first === undefined ? malformed() : identityHash(first);
        if (bytesEqual(identity, reader.manifest.identity)) links = chain.links;
        return tx.put({ table: tables.chains, id: identity }, value);
      }
      case tags.deviceName:
        return tx.put({ table: tables.deviceNames, id: bytesOf(name) }, value);
      case tags.recovery:
        decodeRecovery(value);
        return tx.put(recoveryName, value);
      case tags.network:
        return tx.put({ table: tables.network, id: textOf(name) }, value);
      case tags.networkEntry:
        return tx.put({ table: tables.networkEntries, ordinal: ordinalOf(name) }, value);
      case tags.networkEvidence:
        return tx.put({ table: tables.networkEvidence, ordinal: ordinalOf(name) }, value);
      case tags.facts:
        await close();
        open = { facts: decodeFacts(value), counters: freshCounters, ticket: undefined, peers: [] };
        if (open.facts.id !== id) malformed();
        return;
      case tags.counters:
        current(open, id).counters = decodeCounters(value);
        return;
      case tags.ticket:
        current(open, id).ticket = decodeTicket(value);
        return;
      case tags.peer:
        current(open, id).peers.push(decodePeer(value));
        return;
      case tags.message: {
        if (open !== undefined) current(open, id);
        await close();
        const message = messageOfNewDevice(decodeMessageRecord(value), hasPictures);
        const key = toHex(message.id);
        // A message that was moved while the backup was made may be in it twice.
        if (seen.has(key)) return;
        seen.add(key);
        messages += 1;
        return putRestored(tx, search, id, { ordinal: ordinalOf(name), message });
      }
      case tags.audience:
        return tx.put({ table: tables.audiences(id), ordinal: ordinalOf(name) }, value);
      case tags.lockerKey:
        return tx.put({ table: tables.locker, id: 'key' }, value);
      case tags.lockerNote:
      case tags.lockerPicture: {
        const table = tag === tags.lockerNote ? tables.lockerNotes : tables.lockerPictures;
        return tx.put({ table, id: readItemEntry(value).id }, value);
      }
      case tags.lockerPiece:
        return tx.put({ table: tables.lockerBytes, id: textOf(name) }, value);
      case tags.picture:
        await close();
        putPieces(tx, tables.pictures(id), bytesOf(name), value);
        return;
      default:
        throw handsetError('BACKUP_NEWER', 'The backup has what this version does not know.');
    }
  };

  for await (const item of reader.records) {
    await take(item);
    counts.set(item.tag, (counts.get(item.tag) ?? 0) + 1);
    bytes += item.value.length;
    const isMuch = tx.size() >= backupLimits.restoreRecords || bytes >= backupLimits.restoreBytes;
    if (isMuch) await commit();
  }
  await close();
  const made = await become();
  if (!hasNotes && !made.hasOthers) {
    await putFreshNotes(made, tx);
    counts.set(tags.facts, (counts.get(tags.facts) ?? 0) + 1);
  }
  search.finish(tx);
  tx.remove(restoringName);
  await commit();
  return counts;
}

/** A device finds its others, and tells its chain, by the notes. */
async function putFreshNotes(parts: RestoreParts, tx: Transaction): Promise<void> {
  const own = await createOwnMailbox(
    parts.crypto,
    parts.homes.map(({ relay }) => relay),
  );
  const none = new Uint8Array(0);
  await putNotes(parts, tx, {
    ...freshCounters,
    id: encodeBase64url(parts.crypto.random(16)) as ConversationId,
    kind: 'notes',
    createdAtMs: parts.clock.now(),
    inviteId: none,
    groupId: none,
    state: 'active',
    joining: undefined,
    contactIdentity: none,
    own,
    muted: false,
    draft: '',
    updatedAtMs: parts.clock.now(),
    summary: { room: none, members: 1, isAdmin: false, relays: [] },
  });
}

/** The KeyPackages that they were given are of the former device: they are owed new ones. */
function putContact(tx: Transaction, contact: ContactRecord): void {
  const owed = contact.conversation === undefined ? 0 : handsetLimits.keyPackagesGiven;
  const value = encodeContact({ ...contact, owedKeyPackages: owed });
  tx.put({ table: tables.contacts, id: contact.identity }, value);
}

function current(open: ConversationState | undefined, id: ConversationId): ConversationState {
  return open?.facts.id === id ? open : malformed();
}

function bytesOf(name: RecordItem['name']): Uint8Array {
  return name instanceof Uint8Array && name.length <= 64 ? name : malformed();
}

function textOf(name: RecordItem['name']): string {
  return typeof name === 'string' && name.length <= 64 ? name : malformed();
}

function ordinalOf(name: RecordItem['name']): number {
  return typeof name === 'number' && Number.isSafeInteger(name) && name >= 0 ? name : malformed();
}

function malformed(): never {
  throw handsetError('BACKUP_MALFORMED', 'The backup does not have its form.');
}
