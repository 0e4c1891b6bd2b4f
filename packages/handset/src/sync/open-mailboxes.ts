import { isSottoError } from '@sotto/core';
import type { OwnMailbox } from '../storage/conversation-record.ts';
import type { Sync } from './sync.ts';

/**
 * Makes all of these mailboxes, or none: those that are there when one cannot be made are closed again, as soon as their relays are
 * reached. A relay that admits by invite counts each. @throws what `Sync.openMailbox` throws
 */
export async function openMailboxes(
  sync: Pick<Sync, 'openMailbox' | 'closeMailbox'>,
  mailboxes: readonly OwnMailbox[],
  signal: AbortSignal,
): Promise<void> {
  for (const [index, { readKey, relays }] of mailboxes.entries()) {
    try {
      await sync.openMailbox(readKey, relays, signal);
    } catch (error) {
      // The last one too, unless nobody was reached: only its answer may have been lost.
      const count = isSottoError(error, 'LINK_UNREACHABLE') ? index : index + 1;
      await Promise.all(mailboxes.slice(0, count).map((each) => sync.closeMailbox(each)));
      throw error;
    }
  }
}
