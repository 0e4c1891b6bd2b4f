import type { RelayUrl } from '@sotto/core';
import type { ConversationId } from '../api.ts';

/** The outbox's tables, beside `tables.failed`. */
export const outboxTables = {
  /** By relay: which lanes there are (lanes.ts). */
  lanes: 'lanes',
  /** By ordinal, in the order of sending (post-record.ts, mailing-record.ts). */
  lane: (relay: RelayUrl) => `outbox/${relay}`,
  /** By conversation: which routes there are of it; by route id: the routes (route-record.ts). */
  routes: 'routes',
  route: (id: ConversationId) => `route/${id}`,
} as const;
