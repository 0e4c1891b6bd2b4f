import type { Crypto } from '@sotto/core';
import { concat, utf8 } from '../bytes.ts';

/** Message ids of contents begin with 1 (draft-ietf-mimi-content-08); those of events are this handset's own. */
const eventMark = 2;

/** The id of an event: what it comes from, and which of several. */
export async function eventId(
  crypto: Pick<Crypto, 'hash'>,
  seed: Uint8Array,
  index: number,
): Promise<Uint8Array> {
  const label = utf8('Sotto event v1');
  const hash = await crypto.hash('SHA-256', concat(label, Uint8Array.of(index), seed));
  return concat(Uint8Array.of(eventMark), hash.subarray(0, 31));
}
