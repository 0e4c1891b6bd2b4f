import { bytesEqual } from '@sotto/protocol';
import type { ConversationDraft } from '../conversation/draft.ts';
import type { Engine } from '../engine.ts';
import { handsetLimits } from '../limits.ts';
import { decodeAudience, encodeAudience } from '../storage/audience-record.ts';
import type { Audience } from '../storage/audience-record.ts';
import type { StoredReceipts } from '../storage/message-record.ts';
import { tables } from '../storage/tables.ts';
import { isSmall } from './receipts.ts';

// Enough to tell members of one group apart; whoever made two alike could confirm for nobody but themselves.
const tagBytes = 8;

/** Who else is to have a message that is sent now; `undefined` where there are no receipts for each. */
export async function receiptsOf(
  engine: Pick<Engine, 'self'>,
  draft: ConversationDraft,
): Promise<StoredReceipts | undefined> {
  if (draft.room.kind !== 'group' || !isSmall(draft)) return undefined;
  const others = draft.leaves
    .identities()
    .filter((identity) => !bytesEqual(identity, engine.self.identity));
  const audience = new Uint8Array(others.length * tagBytes);
  others.forEach((identity, index) =>
    audience.set(identity.subarray(0, tagBytes), index * tagBytes),
  );
  return { audience: await keep(draft, audience), states: new Uint8Array(others.length) };
}

/** The ordinal of an audience, which is stored unless it is that of the message before. */
async function keep({ tx, record }: ConversationDraft, audience: Audience): Promise<number> {
  const table = tables.audiences(record.id);
  const [last] = await tx.range(table, { reverse: true, limit: 1 });
  if (last !== undefined && bytesEqual(decodeAudience(last.value), audience)) return last.ordinal;
  const ordinal = last === undefined ? 0 : last.ordinal + 1;
  tx.put({ table, ordinal }, encodeAudience(audience));
  const oldest = ordinal - handsetLimits.maxAudiencesKept;
  if (oldest >= 0) tx.remove({ table, ordinal: oldest });
  return ordinal;
}

/** Whom a message was sent to; `undefined` when that is so long ago that it is not kept any more. */
export async function audienceOf(
  { tx, record }: Pick<ConversationDraft, 'tx' | 'record'>,
  { audience }: StoredReceipts,
): Promise<Audience | undefined> {
  if (typeof audience !== 'number') return audience;
  const stored = await tx.get({ table: tables.audiences(record.id), ordinal: audience });
  return stored && decodeAudience(stored);
}

/** The place of somebody in an audience. */
export function placeOf(audience: Audience, identity: Uint8Array): number | undefined {
  for (let start = 0; start < audience.length; start += tagBytes) {
    const tag = audience.subarray(start, start + tagBytes);
    if (bytesEqual(tag, identity.subarray(0, tagBytes))) return start / tagBytes;
  }
  return undefined;
}
