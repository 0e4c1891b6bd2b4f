import { backupLimits } from '../backup-limits.ts';
import type { ConversationHandle, Looked } from '../conversation/conversation.ts';
import type { Engine } from '../engine.ts';
import type { HelpGiven } from '../group/help-shelf.ts';
import { recentOf } from '../group/forks.ts';
import { registerToken } from '../group/walk.ts';
import { decodeRejoin } from '../storage/rejoin-record.ts';
import { tables } from '../storage/tables.ts';
import { decodeTicket, encodeTicket } from '../storage/ticket-record.ts';
import type { TicketRecord } from '../storage/ticket-record.ts';
import { isOutline } from '@sotto/mls';
import type { ConversationId } from '../api.ts';

/** What a backup takes of a group as it is now. */
export async function makeTicket(
  engine: Pick<Engine, 'mls' | 'clock'>,
  { group, room, epochs }: Pick<Looked, 'group' | 'room' | 'epochs'>,
): Promise<TicketRecord> {
  return {
    madeAtMs: engine.clock.now(),
    isSpent: false,
    leafIndex: group.keys.leafIndex,
    groupInfo: await engine.mls.groupInfo(group, { ratchetTree: false, externalPub: true }),
    tree: engine.mls.ratchetTree(group),
    token: await registerToken(engine, group, 0),
    envelopeKey: epochs.at(-1)!.envelopeKey.slice(),
    registers: room.registers,
    epochs: recentOf({ epochs }),
  };
}

/** The ticket of a conversation, and whether to try it. */
export interface Ticket {
  readonly record: TicketRecord;
  readonly help: HelpGiven;
}

/**
 * The ticket that is good for coming back without help. One that is so old that the registers may have forgotten a commit behind it leads aside where there was
 * one: then others are asked first, and it is tried when nobody answers.
 */
export async function ticketFor(
  engine: Engine,
  conversation: ConversationHandle,
): Promise<Ticket | undefined> {
  const { id } = conversation;
  const isUsable = await conversation.look(({ group }) => isOutline(group));
  const stored = isUsable ? await engine.store.get({ table: tables.tickets, id }) : undefined;
  const record = stored && decodeTicket(stored);
  if (record === undefined || record.isSpent) return undefined;
  const isFresh = Math.abs(engine.clock.now() - record.madeAtMs) < backupLimits.ticketFreshMs;
  if (!isFresh) {
    const asked = await engine.store.get({ table: tables.rejoin, id });
    const tries = asked === undefined ? 0 : decodeRejoin(asked).tries;
    if (tries < backupLimits.triesBeforeOldTicket) return undefined;
  }
  const { groupInfo, tree, token, envelopeKey, registers, leafIndex, epochs } = record;
  const help: HelpGiven = {
    groupInfo: { bytes: groupInfo },
    tree: { bytes: tree },
    token,
    envelopeKey,
    registers,
    replaces: leafIndex,
    numbers: { devices: [], epochs },
    links: [],
    isOfAdmin: true,
    by: engine.self.identity,
    guides: [],
  };
  return { record, help };
}

/** It was tried, and a commit was there before. */
export async function spendTicket(
  { store }: Pick<Engine, 'store'>,
  id: ConversationId,
  { record }: Ticket,
): Promise<void> {
  const value = encodeTicket({ ...record, isSpent: true });
  await store.write([{ put: { table: tables.tickets, id }, value }]);
}
