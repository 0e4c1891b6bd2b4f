import type { Crypto } from '@sotto/core';
import { bytesEqual, leaveBytesToSign } from '@sotto/protocol';
import type { LeaveWord } from '@sotto/protocol';
import type { ConversationDraft } from '../conversation/draft.ts';
import type { Engine } from '../engine.ts';
import { handsetLimits } from '../limits.ts';
import { putIntent, waitingIntents } from './intents.ts';
import type { Leaf } from './leaves.ts';

/** What this device signs to be let go, good on every side of a split: whoever comes in again has another mailbox. */
export async function leaveWord(
  { crypto, self }: Pick<Engine, 'crypto' | 'self'>,
  { groupId, own, ownSequence: next }: ConversationDraft['record'],
): Promise<LeaveWord> {
  const bytes = leaveBytesToSign({ groupId, address: own.address, next });
  const { Ed25519 } = crypto.signatures;
  return { next, signature: await Ed25519.sign(self.device.signaturePrivateKey, bytes) };
}

/** Whether the device in this leaf has said that it goes. */
export function isLeaving(
  crypto: Pick<Crypto, 'signatures'>,
  groupId: Uint8Array,
  { device, mailbox }: Pick<Leaf, 'device' | 'mailbox'>,
  { next, signature }: LeaveWord,
): Promise<boolean> {
  const bytes = leaveBytesToSign({ groupId, address: mailbox.address, next });
  return crypto.signatures.Ed25519.verify(device, bytes, signature);
}

/** A device of the group says that it goes: whoever is first takes it out. */
export async function takeLeave(
  engine: Pick<Engine, 'crypto' | 'self'>,
  draft: ConversationDraft,
  leaf: Leaf,
  { next, signature }: LeaveWord,
): Promise<void> {
  const { state, groupId } = draft.record;
  if (state === 'left' || state === 'removed') return;
  if (!(await isLeaving(engine.crypto, groupId, leaf, { next, signature }))) return;
  const { device, identity } = leaf;
  const waiting = await waitingIntents(draft);
  const isAsked = waiting.some(
    ({ intent }) => intent.type === 'evict' && bytesEqual(intent.device, device),
  );
  if (!isAsked && draft.record.intents < handsetLimits.maxIntents)
    putIntent(draft, { type: 'evict', device, next, signature });
  // A person leaves with all of their devices.
  const isOwn = bytesEqual(identity, engine.self.identity);
  if (isOwn && draft.record.intents < handsetLimits.maxIntents) putIntent(draft, { type: 'leave' });
}
