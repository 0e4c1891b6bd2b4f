import type { Clock, Crypto } from '@sotto/core';
import type { Mls } from '@sotto/mls';
import { epochOf, putRecord } from '../conversation/conversation.ts';
import { handsetError } from '../error.ts';
import { beginGroup, plainRoom } from '../group/begin-group.ts';
import { isEnded } from '../group/linger.ts';
import { countOf } from '../group/numbering.ts';
import { summaryOf } from '../group/summary.ts';
import type { Self } from '../identity/self.ts';
import { createOwnMailbox } from '../invite/own-mailbox.ts';
import { freshCounters } from '../storage/conversation-record.ts';
import type {
  ConversationCounters,
  ConversationFacts,
  ConversationRecord,
} from '../storage/conversation-record.ts';
import { encodeEpoch, toldEpoch } from '../storage/epoch-record.ts';
import { encodeFields } from '../storage/fields.ts';
import { newGroupOf, putNewGroup } from '../storage/group-records.ts';
import { encodePeer } from '../storage/peer-record.ts';
import type { PeerRecord } from '../storage/peer-record.ts';
import { tables } from '../storage/tables.ts';
import { encodeTicket } from '../storage/ticket-record.ts';
import type { TicketRecord } from '../storage/ticket-record.ts';
import type { Transaction } from '../storage/transaction.ts';
import type { Home } from '../sync/homes.ts';

export interface RestoreParts {
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly mls: Mls;
  readonly self: Self;
  readonly homes: readonly Home[];
  /** Other devices of the person have the notes; this one is to be let into them. */
  readonly hasOthers: boolean;
}

/** What a backup has of a conversation, beside its messages. */
export interface ConversationState {
  facts: ConversationFacts;
  counters: ConversationCounters;
  ticket: TicketRecord | undefined;
  readonly peers: PeerRecord[];
}

/**
 * Puts a conversation into `tx`: as one that this device is to come back into, with a mailbox of its own and numbers from zero. Notes that nobody else has are begun
 * anew, with what was in them.
 */
export async function putConversation(
  parts: RestoreParts,
  tx: Transaction,
  { facts, counters, ticket, peers }: ConversationState,
): Promise<void> {
  const own = await createOwnMailbox(
    parts.crypto,
    parts.homes.map(({ relay }) => relay),
  );
  const { id } = facts;
  const kept: ConversationCounters = {
    ...freshCounters,
    hlc: counters.hlc,
    unread: counters.unread,
    mentions: counters.mentions,
    unseenFrom: counters.unseenFrom,
  };
  if (facts.kind === 'notes' && !parts.hasOthers) {
    await putNotes(parts, tx, { ...facts, ...kept, own });
    return;
  }
  if (isEnded(facts)) {
    // Nobody listens for what may still be said of it; its members have no mailbox of this device.
    putRecord(tx, undefined, { ...facts, ...kept, own });
    if (ticket !== undefined) putTicket(tx, id, ticket);
    return;
  }
  if (ticket === undefined)
    throw handsetError('BACKUP_MALFORMED', 'The backup has a conversation without its group.');
  const missing = peers.reduce((sum, peer) => sum + countOf(peer.missing), 0);
  const record: ConversationRecord = {
    ...facts,
    ...kept,
    own,
    missing,
    state: 'joining',
    joining: 'cut-off',
    updatedAtMs: parts.clock.now(),
  };
  putRecord(tx, undefined, record);
  putTicket(tx, id, ticket);
  tx.put({ table: tables.groups, id: facts.groupId }, encodeFields(1, [id]));
  for (const peer of peers)
    tx.put({ table: tables.peers(id), id: peer.device }, encodePeer({ ...peer, asks: 0 }));
}

function putTicket(tx: Transaction, id: string, ticket: TicketRecord): void {
  tx.put({ table: tables.tickets, id }, encodeTicket(ticket));
  const last = ticket.epochs.at(-1);
  for (const seen of ticket.epochs) {
    const { envelopeKey } = ticket;
    const epoch = seen === last ? { ...toldEpoch(seen), envelopeKey } : toldEpoch(seen);
    const table = tables.epochs(id as ConversationFacts['id']);
    tx.put({ table, ordinal: Number(seen.epoch) }, encodeEpoch(epoch));
  }
}

/** Notes of this device alone, under the id that they had. */
export async function putNotes(
  parts: RestoreParts,
  tx: Transaction,
  record: ConversationRecord,
): Promise<void> {
  const room = plainRoom(
    'notes',
    parts.homes.map(({ relay }) => relay),
  );
  const state = await beginGroup(parts, room, record.own);
  const { id } = record;
  putRecord(tx, undefined, {
    ...record,
    state: 'active',
    joining: undefined,
    groupId: state.context.groupId.slice(),
    updatedAtMs: parts.clock.now(),
    summary: summaryOf(parts, state),
  });
  const epoch = await epochOf(parts, state);
  tx.put({ table: tables.epochs(id), ordinal: Number(epoch.epoch) }, encodeEpoch(epoch));
  putNewGroup(tx, id, newGroupOf(parts, state));
}
