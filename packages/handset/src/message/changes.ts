import { kindLimits } from '@sotto/core';
import { bytesEqual } from '@sotto/protocol';
import { compareKeys } from '../history/message-key.ts';
import type { MessageKey } from '../history/message-key.ts';
import { handsetLimits } from '../limits.ts';
import type { StoredBody } from '../storage/message-body.ts';
import type { MessageRecord } from '../storage/message-record.ts';
import { plainMessage } from '../storage/message-record.ts';

/**
 * What a content does to a message that is there already. Its key is the content's own: its clock and its id. `by` is the identity
 * that sent it, proven by its signature.
 */
export type Change = MessageKey & { readonly by: Uint8Array } & (
    | {
        readonly kind: 'edit';
        readonly text: string;
        /** Of the room in the epoch that the content was sent in; 0 always. */
        readonly editWithinSeconds: number;
        /** As `MessageRecord.sequence`. */
        readonly sequence: number | undefined;
      }
    | { readonly kind: 'delete' }
    /** Empty takes it back. */
    | { readonly kind: 'react'; readonly reaction: string }
    /** Of a plugin's kind; which answers count is the kind's to say, so all that could are kept. */
    | { readonly kind: 'answer'; readonly mediaType: string; readonly data: Uint8Array }
  );

/**
 * The message after a change; the same object when it changes nothing. Applying a set of changes gives the same message in every
 * order: an edit is one of the newest so many by key or is not kept, a reaction is the newest of its identity, a deletion is for good.
 */
export function applyChange(message: MessageRecord, change: Change): MessageRecord {
  if (message.body.kind === 'deleted' || message.body.kind === 'event') return message;
  switch (change.kind) {
    case 'edit':
      return edited(message, change);
    case 'delete':
      return bytesEqual(change.by, message.sender) ? deleted(message) : message;
    case 'react':
      return reacted(message, change);
    case 'answer':
      return answered(message, change);
  }
}

/** Whether its sender may give it another text. */
export function isEditable(body: StoredBody): boolean {
  return !('once' in body) && (body.kind === 'text' || body.kind === 'pictures');
}

/** Whether a text may still take the place of the message's, by the clocks of both. */
export function isInTime(message: MessageKey, edit: MessageKey, withinSeconds: number): boolean {
  if (compareKeys(edit, message) <= 0) return false;
  return (
    withinSeconds === 0 || edit.hlc.physicalMs - message.hlc.physicalMs <= withinSeconds * 1_000
  );
}

function edited(
  message: MessageRecord,
  change: Extract<Change, { readonly kind: 'edit' }>,
): MessageRecord {
  const { hlc, id, text, sequence } = change;
  if (
    !bytesEqual(change.by, message.sender) ||
    !isEditable(message.body) ||
    (text === '' && message.body.kind === 'text') ||
    !isInTime(message, change, change.editWithinSeconds) ||
    message.versions.some((version) => bytesEqual(version.id, id))
  )
    return message;
  const made = { hlc, id, text, sequence };
  const versions = [...message.versions, made].toSorted(compareKeys);
  const kept = versions.slice(-handsetLimits.maxVersions);
  return kept.includes(made) ? { ...message, versions: kept } : message;
}

/** What is left of a message that its sender deleted. */
function deleted(message: MessageRecord): MessageRecord {
  const { id, hlc, mine, sender, device, state, expiry } = message;
  return {
    ...plainMessage,
    ...{ id, hlc, mine, sender, device, state, expiry },
    seen: true,
    body: { kind: 'deleted' },
  };
}

// Of more identities than are kept, those with the smallest hashes: whoever is among them in the end was so all along.
function reacted(
  message: MessageRecord,
  { hlc, id, by, reaction }: Extract<Change, { readonly kind: 'react' }>,
): MessageRecord {
  const before = message.reactions.find(({ identity }) => bytesEqual(identity, by));
  const made = { hlc, id, identity: by, reaction };
  if (before !== undefined && compareKeys(made, before) <= 0) return message;
  const others = message.reactions.filter((each) => each !== before);
  const all = [...others, made].toSorted((a, b) => compareBytes(a.identity, b.identity));
  const kept = all.slice(0, handsetLimits.maxReactionsPerMessage);
  return kept.includes(made) ? { ...message, reactions: kept } : message;
}

function answered(
  message: MessageRecord,
  change: Extract<Change, { readonly kind: 'answer' }>,
): MessageRecord {
  const { hlc, id, by, data } = change;
  const { body, answers } = message;
  if (
    body.kind !== 'custom' ||
    body.mediaType !== change.mediaType ||
    answers.some((answer) => bytesEqual(answer.id, id))
  )
    return message;
  const made = { hlc, id, identity: by, data };
  const isTheirs = ({ identity }: { readonly identity: Uint8Array }): boolean =>
    bytesEqual(identity, by);
  const theirs = [...answers.filter(isTheirs), made]
    .toSorted(compareKeys)
    .slice(-kindLimits.maxAnswersPerSender);
  if (!theirs.includes(made)) return message;
  const all = [...answers.filter((answer) => !isTheirs(answer)), ...theirs];
  const senders = new Map(all.map(({ identity }) => [String(identity), identity]));
  const kept = [...senders.values()]
    .toSorted(compareBytes)
    .slice(0, handsetLimits.maxAnswerSenders);
  if (!kept.some((identity) => bytesEqual(identity, by))) return message;
  const isKept = new Set(kept.map(String));
  return {
    ...message,
    answers: all.filter(({ identity }) => isKept.has(String(identity))).toSorted(compareKeys),
  };
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const difference = a[index]! - b[index]!;
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
