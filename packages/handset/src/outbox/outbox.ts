import type { MailboxAddress, PostId, RelayUrl } from '@sotto/core';
import { bucketBytes } from '@sotto/protocol';
import type { ConversationId } from '../api.ts';
import type { Engine } from '../engine.ts';
import { handsetError } from '../error.ts';
import type { Troubles } from '../events/troubles.ts';
import { encodeMailing } from '../storage/mailing-record.ts';
import { encodePost } from '../storage/post-record.ts';
import type { PostRecord } from '../storage/post-record.ts';
import type { Transaction } from '../storage/transaction.ts';
import type { Sync } from '../sync/sync.ts';
import { takeFailed } from './failed-posts.ts';
import { createLanePosts } from './lane-posts.ts';
import type { LanePosts } from './lane-posts.ts';
import { runLane } from './lane.ts';
import type { Lane } from './lane.ts';
import { loadLanes, noteLane } from './lanes.ts';
import type { FoundLane } from './lanes.ts';
import { isApart, planMailings } from './mailings.ts';
import type { NewMailing } from './mailings.ts';
import { outboxTables } from './outbox-tables.ts';
import { dropRoutes, keepRoute } from './routes.ts';
import type { Settle } from './settle-posts.ts';

/** Posts what waits, in one ordered lane for each relay, lanes side by side. docs/states/outbox.md has its rules. */
export interface Outbox {
  /** Adds posts to `tx`. They are sent once the transaction is committed and `wake` was called. */
  readonly put: (tx: Transaction, posts: readonly NewPost[]) => void;
  /**
   * Adds a post, or a few, for each of the mailboxes to `tx`, in one record for each relay. Sent as what `put` adds.
   * @throws PADDING_TOO_LONG when the content fits no envelope
   */
  readonly mail: (tx: Transaction, mailing: NewMailing) => Promise<void>;
  /** Transactions with posts were committed. Nothing is sent before the first call. */
  readonly wake: () => void;
  /** Ends every wait for a time. */
  readonly nudge: () => void;
  readonly stopped: () => Promise<void>;
  /** Posts in all lanes that are still to be sent. */
  readonly waiting: () => number;
  /** Puts the failed posts of a message back, the same bytes under the same ids. False when there are none. */
  readonly retry: (
    tx: Transaction,
    conversation: ConversationId,
    messageId: Uint8Array,
  ) => Promise<boolean>;
  /** Drops what no post needs any more of a conversation that is forgotten. Its posts go on. */
  readonly leave: (tx: Transaction, conversation: ConversationId) => Promise<void>;
  /** Drops the failed posts of a message that is erased. */
  readonly forget: (
    tx: Transaction,
    conversation: ConversationId,
    messageId: Uint8Array,
  ) => Promise<void>;
}

export interface NewPost {
  readonly relay: RelayUrl;
  /** 1 to 64. */
  readonly mailboxes: readonly MailboxAddress[];
  readonly body: Uint8Array;
  readonly conversation?: ConversationId;
  /** The message whose state follows the post. Only with `conversation`. */
  readonly messageId?: Uint8Array;
  /** For each mailbox the index of its device in the message's list; default 0, 1 and so on. */
  readonly covers?: readonly number[];
  /** A Welcome: of what goes only to its mailboxes, nothing behind it is posted before it is stored. */
  readonly alone?: boolean;
  /** Typing, hints: given up when older than `expendableMs`, and when the relay refuses once. */
  readonly expendable?: boolean;
}

export interface OutboxOptions {
  readonly settle: Settle;
  /** `waiting` has become less: called after every such change, also of posts that no message shows. */
  readonly lessened?: () => void;
}

export type OutboxParts = Pick<Engine, 'store' | 'clock' | 'crypto' | 'stopping'>;

interface Kept {
  readonly posts: LanePosts;
  /** Absent before the first `wake`. */
  lane: Lane | undefined;
  /** Its name is in the store. */
  isNoted: boolean;
}

/** Reads which posts wait. @throws VAULT_BROKEN, VAULT_NEWER */
export async function loadOutbox(
  engine: OutboxParts,
  sync: Pick<Sync, 'patiently'>,
  troubles: Troubles,
  { settle, lessened = nothing }: OutboxOptions,
): Promise<Outbox> {
  const kept = new Map<RelayUrl, Kept>();
  let isStarted = false;

  const lost = (): void =>
    troubles.report(handsetError('VAULT_BROKEN', 'Posts that waited are gone from the store.'));

  const keep = (relay: RelayUrl, found: FoundLane['found'], isNoted: boolean): Kept => {
    const posts = createLanePosts(engine, { relay, found, lost, lessened });
    const made: Kept = { posts, lane: undefined, isNoted };
    kept.set(relay, made);
    if (isStarted) begin(relay, made);
    return made;
  };

  const begin = (relay: RelayUrl, each: Kept): void => {
    each.lane = runLane(engine, { relay, posts: each.posts, sync, troubles, settle });
  };

  const putBack = (tx: Transaction, records: readonly PostRecord[]): void => {
    for (const [relay, posts] of Map.groupBy(records, (each) => each.relay)) {
      const lane = laneOf(relay);
      const wanted = posts.filter((each) => !each.expendable || !lane.lane?.isUnreachable());
      if (wanted.length === 0) continue;
      note(tx, relay, lane);
      for (const post of wanted) {
        const ordinal = lane.posts.promise();
        tx.put({ table: outboxTables.lane(relay), ordinal }, encodePost(post));
      }
    }
  };

  const laneOf = (relay: RelayUrl): Kept => kept.get(relay) ?? keep(relay, [], false);

  // Until a post of the lane is known to be stored, and with it the lane's name.
  const note = (tx: Transaction, relay: RelayUrl, lane: Kept): void => {
    lane.isNoted ||= lane.posts.stored() > 0;
    if (!lane.isNoted) noteLane(tx, relay);
  };

  const mail = async (tx: Transaction, made: NewMailing): Promise<void> => {
    // Throws now, not when it is its turn.
    bucketBytes(made.content.length);
    const route = isApart(made.to) ? undefined : await keepRoute(engine, tx, kept.keys(), made);
    const parts = { crypto: engine.crypto, nowMs: engine.clock.now() };
    for (const { relay, mailing } of planMailings(parts, made, route)) {
      const lane = laneOf(relay);
      note(tx, relay, lane);
      const ordinal = lane.posts.promise(mailing.posts);
      tx.put({ table: outboxTables.lane(relay), ordinal }, encodeMailing(mailing));
    }
  };

  for (const { relay, found } of await loadLanes(engine)) keep(relay, found, true);

  return {
    put: (tx, posts) =>
      putBack(
        tx,
        posts.map((post) => recordOf(engine, post)),
      ),
    mail,
    wake: () => {
      if (!isStarted) {
        isStarted = true;
        for (const [relay, each] of kept) begin(relay, each);
      }
      for (const { posts, lane } of kept.values()) if (posts.isUncertain()) lane?.wake();
    },
    nudge: () => {
      for (const { lane } of kept.values()) lane?.nudge();
    },
    stopped: async () => {
      await Promise.all([...kept.values()].flatMap(({ lane }) => lane?.done ?? []));
    },
    waiting: () => kept.values().reduce((sum, { posts }) => sum + posts.waiting(), 0),
    retry: async (tx, conversation, messageId) => {
      const taken = await takeFailed(engine.store, tx, conversation, messageId);
      putBack(
        tx,
        taken.map((post) => ({ ...post, createdAtMs: engine.clock.now(), tries: 0 })),
      );
      return taken.length > 0;
    },
    leave: (tx, conversation) => dropRoutes(tx, kept.keys(), conversation),
    forget: async (tx, conversation, messageId) => {
      await takeFailed(engine.store, tx, conversation, messageId);
    },
  };
}

function recordOf({ crypto, clock }: OutboxParts, post: NewPost): PostRecord {
  const { relay, mailboxes, body, conversation, messageId } = post;
  const covers = messageId === undefined ? [] : (post.covers ?? [...mailboxes.keys()]);
  return {
    postId: crypto.random(16) as PostId,
    relay,
    mailboxes,
    body,
    createdAtMs: clock.now(),
    conversation,
    messageId,
    covers,
    alone: post.alone ?? false,
    expendable: post.expendable ?? false,
    partly: false,
    parked: false,
    tries: 0,
  };
}

function nothing(): void {}
