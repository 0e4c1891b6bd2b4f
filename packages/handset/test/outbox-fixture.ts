import type { MailboxAddress, ReadKey, RelayUrl } from '@sotto/core';
import { mailboxAddress } from '@sotto/protocol';
import type { ClientFrame, PostFrame } from '@sotto/protocol';
import type { ConversationId } from '../src/api.ts';
import { handsetError } from '../src/error.ts';
import type { NewMailing } from '../src/outbox/mailings.ts';
import { loadOutbox } from '../src/outbox/outbox.ts';
import type { NewPost, Outbox } from '../src/outbox/outbox.ts';
import type { Settle, SettledPost } from '../src/outbox/settle-posts.ts';
import { beginTransaction } from '../src/storage/transaction.ts';
import { net } from './net-fixture.ts';
import type { Net, NetOptions } from './net-fixture.ts';
import { turns } from './step-clock.ts';
import type { TinyRelay } from './tiny-relay.ts';

const open: { stop: () => Promise<void> }[] = [];
/** Something that `stopBoxes` is to stop as well. */
export function stopLater(one: { stop: () => Promise<void> }): void {
  open.push(one);
}

/** To be called after each test. */
export async function stopBoxes(): Promise<void> {
  await Promise.all(open.splice(0).map(({ stop }) => stop()));
}

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
export const conversation = 'c' as ConversationId;
export const message = (number: number): Uint8Array => new Uint8Array(32).fill(number);
export const body = (number: number): Uint8Array => Uint8Array.of(number >> 8, number & 255);
export const numbers = (relay: TinyRelay): readonly number[] =>
  relay.posts.map((post) => Number.parseInt(post.body, 16));
export const hours = 3_600_000;

export interface Box extends Net {
  readonly outbox: Outbox;
  /** What messages heard, in order. */
  readonly settled: (Omit<SettledPost, 'messageId'> & { readonly message: number })[];
  /** Stores posts and wakes the outbox. */
  readonly post: (...posts: readonly NewPost[]) => Promise<void>;
  /** The same with something for all devices of a group. */
  readonly mail: (mailing: NewMailing) => Promise<void>;
  /** Whether the changes of conversations fail: before they are stored, or after. */
  failSettle: boolean | 'after';
  /** How many posts waited each time that it was told that less do. */
  readonly less: number[];
}

export async function box(options: NetOptions = {}): Promise<Box> {
  const world = await net(options);
  const settled: Box['settled'] = [];
  const less: number[] = [];
  const settle: Settle = async (_conversation, posts, remove) => {
    if (made.failSettle === true) throw handsetError('STORAGE_FULL', 'There is no room.');
    const tx = beginTransaction(world.store);
    await remove(tx);
    await tx.commit();
    if (made.failSettle === 'after') throw handsetError('STORAGE_FULL', 'There is no room.');
    for (const { messageId, ...post } of posts) settled.push({ ...post, message: messageId[0]! });
  };
  const outbox = await loadOutbox(world.engine, world.sync, world.troubles, {
    settle,
    lessened: () => less.push(outbox.waiting()),
  });
  const made: Box = {
    ...world,
    outbox,
    settled,
    failSettle: false,
    less,
    post: async (...posts) => {
      const tx = beginTransaction(world.store);
      outbox.put(tx, posts);
      await tx.commit();
      outbox.wake();
      await turns();
    },
    mail: async (mailing) => {
      const tx = beginTransaction(world.store);
      await outbox.mail(tx, mailing);
      await tx.commit();
      outbox.wake();
      await turns();
    },
    stop: async () => {
      await world.stop();
      await outbox.stopped();
    },
  };
  stopLater(made);
  world.sync.start();
  outbox.wake();
  await turns();
  return made;
}

/** A mailbox that is there. */
export async function mailbox(
  { relays }: Pick<Net, 'relays'>,
  at: 'a' | 'b' | 'c' = 'a',
): Promise<MailboxAddress> {
  const readKey = globalThis.crypto.getRandomValues(new Uint8Array(32)) as Uint8Array as ReadKey;
  relays[at].open(readKey);
  return mailboxAddress(readKey);
}

export const to = (relay: RelayUrl, number: number, ...mailboxes: MailboxAddress[]): NewPost => ({
  relay,
  mailboxes,
  body: body(number),
  conversation,
  messageId: message(number),
});

/** Answers posts to these mailboxes in a way of its own; `undefined` leaves the true answer. */
export function answerPosts(
  relay: TinyRelay,
  outcome: (address: string, frame: PostFrame) => 'full' | 'unknown' | undefined,
): void {
  relay.lies.answer = (frame, answer) => {
    if (frame.kind !== 'post' || answer.kind !== 'posted') return answer;
    const outcomes = frame.mailboxes.map(
      (address, index) => outcome(hex(address), frame) ?? answer.outcomes[index]!,
    );
    return { ...answer, outcomes };
  };
}

export function refusePosts(
  relay: TinyRelay,
  refuse: (
    frame: PostFrame,
  ) => { code: 'RATE' | 'UNAVAILABLE' | 'OTHER' | 'TOO_LARGE'; ms?: number } | undefined,
): void {
  relay.lies.instead = (frame: ClientFrame) => {
    const no = frame.kind === 'post' ? refuse(frame) : undefined;
    return no && { kind: 'refused', id: frame.id, code: no.code, retryAfterMs: no.ms ?? 0 };
  };
}
