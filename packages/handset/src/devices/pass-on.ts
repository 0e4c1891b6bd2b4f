import type { IdentityHash } from '@sotto/core';
import {
  bytesEqual,
  encodeCbor,
  identityUri,
  mimiMessageId,
  parcelToCbor,
  roomUri,
} from '@sotto/protocol';
import type { ConversationDraft } from '../conversation/draft.ts';
import type { Engine } from '../engine.ts';
import { handsetLimits } from '../limits.ts';
import { findMessage } from '../storage/message-index.ts';
import { encodeMessageRecord } from '../storage/message-record.ts';
import { tables } from '../storage/tables.ts';
import { putWord } from '../storage/words.ts';
import { listPayload } from './payloads.ts';
import { syncKeys } from './sync-keys.ts';

export interface LateContent {
  /** MIMI content, encoded. */
  readonly content: Uint8Array;
  readonly sender: Uint8Array;
  /** In which it was sent. */
  readonly epoch: bigint;
}

/**
 * Passes a message on, in the draft, to those devices of this identity that came in only after the epoch that it was sent in: it was on its way
 * when they were let in, so they could not open it, and the history that they were given did not have it yet.
 */
export async function passOn(
  { self, clock, devicesChanged }: Pick<Engine, 'self' | 'clock' | 'devicesChanged'>,
  draft: ConversationDraft,
  { content, sender, epoch }: LateContent,
): Promise<void> {
  const { tx, record } = draft;
  if (epoch === draft.group.context.epoch) return;
  const late = draft.leaves
    .ofIdentity(self.identity)
    .filter(({ device }) => !bytesEqual(device, self.device.key))
    .filter(({ device }) => BigInt(draft.peer(device)?.sinceEpoch ?? 0) > epoch);
  if (late.length === 0) return;
  const senderUri = identityUri(sender as IdentityHash);
  const id = mimiMessageId({ content, senderUri, roomUri: roomUri(record.groupId) });
  const found = await findMessage(tx, record.id, id);
  if (found === undefined) return;
  const { message } = found;
  const bytes = encodeCbor([encodeMessageRecord({ ...message, sequence: undefined })]);
  // A text has 32 KiB at most; with a long past of changes it may be more, and is then left to the history.
  if (bytes.length > handsetLimits.maxSyncBytesAtOnce) return;
  for (const { device } of late) {
    const key = syncKeys.late(device, record.groupId, id);
    const payload = listPayload([null, null, parcelToCbor({ bytes })]);
    putWord(tx, tables.toSync, { key, atMs: clock.now(), payload });
  }
  draft.after(devicesChanged);
}
