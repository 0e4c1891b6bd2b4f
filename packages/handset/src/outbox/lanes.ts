import type { RelayUrl } from '@sotto/core';
import type { Engine } from '../engine.ts';
import { encodeFields, readFields } from '../storage/fields.ts';
import { decodeLaneRecord, isMailing } from '../storage/mailing-record.ts';
import { decodeRouteList } from '../storage/route-record.ts';
import { tables } from '../storage/tables.ts';
import { beginTransaction } from '../storage/transaction.ts';
import type { Transaction } from '../storage/transaction.ts';
import { judgeAge } from './judge-post.ts';
import { outboxTables } from './outbox-tables.ts';
import { placesOf } from './read-lane.ts';
import type { PlacedPost } from './read-lane.ts';
import { dropRoutes } from './routes.ts';

export interface FoundLane {
  readonly relay: RelayUrl;
  readonly found: readonly (PlacedPost & { readonly parked: boolean })[];
}

const version = 1;

/** Notes that there is a lane: tables are blinded, so nothing else tells. */
export function noteLane(tx: Pick<Transaction, 'put'>, relay: RelayUrl): void {
  tx.put({ table: outboxTables.lanes, id: relay }, encodeFields(version, [relay]));
}

/** The lanes with what waits in them. Those that are empty are forgotten, and so is what was parked too long ago. */
export async function loadLanes({
  store,
  clock,
}: Pick<Engine, 'store' | 'clock'>): Promise<readonly FoundLane[]> {
  const relays: RelayUrl[] = [];
  for await (const value of store.values(outboxTables.lanes)) {
    const fields = readFields(value, version);
    relays.push(fields.text() as RelayUrl);
    fields.end();
  }
  const tx = beginTransaction(store);
  const lanes: FoundLane[] = [];
  for (const relay of relays) {
    const found: FoundLane['found'][number][] = [];
    for await (const { ordinal, value } of store.range(outboxTables.lane(relay), {})) {
      const record = decodeLaneRecord(value);
      const parked = !isMailing(record) && record.parked;
      if (parked && judgeAge(record, clock.now()) !== undefined)
        tx.remove({ table: outboxTables.lane(relay), ordinal });
      else found.push(...placesOf(ordinal, value).map((place) => ({ ...place, parked })));
    }
    if (found.length > 0) lanes.push({ relay, found });
    else tx.remove({ table: outboxTables.lanes, id: relay });
  }
  await dropForgottenRoutes(store, tx, relays);
  await tx.commit();
  return lanes;
}

/** Routes of conversations that are gone, once nothing is on its way by them. */
async function dropForgottenRoutes(
  store: Engine['store'],
  tx: Transaction,
  relays: readonly RelayUrl[],
): Promise<void> {
  for await (const value of store.values(outboxTables.routes)) {
    const { conversation } = decodeRouteList(value);
    const facts = await store.get({ table: tables.conversations, id: conversation });
    if (facts === undefined) await dropRoutes(tx, relays, conversation);
  }
}
