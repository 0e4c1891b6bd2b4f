import type { ConversationDraft } from '../conversation/draft.ts';
import { hasSiblings } from '../devices/siblings.ts';
import type { Engine } from '../engine.ts';
import { isLingering } from './linger.ts';
import { beginAsking } from './rejoin-request.ts';
import type { ConversationRecord } from '../storage/conversation-record.ts';

/** Whether a conversation whose ratchets may have been used before comes back as a new leaf. Notes of one device have nobody else in them. */
export function hasToComeBack(
  engine: Pick<Engine, 'chains' | 'self'>,
  { state, kind }: ConversationRecord,
): boolean {
  return state === 'active' && (kind !== 'notes' || hasSiblings(engine));
}

/** Whether a device that is out of a conversation may have been let in again by what it does not remember. */
export function mayBeInAgain(
  { clock }: Pick<Engine, 'clock'>,
  record: ConversationRecord,
): boolean {
  return record.kind === 'group' && isLingering(record, clock.now());
}

/** Marks a conversation to come back as a new leaf: until it has, none of its ratchets is used. Where it is out, it asks. */
export async function markToComeBack(
  engine: Pick<Engine, 'chains' | 'self' | 'clock' | 'crypto'>,
  draft: Pick<ConversationDraft, 'record' | 'tx'>,
): Promise<void> {
  if (hasToComeBack(engine, draft.record))
    draft.record = { ...draft.record, state: 'joining', joining: 'restored' };
  else if (mayBeInAgain(engine, draft.record)) beginAsking(engine, draft);
}
