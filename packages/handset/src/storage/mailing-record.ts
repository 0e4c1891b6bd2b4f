import type { MailboxAddress } from '@sotto/core';
import type { ConversationId } from '../api.ts';
import { handsetLimits } from '../limits.ts';
import { encodeFields, readFields } from './fields.ts';
import { decodePost } from './post-record.ts';
import type { PostRecord } from './post-record.ts';

/**
 * One content on its way to many mailboxes at one relay, in `outbox/<relay>`, in place of as many posts. They have the ordinals behind
 * its own. What it takes to make them again, the same bytes under the same ids, is kept once, so that a message costs the same
 * whatever the number of its members.
 */
export interface MailingRecord {
  /** 32 bytes: ids and nonces of the posts come of it. */
  readonly seed: Uint8Array;
  /** Envelope key of the epoch that it was made in: the epoch's own record may be gone before the posts are. */
  readonly key: Uint8Array;
  /** An envelope's content, not sealed. */
  readonly content: Uint8Array;
  readonly createdAtMs: number;
  readonly conversation: ConversationId;
  /** As `PostRecord.messageId`. */
  readonly messageId: Uint8Array | undefined;
  readonly to: MailingTargets;
  /** Mailboxes of one post, and how many posts it stands for. */
  readonly perPost: number;
  readonly posts: number;
  /** One bit for each post that it stands for no more; empty when it stands for all. */
  readonly done: Uint8Array;
}

export type MailingTargets =
  /** Id of a route: its mailboxes at this relay. */
  | { readonly route: Uint8Array }
  | { readonly mailboxes: readonly MailboxAddress[]; readonly covers: readonly number[] };

// Those before it are of posts, which are in the same lanes.
const version = 3;

export function encodeMailing(record: MailingRecord): Uint8Array {
  const { to } = record;
  const isRouted = 'route' in to;
  return encodeFields(version, [
    record.seed,
    record.key,
    record.content,
    record.createdAtMs,
    record.conversation,
    record.messageId ?? null,
    isRouted ? to.route : null,
    isRouted ? [] : to.mailboxes,
    isRouted ? [] : to.covers,
    record.perPost,
    record.posts,
    record.done,
  ]);
}

function decodeMailing(value: Uint8Array): MailingRecord {
  const fields = readFields(value, version);
  const shared = {
    seed: fields.bytes(),
    key: fields.bytes(),
    content: fields.bytes(),
    createdAtMs: fields.number(),
    conversation: fields.text() as ConversationId,
    messageId: fields.optionalBytes(),
  };
  const route = fields.optionalBytes();
  const mailboxes = fields.bytesList() as readonly MailboxAddress[];
  const covers = fields.numberList();
  const record = {
    ...shared,
    to: route === undefined ? { mailboxes, covers } : { route },
    perPost: fields.number(),
    posts: fields.number(),
    done: fields.bytes(),
  };
  fields.end();
  const { perPost, posts, done } = record;
  const isWhole =
    perPost >= 1 &&
    posts >= 1 &&
    posts <= handsetLimits.maxGroupDevices &&
    covers.length === mailboxes.length &&
    (route !== undefined || posts === Math.ceil(mailboxes.length / perPost)) &&
    (done.length === 0 || done.length === Math.ceil(posts / 8));
  return isWhole ? record : fields.broken();
}

/** What one record of a lane is. @throws VAULT_BROKEN, VAULT_NEWER */
export function decodeLaneRecord(value: Uint8Array): PostRecord | MailingRecord {
  return readFields(value, version).version < version ? decodePost(value) : decodeMailing(value);
}

export function isMailing(record: PostRecord | MailingRecord): record is MailingRecord {
  return 'seed' in record;
}

/** The ordinal of one of the posts, counted from 0, of the mailing at an ordinal. */
export function ordinalIn(mailing: number, index: number): number {
  return mailing + 1 + index;
}

/** The other way round. */
export function indexIn(mailing: number, ordinal: number): number {
  return ordinal - mailing - 1;
}

/** Which of its posts, counted from 0, it still stands for. */
export function leftOf({ posts, done }: Pick<MailingRecord, 'posts' | 'done'>): readonly number[] {
  const left: number[] = [];
  for (let index = 0; index < posts; index += 1)
    if (((done[index >> 3] ?? 0) & (1 << (index & 7))) === 0) left.push(index);
  return left;
}

/** The mailing without one of its posts; `undefined` when none is left. */
export function withoutPost(record: MailingRecord, index: number): MailingRecord | undefined {
  const done = new Uint8Array(Math.ceil(record.posts / 8));
  done.set(record.done);
  done[index >> 3]! |= 1 << (index & 7);
  const rest = { ...record, done };
  return leftOf(rest).length === 0 ? undefined : rest;
}
