import type { RelayUrl } from '@sotto/core';
import { bytesEqual } from '@sotto/protocol';
import type { LeafMailbox } from '@sotto/protocol';
import type { ConversationId } from '../api.ts';
import type { Engine } from '../engine.ts';
import { toHex } from '../hex.ts';
import { handsetLimits } from '../limits.ts';
import { decodeLaneRecord, isMailing } from '../storage/mailing-record.ts';
import { decodeRouteList, encodeRoute, encodeRouteList } from '../storage/route-record.ts';
import type { Transaction } from '../storage/transaction.ts';
import { outboxTables } from './outbox-tables.ts';

const routeIdBytes = 16;

/**
 * The id of the route to these mailboxes, which is stored when it is not there yet: the one record that grows with the members, written
 * with the first message after the group's devices have changed. Routes that nothing is on its way by go then.
 */
export async function keepRoute(
  { crypto }: Pick<Engine, 'crypto'>,
  tx: Transaction,
  lanes: Iterable<RelayUrl>,
  {
    conversation,
    to,
  }: { readonly conversation: ConversationId; readonly to: readonly LeafMailbox[] },
): Promise<Uint8Array> {
  const encoded = encodeRoute(to);
  const id = (await crypto.hash('SHA-256', encoded)).slice(0, routeIdBytes);
  const name = { table: outboxTables.route(conversation), id };
  // Looked at itself: nothing could be sent by one that somebody took from the store.
  const isThere = (await tx.get(name)) !== undefined;
  const known = await routesOf(tx, conversation);
  const last = known.at(-1);
  if (isThere && last !== undefined && bytesEqual(last, id)) return id;
  const others = known.filter((each) => !bytesEqual(each, id));
  const kept = await dropUnused(tx, lanes, conversation, others);
  if (!isThere) tx.put(name, encoded);
  tx.put(
    { table: outboxTables.routes, id: conversation },
    encodeRouteList({ conversation, routes: [...kept, id] }),
  );
  return id;
}

/** Of a conversation that is forgotten: what is still on its way keeps its routes. */
export async function dropRoutes(
  tx: Transaction,
  lanes: Iterable<RelayUrl>,
  conversation: ConversationId,
): Promise<void> {
  const known = await routesOf(tx, conversation);
  if (known.length === 0) return;
  const routes = await dropUnused(tx, lanes, conversation, known);
  const name = { table: outboxTables.routes, id: conversation };
  if (routes.length === 0) tx.remove(name);
  else tx.put(name, encodeRouteList({ conversation, routes }));
}

async function routesOf(
  tx: Pick<Transaction, 'get'>,
  conversation: ConversationId,
): Promise<readonly Uint8Array[]> {
  const stored = await tx.get({ table: outboxTables.routes, id: conversation });
  return stored === undefined ? [] : decodeRouteList(stored).routes;
}

/** Removes those of the routes that no mailing names; gives the others. */
async function dropUnused(
  tx: Transaction,
  lanes: Iterable<RelayUrl>,
  conversation: ConversationId,
  routes: readonly Uint8Array[],
): Promise<readonly Uint8Array[]> {
  if (routes.length === 0) return [];
  const used = new Set<string>();
  for (const relay of lanes) await noteUsed(tx, relay, used);
  for (const id of routes)
    if (!used.has(toHex(id))) tx.remove({ table: outboxTables.route(conversation), id });
  return routes.filter((id) => used.has(toHex(id)));
}

async function noteUsed(tx: Transaction, relay: RelayUrl, used: Set<string>): Promise<void> {
  const limit = handsetLimits.maxPostsUnderWay;
  for (let from = 0; ;) {
    const page = await tx.range(outboxTables.lane(relay), { from, limit });
    for (const { value } of page) {
      const record = decodeLaneRecord(value);
      if (isMailing(record) && 'route' in record.to) used.add(toHex(record.to.route));
    }
    const last = page.at(-1);
    if (last === undefined || page.length < limit) return;
    from = last.ordinal + 1;
  }
}
