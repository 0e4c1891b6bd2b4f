import type { Role } from './conversation.ts';
import type { CallOptions } from './handset.ts';
import type { ConversationId, IdentityId, MessageId } from './ids.ts';

export type Draft = (
  | { readonly text: string; readonly mentions?: readonly IdentityId[] }
  | { readonly picture: Uint8Array; readonly caption?: string }
  /** 1 to 10 in one message. */
  | { readonly pictures: readonly PictureDraft[] }
  /** Of a `kinds` plugin: what it composed. @see MessageKind in @sotto/core */
  | { readonly mediaType: string; readonly data: Uint8Array }
) & {
  /** The message that this answers. */
  readonly replyTo?: MessageId;
  /** Texts and pictures alone: each receiver sees it once, on one device. */
  readonly viewOnce?: boolean;
};

export interface PictureDraft {
  readonly picture: Uint8Array;
  readonly caption?: string;
}

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

export interface PictureOptions extends TransferOptions {
  /** Which of several, from 0. */
  readonly index?: number;
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
  /** The sender's name as this reader knows them. */
  readonly senderName: string;
  /** The message that this answers; `excerpt` is empty when it is not here (any more). */
  readonly replyTo?: Quote;
  /** In the order in which they were first given. */
  readonly reactions: readonly Reaction[];
  /** When the text was last changed, by the sender's clock. */
  readonly editedAtMs?: number;
  readonly forwarded: boolean;
  readonly mentionsMe: boolean;
  readonly pinned: boolean;
  /** It is erased then, here. Absent: never, or `disappearAfterSeconds` after it was read. */
  readonly erasedAtMs?: number;
  readonly disappearAfterSeconds?: number;
  /** Sent by me to a group: how many members (not devices) have it. Absent in groups past `maxReceiptMembers`. */
  readonly receipts?: { readonly delivered: number; readonly read: number; readonly of: number };
}

export interface Quote {
  readonly id: MessageId;
  readonly sender?: IdentityId;
  readonly senderName: string;
  readonly excerpt: string;
}

export interface Reaction {
  readonly reaction: string;
  readonly by: readonly IdentityId[];
  readonly mine: boolean;
}

export interface Version {
  readonly text: string;
  readonly atMs: number;
}

export type MessageBody =
  | { readonly kind: 'text'; readonly text: string }
  | ({ readonly kind: 'picture' } & PictureFacts)
  /** Two or more pictures. */
  | { readonly kind: 'pictures'; readonly pictures: readonly PictureFacts[] }
  /** Of a `kinds` plugin that this handset has: its `describe` and its view take `state`, which the answers to it have changed. */
  | {
      readonly kind: 'custom';
      readonly mediaType: string;
      readonly data: Uint8Array;
      readonly state: Uint8Array;
      readonly fallback: string;
    }
  /** To be shown once: `closed` until `openOnce`; then nothing else of it is left. One's own stays closed. */
  | {
      readonly kind: 'once';
      readonly state: 'closed' | 'opened';
      readonly of: 'text' | 'pictures';
      /** How many pictures; 1 for a text. */
      readonly count: number;
    }
  /** Deleted by its sender for everyone. */
  | { readonly kind: 'deleted' }
  /** Something that happened in the conversation, told by this handset itself. */
  | { readonly kind: 'event'; readonly event: ConversationEvent }
  /** Something this version does not know; `fallback` is its plain text, possibly empty. */
  | { readonly kind: 'unknown'; readonly fallback: string };

export interface PictureFacts {
  readonly caption: string;
  readonly width: number;
  readonly height: number;
  readonly sizeBytes: number;
  /** ThumbHash, at most 25 bytes; empty when there was none. */
  readonly thumbhash: Uint8Array;
  /** True when the picture is in this handset's store. */
  readonly here: boolean;
}

/** `by` did it; `who` it was done to. */
export type ConversationEvent =
  | { readonly type: 'created'; readonly by: IdentityId }
  | { readonly type: 'added'; readonly by: IdentityId; readonly who: readonly IdentityId[] }
  | { readonly type: 'removed'; readonly by: IdentityId; readonly who: readonly IdentityId[] }
  | { readonly type: 'left'; readonly by: IdentityId }
  | { readonly type: 'renamed'; readonly by: IdentityId; readonly name: string }
  | { readonly type: 'picture'; readonly by: IdentityId }
  | {
      readonly type: 'role';
      readonly by: IdentityId;
      readonly who: readonly IdentityId[];
      readonly role: Role;
    }
  | { readonly type: 'disappearing'; readonly by: IdentityId; readonly afterSeconds: number }
  | { readonly type: 'settings'; readonly by: IdentityId }
  /** Somebody's handset came back as a new leaf after it had lost its state. */
  | { readonly type: 'rejoined'; readonly by: IdentityId }
  /** The conversation had split, because a relay showed two orders, and is one again. */
  | { readonly type: 'healed' }
  /**
   * `by` has one device more in this conversation, or one less. `contradicted`: there are two accounts of which devices they have, so one of these may be stolen, or
   * run twice; that their safety number was compared counts no more.
   */
  | {
      readonly type: 'device';
      readonly by: IdentityId;
      readonly change: 'added' | 'removed' | 'contradicted';
    }
  /** So many messages of `by` could not be recovered. */
  | { readonly type: 'lost'; readonly by: IdentityId; readonly count: number };

export interface SearchOptions extends CallOptions {
  /** Default: all conversations. */
  readonly conversation?: ConversationId;
  /** 1 to 100, default 20. */
  readonly limit?: number;
  /** The `before` of the last page. */
  readonly before?: string;
}

export interface SearchPage {
  readonly messages: readonly Message[];
  readonly before?: string;
}

export interface Picture {
  readonly bytes: Uint8Array;
  readonly mediaType: 'image/jpeg' | 'image/png' | 'image/webp';
  readonly width: number;
  readonly height: number;
}

/** What a message said that was to be shown once. It is nowhere else any more. */
export type OnceContent =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'pictures';
      readonly pictures: readonly (Picture & { readonly caption: string })[];
    };

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
