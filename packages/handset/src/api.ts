import type { Clock, Log, Plugin, RelayUrl } from '@sotto/core';

/** Hex of the identity hash, 64 characters. */
export type IdentityId = string & { readonly __sotto: 'IdentityId' };
/** Opaque, url-safe, unique within one handset. */
export type ConversationId = string & { readonly __sotto: 'ConversationId' };
/** Hex of the MIMI message id, 64 characters; the same at sender and receivers. */
export type MessageId = string & { readonly __sotto: 'MessageId' };
/** Opaque, url-safe, unique within one handset. */
export type InviteId = string & { readonly __sotto: 'InviteId' };

export interface VaultOptions {
  /** One plugin for each of the points `crypto`, `records`, `link`, `pictures`. */
  readonly plugins: readonly Plugin[];
  /** Default: the system's clock. */
  readonly clock?: Clock;
  /** Default: nothing is logged. */
  readonly log?: Log;
  /** Cost of trying a passphrase, for a handset that is created. A cheap one makes tests quick and passphrases guessable. */
  readonly unsafeArgon2?: Argon2Cost;
}

export interface Argon2Cost {
  readonly memoryKiB: number;
  readonly passes: number;
  readonly parallelism: number;
}

export interface UnlockOptions {
  readonly passphrase: string;
  readonly signal?: AbortSignal;
}

export interface CreateOptions extends UnlockOptions {
  /** Where this handset's own mailboxes are. */
  readonly relay: RelayUrl;
  /** For the relay's access plugin; default none. */
  readonly credit?: Uint8Array;
  /** The name that new contacts are offered for this person; at most 64 characters. They may choose another. */
  readonly suggestedName?: string;
}

/**
 * The sealed storage of a handset, before and after it is open. Holds the records plugin's store for itself until closed.
 */
export interface Vault {
  /** `empty`: no handset was made here. `locked`: there is one. `open`: its keys are in memory. */
  readonly state: 'empty' | 'locked' | 'open';
  /** @throws HANDSET_EXISTS, PASSPHRASE_TOO_SHORT, PASSPHRASE_TOO_LONG */
  readonly create: (options: CreateOptions) => Promise<Handset>;
  /** Of an open vault: the running handset, whatever the passphrase. @throws PASSPHRASE_WRONG, HANDSET_ABSENT, VAULT_BROKEN, VAULT_NEWER, VAULT_OLDER */
  readonly unlock: (options: UnlockOptions) => Promise<Handset>;
  /** Removes the handset and all it holds, open or locked. Afterwards `empty`. */
  readonly wipe: () => Promise<void>;
  /** Locks, then releases the store. */
  readonly close: () => Promise<void>;
}

/** A running handset. Every method that waits takes an `AbortSignal`. After `lock` everything throws HANDSET_LOCKED. */
export interface Handset {
  readonly identity: IdentityId;
  readonly suggestedName: string;
  readonly relay: RelayUrl;

  /**
   * Makes a link that one person can use once. Needs the relay.
   * @throws LINK_UNREACHABLE (retryable), RELAY_REFUSED
   */
  readonly createInvite: (options?: InviteOptions) => Promise<Invite>;
  /** Invites made here that were neither accepted nor removed, newest first. */
  readonly invites: () => Promise<readonly Invite[]>;
  /** Takes an invite back: its mailbox is closed and nobody can use it any more. */
  readonly removeInvite: (id: InviteId, options?: CallOptions) => Promise<void>;
  /**
   * Opens the conversation that a link offers. Safe to repeat after a failure with the same link.
   * @throws INVITE_MALFORMED, INVITE_EXPIRED, INVITE_USED, INVITE_OWN, INVITE_UNKNOWN (the relay has nothing under it),
   * INVITE_FORGED (the KeyPackage is not the identity's in the link), LINK_UNREACHABLE (retryable), RELAY_REFUSED
   */
  readonly acceptInvite: (link: string, options?: AcceptOptions) => Promise<Conversation>;

  /** All conversations, the one with the newest message first. */
  readonly conversations: () => Promise<readonly Conversation[]>;
  /** @throws CONVERSATION_UNKNOWN */
  readonly conversation: (id: ConversationId) => Promise<Conversation>;
  /** Sets this reader's own name for the contact; an empty text goes back to the suggested one. */
  readonly rename: (id: ConversationId, petname: string) => Promise<Conversation>;
  readonly safetyNumber: (id: ConversationId) => Promise<SafetyNumber>;
  /** Remembers that the safety number was compared, or no longer counts. */
  readonly setVerified: (id: ConversationId, verified: boolean) => Promise<Conversation>;
  /** Compares a scanned QR payload (`SafetyNumber.qr` of the other side) and remembers when it matches. */
  readonly verifyScanned: (id: ConversationId, qr: string) => Promise<boolean>;

  /**
   * Queues a message. Resolves when it is stored here and can no longer be lost; `message` events tell its further way. Works offline.
   * @throws TEXT_EMPTY, TEXT_TOO_LONG, PICTURE_REFUSED (`reason` in `PictureRefusedError`), STORAGE_FULL
   */
  readonly send: (id: ConversationId, draft: Draft, options?: SendOptions) => Promise<Message>;
  /** Puts a failed message in the queue again. */
  readonly retry: (id: ConversationId, message: MessageId) => Promise<Message>;
  /** Newest first in pages; the messages of a page are in the order of showing, oldest first. */
  readonly history: (id: ConversationId, options?: HistoryOptions) => Promise<HistoryPage>;
  /** Everything up to this message was seen; the other side is told unless `sendReadReceipts` is off. */
  readonly markRead: (id: ConversationId, upTo: MessageId) => Promise<void>;
  /**
   * The cleaned picture of a message: from the store, or fetched, verified, inspected and then kept.
   * @throws PICTURE_GONE (expired at the relay), PICTURE_BROKEN (not what the sender described), LINK_UNREACHABLE
   */
  readonly picture: (
    id: ConversationId,
    message: MessageId,
    options?: TransferOptions,
  ) => Promise<Picture>;

  readonly settings: () => Promise<Settings>;
  readonly changeSettings: (change: Partial<Settings>) => Promise<Settings>;
  readonly status: () => Promise<Status>;

  /** Every event from now on, until the signal aborts or the handset is locked. A slow reader holds up nobody; past 10,000 unread it gets `missed`. */
  readonly events: (options?: CallOptions) => AsyncIterable<HandsetEvent>;
  /** Tells the handset that the network changed or the machine woke: it tries its relays at once. */
  readonly nudge: () => void;
  /** Resolves when nothing is queued any more, or rejects with the signal's reason. */
  readonly settled: (options?: CallOptions) => Promise<void>;
  /** Stops, drops the keys from memory. What was queued stays queued. The vault can be unlocked again. */
  readonly lock: () => Promise<void>;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
}

export interface InviteOptions extends CallOptions {
  /** Default 7 days; at most 30. */
  readonly expiresInSeconds?: number;
  /** A note of one's own, such as whom it is for; never leaves the handset. */
  readonly label?: string;
}

export interface Invite {
  readonly id: InviteId;
  /** The whole link. Whoever has it can use it: a secret. */
  readonly link: string;
  readonly label: string;
  readonly expiresAtMs: number;
}

export interface AcceptOptions extends CallOptions {
  readonly petname?: string;
}

export interface Conversation {
  readonly id: ConversationId;
  readonly contact: Contact;
  readonly unread: number;
  /** The newest message, for the list; absent when there is none. */
  readonly latest?: Message;
  readonly createdAtMs: number;
}

export interface Contact {
  readonly identity: IdentityId;
  /** The petname when set, else the suggested name, else the first characters of the identity. */
  readonly name: string;
  readonly nameIsMine: boolean;
  /** The safety number was compared; or `invite`: only the link vouches for who this is. `none`: the other side used our link. */
  readonly verified: 'compared' | 'invite' | 'none';
}

export interface SafetyNumber {
  /** 60 digits in 12 groups of 5. */
  readonly groups: readonly string[];
  readonly qr: string;
}

export type Draft =
  | { readonly text: string }
  | { readonly picture: Uint8Array; readonly caption?: string };

export interface Progress {
  /** Of a send: `cleaning`, then `uploading`. */
  readonly stage: 'cleaning' | 'uploading' | 'downloading';
  readonly doneBytes: number;
  readonly totalBytes: number;
}

/** `onProgress` tells of the cleaning of a picture; its upload is told by `progress` events. */
export interface SendOptions extends TransferOptions {}

export interface TransferOptions extends CallOptions {
  readonly onProgress?: (progress: Progress) => void;
}

/** Sent by me: queued, uploading (pictures), relayed (safe at the relay), delivered, read, or failed. Else received. */
export type MessageState =
  | 'queued'
  | 'uploading'
  | 'relayed'
  | 'delivered'
  | 'read'
  | 'failed'
  | 'received';

export interface Message {
  readonly id: MessageId;
  readonly conversation: ConversationId;
  readonly mine: boolean;
  readonly sender: IdentityId;
  /** By the sender's clock, bounded by the hybrid clock. */
  readonly sentAtMs: number;
  readonly state: MessageState;
  /** Error code, when failed. */
  readonly failure?: string;
  readonly body: MessageBody;
}

export type MessageBody =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'picture';
      readonly caption: string;
      readonly width: number;
      readonly height: number;
      readonly sizeBytes: number;
      /** ThumbHash, at most 25 bytes; empty when there was none. */
      readonly thumbhash: Uint8Array;
      /** True when the picture is in this handset's store. */
      readonly here: boolean;
    }
  /** Something this version does not know; `fallback` is its plain text, possibly empty. */
  | { readonly kind: 'unknown'; readonly fallback: string };

export interface Picture {
  readonly bytes: Uint8Array;
  readonly mediaType: 'image/jpeg' | 'image/png' | 'image/webp';
  readonly width: number;
  readonly height: number;
}

export interface HistoryOptions extends CallOptions {
  /** The `before` of the last page; absent for the newest page. */
  readonly before?: string;
  /** 1 to 200, default 50. */
  readonly limit?: number;
}

export interface HistoryPage {
  readonly messages: readonly Message[];
  /** Absent when there is nothing older. */
  readonly before?: string;
}

export interface Settings {
  /** Default true. */
  readonly sendReadReceipts: boolean;
  /** Seconds without use after which an app locks; 0 never. Default 900. Kept here, acted on by the app. */
  readonly lockAfterSeconds: number;
  /** BCP 47 tag, or empty for the platform's. */
  readonly language: string;
}

export interface Status {
  readonly connection: ConnectionState;
  readonly relay: RelayUrl;
  /** Posts not yet at the relay. */
  readonly queued: number;
  readonly conversations: number;
  readonly usedBytes: number;
  /** This clock minus the relay's, in milliseconds, when last connected. */
  readonly clockSkewMs?: number;
  /** Envelopes that were dropped, by reason. */
  readonly dropped: Readonly<Record<DropReason, number>>;
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
  /** A message is new or its state changed. */
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
  /** The reader was too slow; read the state anew. */
  | { readonly type: 'missed' }
  /** Something needs the person: storage full, relay refuses us. The code has a row in docs/errors.md. */
  | { readonly type: 'trouble'; readonly code: string };
