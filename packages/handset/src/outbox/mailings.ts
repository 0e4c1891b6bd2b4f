import type { Crypto, MailboxAddress, PostId, RelayUrl } from '@sotto/core';
import { envelopeNonceBytes } from '@sotto/protocol';
import type { LeafMailbox } from '@sotto/protocol';
import type { ConversationId } from '../api.ts';
import { concat, utf8 } from '../bytes.ts';
import { sealEnvelope } from '../conversation/envelope.ts';
import { handsetLimits } from '../limits.ts';
import { leftOf } from '../storage/mailing-record.ts';
import type { MailingRecord } from '../storage/mailing-record.ts';
import type { PostRecord } from '../storage/post-record.ts';
import type { Route, RouteStop } from '../storage/route-record.ts';

/** Something for all devices of a group. */
export interface NewMailing {
  readonly conversation: ConversationId;
  /** The message whose state follows the posts. */
  readonly messageId?: Uint8Array;
  /** The envelope key that it is sealed under. */
  readonly key: Uint8Array;
  /** An envelope's content, not sealed. */
  readonly content: Uint8Array;
  /** Mailboxes of the devices, in the order of the message's list. */
  readonly to: readonly LeafMailbox[];
}

/** A post that stands in a lane by itself, or one of those that a mailing stands for: the latter is sealed when it is its turn. */
export type Post = PostRecord | MailedPost;

export interface MailedPost extends Omit<PostRecord, 'postId' | 'body'> {
  readonly mailing: MailingRecord;
  readonly index: number;
}

const postIdBytes = 16;
const label = utf8('sotto mailing post');

/**
 * What a mailing at each relay is to be: a post for every mailbox when they are few, so that no relay is told which of them belong
 * together; else one for up to 64 of them. Each post has a body that was sealed for itself.
 */
export function planMailings(
  { crypto, nowMs }: { readonly crypto: Pick<Crypto, 'random'>; readonly nowMs: number },
  { conversation, messageId, key, content, to }: NewMailing,
  route: Uint8Array | undefined,
): readonly { readonly relay: RelayUrl; readonly mailing: MailingRecord }[] {
  const perPost = isApart(to) ? 1 : handsetLimits.maxMailboxesPerPost;
  return [...stopsOf(to)].map(([relay, stops]) => ({
    relay,
    mailing: {
      seed: crypto.random(32),
      key,
      content,
      createdAtMs: nowMs,
      conversation,
      messageId,
      to:
        route === undefined
          ? {
              mailboxes: stops.map(({ address }) => address),
              covers: stops.map(({ place }) => place),
            }
          : { route },
      perPost,
      posts: Math.ceil(stops.length / perPost),
      done: new Uint8Array(0),
    },
  }));
}

/** Whether so few are posted to that each has a post of its own. Their mailboxes are kept with the mailing, without a route. */
export function isApart(to: readonly LeafMailbox[]): boolean {
  return to.length <= handsetLimits.maxPostsApart;
}

function stopsOf(to: readonly LeafMailbox[]): ReadonlyMap<RelayUrl, readonly RouteStop[]> {
  const stops = new Map<RelayUrl, RouteStop[]>();
  for (const [place, { address, relays }] of to.entries())
    for (const relay of relays) {
      const there = stops.get(relay);
      if (there === undefined) stops.set(relay, [{ address, place }]);
      else there.push({ address, place });
    }
  return stops;
}

/** The posts that a mailing stands for still; `route` where it names one. */
export function postsOf(
  mailing: MailingRecord,
  relay: RelayUrl,
  route: Route | undefined,
): readonly MailedPost[] {
  const { to, perPost, createdAtMs, conversation, messageId } = mailing;
  const stops =
    'route' in to
      ? (route?.at(relay) ?? [])
      : to.mailboxes.map((address, index) => ({ address, place: to.covers[index]! }));
  return leftOf(mailing).flatMap((index) => {
    const some = stops.slice(index * perPost, (index + 1) * perPost);
    if (some.length === 0) return [];
    const mailboxes: readonly MailboxAddress[] = some.map(({ address }) => address);
    const covers = messageId === undefined ? [] : some.map(({ place }) => place);
    return [
      {
        ...{ mailing, index, relay, mailboxes, covers, createdAtMs, conversation, messageId },
        ...{ alone: false, expendable: false, partly: false, parked: false, tries: 0 },
      },
    ];
  });
}

/** The post itself: for the same one always the same bytes under the same id. */
export async function sealPost(crypto: Crypto, post: Post): Promise<PostRecord> {
  if (!('mailing' in post)) return post;
  const { mailing, index, ...shared } = post;
  const number = new Uint8Array(4);
  new DataView(number.buffer).setUint32(0, index);
  const made = await crypto.hmac('SHA-256', mailing.seed, concat(label, number));
  const nonce = made.slice(postIdBytes, postIdBytes + envelopeNonceBytes);
  return {
    ...shared,
    postId: made.slice(0, postIdBytes) as PostId,
    body: await sealEnvelope(crypto, mailing.key, mailing.content, nonce),
  };
}
