import type { EpochSeen } from '@sotto/protocol';
import { bytesEqual } from '@sotto/protocol';
import { handsetLimits } from '../limits.ts';
import type { ConversationDraft } from '../conversation/draft.ts';
import { toldEpoch } from '../storage/epoch-record.ts';
import type { EpochRecord } from '../storage/epoch-record.ts';

/**
 * Notes epochs of the chain that this device comes into, which it was not in itself. A split is judged by the first epoch that differs:
 * without them, who came in behind it would take another one for the first.
 */
export function noteTold(
  draft: Pick<ConversationDraft, 'epochs' | 'replaceEpochs'>,
  told: readonly EpochSeen[],
): void {
  const known = new Set(draft.epochs.map(({ epoch }) => epoch));
  const fresh = told.filter(({ epoch }) => !known.has(epoch)).map(toldEpoch);
  const all = [...draft.epochs, ...fresh].toSorted((a, b) => (a.epoch < b.epoch ? -1 : 1));
  draft.replaceEpochs(all.slice(-handsetLimits.maxEpochsKept));
}

/** Whether an epoch of one's own is not one of the chain that others tell of. */
export function isOtherwise(own: EpochRecord, told: readonly EpochSeen[]): boolean {
  const last = told.at(-1);
  if (last !== undefined && own.epoch > last.epoch) return true;
  const theirs = told.find(({ epoch }) => epoch === own.epoch);
  return theirs !== undefined && !bytesEqual(theirs.authenticator, own.authenticator);
}
