import type { Conversation } from './conversation.ts';
import type { ConversationId, IdentityId, InviteId, MessageId } from './ids.ts';
import type { Message, Progress } from './message.ts';
import type { Network } from './network.ts';
import type { Contact } from './people.ts';
import type { WipeTest } from './wipe-test.ts';
import type { StorageState } from './storage.ts';
import type { RelayUrl } from '@sotto/core';

export interface Settings {
  /** Default true. */
  readonly sendReadReceipts: boolean;
  /** Also says when a message arrived. Default true. */
  readonly sendDeliveryReceipts: boolean;
  /** Default true. */
  readonly sendTyping: boolean;
  /** Seconds without use after which an app locks; 0 never. Default 900. Kept here, acted on by the app. */
  readonly lockAfterSeconds: number;
  /** Seconds out of sight after which an app locks; 0 at once, -1 never. Default 300. Of this device alone, as the other two of locking. */
  readonly lockHiddenAfterSeconds: number;
  /** Whether a locked handset goes on taking in what comes: see `LockOptions.collect`. Default true. */
  readonly collectWhileLocked: boolean;
  /** BCP 47 tag, or empty for the platform's. */
  readonly language: string;
}

export interface Status {
  readonly connection: ConnectionState;
  readonly relay: RelayUrl;
  /** Where its mailboxes are now. */
  readonly relays: readonly RelayUrl[];
  /** Messages and posts not yet at the relay. */
  readonly queued: number;
  readonly conversations: number;
  readonly usedBytes: number;
  /** This clock minus the relay's, in milliseconds, when last connected. */
  readonly clockSkewMs?: number;
  /** Envelopes that were dropped, by reason. */
  readonly dropped: Readonly<Record<DropReason, number>>;
  readonly healing: Healing;
  /** The last self-test of the wipe; absent when there was none. */
  readonly wipeTest?: WipeTest;
  readonly storage: StorageState;
}

/** What could not be read at first, and what became of it; since the handset was made. */
export interface Healing {
  /** Messages that are missing now and asked for. */
  readonly missing: number;
  /** Messages that were missing or could not be decrypted, and came after all. */
  readonly repaired: number;
  /** Messages that nobody could send again. */
  readonly lost: number;
  /** Times that a conversation had split and was made one again. */
  readonly forksHealed: number;
  /** Times that this handset came back into a conversation as a new leaf. */
  readonly rejoined: number;
}

/** `offline`: waiting before the next try, or told that there is no network. */
export type ConnectionState = 'connecting' | 'online' | 'offline';

export type DropReason =
  /** No key of this conversation opens it: damaged, or from elsewhere. */
  | 'undecryptable'
  | 'replayed'
  /** Opened, but breaks a rule of the format. */
  | 'malformed'
  /** Signed by somebody who is no member, or not by who it claims. */
  | 'forged';

export type HandsetEvent =
  /** A message is new or its state changed. Not new is also what another device of this person gives of the past. */
  | { readonly type: 'message'; readonly message: Message; readonly isNew: boolean }
  /** A conversation is new or changed (name, unread, verified). */
  | { readonly type: 'conversation'; readonly conversation: Conversation; readonly isNew: boolean }
  | {
      readonly type: 'invite';
      readonly id: InviteId;
      readonly outcome: 'accepted' | 'expired' | 'removed';
    }
  | { readonly type: 'connection'; readonly state: ConnectionState; readonly retryInMs?: number }
  | {
      readonly type: 'progress';
      readonly conversation: ConversationId;
      readonly message: MessageId;
      readonly progress: Progress;
    }
  /** This clock differs from the relay's by more than 10 minutes. */
  | { readonly type: 'clock'; readonly skewMs: number }
  | { readonly type: 'dropped'; readonly reason: DropReason }
  /** Erased, or deleted for this handset; nothing of it is here any more. */
  | { readonly type: 'erased'; readonly conversation: ConversationId; readonly message: MessageId }
  /** Somebody types; over when nothing was told for 6 seconds, or a message of theirs came. */
  | { readonly type: 'typing'; readonly conversation: ConversationId; readonly who: IdentityId }
  | { readonly type: 'contact'; readonly contact: Contact }
  /** Another device gives this one a conversation's history, newest first. */
  | {
      readonly type: 'transfer';
      readonly conversation: ConversationId;
      readonly doneMessages: number;
      readonly totalMessages: number;
    }
  /** The devices of this person changed. */
  | { readonly type: 'devices' }
  /** The locker was opened, locked or destroyed. */
  | { readonly type: 'locker' }
  /** A backup was made, tried or forgotten. */
  | { readonly type: 'backups' }
  /** What is known of the network changed. */
  | { readonly type: 'network'; readonly network: Network }
  /** This storage is older than what this handset has already done elsewhere: it comes back into its conversations as a new leaf. */
  | { readonly type: 'restored' }
  /** The storage was checked, was found to be changed from outside, or that was acknowledged. */
  | { readonly type: 'storage'; readonly storage: StorageState }
  /** The reader was too slow; read the state anew. */
  | { readonly type: 'missed' }
  /** Something needs the person: storage full, relay refuses us. The code has a row in docs/errors.md. */
  | { readonly type: 'trouble'; readonly code: string };
