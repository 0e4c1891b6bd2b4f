import type { RelayUrl } from '@sotto/core';
import { toHex } from '../hex.ts';
import { decodeLaneRecord, isMailing, leftOf, ordinalIn } from '../storage/mailing-record.ts';
import type { MailingRecord } from '../storage/mailing-record.ts';
import { decodeRoute } from '../storage/route-record.ts';
import type { Route } from '../storage/route-record.ts';
import type { SealedStore } from '../vault/sealed-store.ts';
import { postsOf } from './mailings.ts';
import type { WaitingPost } from './next-posts.ts';
import { outboxTables } from './outbox-tables.ts';

export type PlacedPost = Pick<WaitingPost, 'ordinal' | 'record'>;

export interface LanePage {
  readonly posts: readonly WaitingPost[];
  /** Where to go on; `undefined` at the lane's end. */
  readonly next: number | undefined;
}

/** The posts that stand in the first `limit` records of a lane, in their order. */
export async function readLane(
  store: Pick<SealedStore, 'get' | 'range'>,
  relay: RelayUrl,
  { from, limit }: { readonly from: number; readonly limit: number },
): Promise<LanePage> {
  const posts: WaitingPost[] = [];
  const routes = new Map<string, Route | undefined>();
  let records = 0;
  let last = from;
  for await (const { ordinal, value } of store.range(outboxTables.lane(relay), { from, limit })) {
    records += 1;
    last = ordinal;
    const record = decodeLaneRecord(value);
    if (!isMailing(record)) {
      posts.push({ ordinal, record: ordinal, post: record });
      continue;
    }
    const mailed = postsOf(record, relay, await routeOf(store, record, routes));
    for (const post of mailed)
      posts.push({ ordinal: ordinalIn(ordinal, post.index), record: ordinal, post });
  }
  // What is left of a post of a mailing stands behind the mailing, among those that the mailing stands for still.
  posts.sort((a, b) => a.ordinal - b.ordinal);
  return { posts, next: records < limit ? undefined : last + 1 };
}

/** Where the posts are that one record stands for. @throws VAULT_BROKEN, VAULT_NEWER */
export function placesOf(ordinal: number, value: Uint8Array): readonly PlacedPost[] {
  const record = decodeLaneRecord(value);
  if (!isMailing(record)) return [{ ordinal, record: ordinal }];
  return leftOf(record).map((index) => ({ ordinal: ordinalIn(ordinal, index), record: ordinal }));
}

async function routeOf(
  store: Pick<SealedStore, 'get'>,
  { to, conversation }: Pick<MailingRecord, 'to' | 'conversation'>,
  known: Map<string, Route | undefined>,
): Promise<Route | undefined> {
  if (!('route' in to)) return undefined;
  const key = `${conversation} ${toHex(to.route)}`;
  if (!known.has(key)) {
    const value = await store.get({ table: outboxTables.route(conversation), id: to.route });
    known.set(key, value && decodeRoute(value));
  }
  return known.get(key);
}
