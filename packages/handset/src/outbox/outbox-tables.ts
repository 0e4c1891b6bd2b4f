import type { RelayUrl } from '@sotto/core';

/** The outbox's tables, beside `tables.failed`. */
export const outboxTables = {
  /** By relay: which lanes there are (lanes.ts). */
  lanes: 'lanes',
  /** By ordinal, in the order of sending (post-record.ts). */
  lane: (relay: RelayUrl) => `outbox/${relay}`,
} as const;
