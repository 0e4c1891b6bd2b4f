import type { Clock, Log, Plugin, RelayUrl } from '@sotto/core';

/** Hex of the identity hash, 64 characters. */
export type IdentityId = string & { readonly __sotto: 'IdentityId' };
/** Opaque, url-safe, unique within one handset. */
export type ConversationId = string & { readonly __sotto: 'ConversationId' };
/** Hex of the MIMI message id, 64 characters; the same at sender and receivers. */
export type MessageId = string & { readonly __sotto: 'MessageId' };
/** Opaque, url-safe, unique within one handset. */
export type InviteId = string & { readonly __sotto: 'InviteId' };

/** Hex of a device's public signature key, 64 characters. */
export type DeviceId = string & { readonly __sotto: 'DeviceId' };

export interface VaultOptions {
  /** One plugin for each of the points `crypto`, `records`, `link`, `pictures`, and any number of `kinds`. */
  readonly plugins: readonly Plugin[];
  /** Default: the system's clock. */
  readonly clock?: Clock;
  /** Default: nothing is logged. */
  readonly log?: Log;
  /** Days after which this device renews its keys in a conversation of two; in large groups a multiple of it. Default 7. */
  readonly selfUpdateDays?: number;
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
  /** All relays where its mailboxes are, `relay` among them: one that is lost then costs nothing. Default `relay` alone; at most 4. */
  readonly relays?: readonly RelayUrl[];
  /** For the relay's access plugin; default none. */
  readonly credit?: Uint8Array;
  /** The name that new contacts are offered for this person; at most 64 characters. They may choose another. */
  readonly suggestedName?: string;
}

export interface LinkOptions extends Omit<CreateOptions, 'suggestedName'> {
  /** What this device is called among the person's own; at most 64 characters. */
  readonly name?: string;
  /** What the other device is to be shown: `sotto-device:` and URL-safe text. */
  readonly onCode: (code: string) => void;
}

/**
 * The sealed storage of a handset, before and after it is open. Holds the records plugin's store for itself until closed.
 */
export interface Vault {
  /** `empty`: no handset was made here. `locked`: there is one. `open`: its keys are in memory. */
  readonly state: 'empty' | 'locked' | 'open';
  /** @throws HANDSET_EXISTS, PASSPHRASE_TOO_SHORT, PASSPHRASE_TOO_LONG */
  readonly create: (options: CreateOptions) => Promise<Handset>;
  /**
   * Makes this a device of somebody who has one already: `onCode` gets a code, good for 10 minutes, that is to be given to `linkDevice` there. Resolves
   * when the other one has let it in; the conversations come after that, by and by. Cut off before, nothing was stored.
   * @throws HANDSET_EXISTS, PASSPHRASE_TOO_SHORT, PASSPHRASE_TOO_LONG, DEVICE_CODE_EXPIRED, DEVICE_LINK_FAILED, DEVICE_CODE_USED, RELAY_REFUSED
   */
  readonly link: (options: LinkOptions) => Promise<Handset>;
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
  /** The first of `relays`, as it was when the handset was opened. */
  readonly relay: RelayUrl;
  /**
   * Moves this handset's mailboxes to these relays, 1 to 4, the preferred one first. Those that are new are opened, contacts are told inside
   * their conversations, and the old ones are read on for as long as something may come there; also when one of them is gone for good.
   * @throws RELAY_URL_INVALID, LINK_UNREACHABLE when none of the new ones can be reached (retryable), RELAY_REFUSED
   */
  readonly moveTo: (relays: readonly RelayUrl[], options?: CallOptions) => Promise<void>;

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
  /** Everybody this handset has met: by an invite, or in a group. Those with a conversation of two first, then by name. */
  readonly contacts: () => Promise<readonly Contact[]>;
  /** @throws CONTACT_UNKNOWN */
  readonly contact: (identity: IdentityId) => Promise<Contact>;
  /** Sets this reader's own name for somebody; an empty text goes back to the suggested one. @throws CONTACT_UNKNOWN, NAME_TOO_LONG */
  readonly rename: (identity: IdentityId, petname: string) => Promise<Contact>;
  /** @throws CONTACT_UNKNOWN */
  readonly safetyNumber: (identity: IdentityId) => Promise<SafetyNumber>;
  /** Remembers that the safety number was compared, or no longer counts. @throws CONTACT_UNKNOWN */
  readonly setVerified: (identity: IdentityId, verified: boolean) => Promise<Contact>;
  /** Compares a scanned QR payload (`SafetyNumber.qr` of the other side) and remembers when it matches. @throws CONTACT_UNKNOWN */
  readonly verifyScanned: (identity: IdentityId, qr: string) => Promise<boolean>;
  /**
   * Blocked: what they write from now on is taken in and not shown, no receipt and no typing goes to them, and they cannot add this
   * handset to groups. They are not told. @throws CONTACT_UNKNOWN
   */
  readonly setBlocked: (identity: IdentityId, blocked: boolean) => Promise<Contact>;

  /**
   * Makes a group with this person as its admin. It exists when this resolves, also offline; members are added as soon as the relay is
   * reached, those who are offline too. @throws NAME_TOO_LONG, GROUP_NAME_EMPTY, CONTACT_UNKNOWN, PICTURE_REFUSED, GROUP_FULL
   */
  readonly createGroup: (options: GroupOptions) => Promise<Conversation>;
  /** Members in the group's present state, oneself first, then by name. @throws CONVERSATION_UNKNOWN */
  readonly members: (id: ConversationId) => Promise<readonly Member[]>;
  /**
   * Changes a group. What is asked for is stored at once and done by a commit as soon as the relay is reached, again after each commit
   * of somebody else that came first; `conversation` events tell when. What became impossible meanwhile (a member who left) is dropped.
   * @throws CONVERSATION_UNKNOWN, GROUP_NOT_ALLOWED, CONTACT_UNKNOWN, GROUP_FULL, NAME_TOO_LONG, GROUP_NAME_EMPTY, PICTURE_REFUSED
   */
  readonly changeGroup: (id: ConversationId, change: GroupChange) => Promise<Conversation>;
  /** Leaves a group, or hides a conversation of two for good. The history stays until `forget`. @throws CONVERSATION_UNKNOWN */
  readonly leave: (id: ConversationId) => Promise<Conversation>;
  /** Removes a conversation that was left, and all its messages, from this handset. @throws CONVERSATION_UNKNOWN, CONVERSATION_ACTIVE */
  readonly forget: (id: ConversationId) => Promise<void>;
  /** The conversation with oneself, made at the first call. */
  readonly notes: () => Promise<Conversation>;
  /** What this reader alone decides about a conversation. @throws CONVERSATION_UNKNOWN, TEXT_TOO_LONG */
  readonly arrange: (id: ConversationId, change: Arrangement) => Promise<Conversation>;

  /**
   * Queues a message. Resolves when it is stored here and can no longer be lost; `message` events tell its further way. Works offline.
   * @throws TEXT_EMPTY, TEXT_TOO_LONG, PICTURE_REFUSED (`reason` in `PictureRefusedError`), STORAGE_FULL
   */
  readonly send: (id: ConversationId, draft: Draft, options?: SendOptions) => Promise<Message>;
  /** Changes the text of a message of one's own; the former versions stay readable. @throws MESSAGE_UNKNOWN, MESSAGE_NOT_MINE, MESSAGE_TOO_OLD, TEXT_EMPTY, TEXT_TOO_LONG */
  readonly edit: (id: ConversationId, message: MessageId, text: string) => Promise<Message>;
  /** Sets one's reaction to a message, one emoji; empty takes it back. @throws MESSAGE_UNKNOWN, REACTION_INVALID */
  readonly react: (id: ConversationId, message: MessageId, reaction: string) => Promise<Message>;
  /**
   * `me`: from this handset alone. `everyone`: also from the others' who follow; a line stays that says so.
   * @throws MESSAGE_UNKNOWN, MESSAGE_NOT_MINE, MESSAGE_TOO_OLD
   */
  readonly remove: (
    id: ConversationId,
    message: MessageId,
    whose: 'me' | 'everyone',
  ) => Promise<void>;
  /** Sends a message's text or pictures on, as one's own, marked as forwarded; a picture is uploaded anew. @throws MESSAGE_UNKNOWN, MESSAGE_NOT_FORWARDABLE, PICTURE_GONE */
  readonly forward: (
    id: ConversationId,
    message: MessageId,
    to: ConversationId,
    options?: SendOptions,
  ) => Promise<Message>;
  /** One message. @throws MESSAGE_UNKNOWN */
  readonly message: (id: ConversationId, message: MessageId) => Promise<Message>;
  /** The texts that a message had, oldest first, the present one last. @throws MESSAGE_UNKNOWN */
  readonly versions: (id: ConversationId, message: MessageId) => Promise<readonly Version[]>;
  /** Messages whose words begin with the words of the query, newest first. */
  readonly search: (query: string, options?: SearchOptions) => Promise<SearchPage>;
  /** Tells the others that this person is typing, at most every few seconds, unless `sendTyping` is off. Not stored, not awaited. */
  readonly typing: (id: ConversationId) => void;
  /**
   * Puts a failed message in the queue again. Pictures that name other relays than the present homes are made anew in the same place: then
   * the message has another id, and `erased` tells of the old one.
   */
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
    options?: PictureOptions,
  ) => Promise<Picture>;

  /** The devices of this person, this one first; those that were revoked too. */
  readonly devices: () => Promise<readonly Device[]>;
  /**
   * Links the device that shows this code (`Vault.link`). Resolves when it was let in: it is added to all conversations then, and is given their
   * histories. When this one is locked before, it goes on when it is unlocked in time.
   * @throws DEVICE_CODE_MALFORMED, DEVICE_CODE_EXPIRED, DEVICE_CODE_USED, DEVICE_LINK_FAILED, DEVICE_IS_THIS, DEVICES_TOO_MANY, DEVICES_NOT_READY, NAME_TOO_LONG
   */
  readonly linkDevice: (code: string, options?: LinkDeviceOptions) => Promise<Device>;
  /**
   * Ends a device: it is taken out of every conversation, and nobody adds it again. Resolves when one's own devices have it on record.
   * @throws DEVICE_UNKNOWN, DEVICE_IS_THIS, DEVICES_NOT_READY
   */
  readonly revokeDevice: (id: DeviceId, options?: CallOptions) => Promise<void>;

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

export interface LinkDeviceOptions extends CallOptions {
  /** What the device is called; default what it calls itself. */
  readonly name?: string;
}

export interface Device {
  readonly id: DeviceId;
  /** Empty: none was given. */
  readonly name: string;
  readonly isThis: boolean;
  /** `recovery`: a key that is kept away. */
  readonly role: 'device' | 'recovery';
  /** To the hour. */
  readonly addedAtMs: number;
  /** To the hour; absent while it is in use. */
  readonly revokedAtMs?: number;
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
  readonly kind: ConversationKind;
  /** Of a group its name, of two the contact's; empty for notes to oneself. */
  readonly name: string;
  /** Of a conversation of two. */
  readonly contact?: Contact;
  readonly group?: GroupFacts;
  /** `left`, `removed`: the history can be read, nothing can be sent. `joining`: this handset comes back after its state was lost. */
  readonly state: 'active' | 'joining' | 'left' | 'removed';
  readonly unread: number;
  /** Of the unread, those that mention this person. */
  readonly mentions: number;
  readonly muted: boolean;
  /** What was typed and not sent. */
  readonly draft: string;
  /** Pinned messages, in the order of pinning; the same for everybody. */
  readonly pinned: readonly MessageId[];
  /** New messages disappear so many seconds after they were read; 0 never. */
  readonly disappearAfterSeconds: number;
  /** Changes that were asked for and wait for their commit. */
  readonly changesWaiting: number;
  /** The newest message, for the list; absent when there is none. */
  readonly latest?: Message;
  readonly createdAtMs: number;
}

/** `notes`: nobody but oneself. */
export type ConversationKind = 'direct' | 'group' | 'notes';

export interface GroupFacts {
  readonly memberCount: number;
  readonly myRole: Role;
  /** Contacts that were asked for and cannot be added before they sent a KeyPackage. */
  readonly waitingFor: readonly IdentityId[];
  /** The group's picture, small enough to be shown from memory. */
  readonly picture?: Uint8Array;
  /** Members who are no admins may add others. */
  readonly membersMayAdd: boolean;
  /** Seconds for which a message can be edited; 0 always. */
  readonly editWithinSeconds: number;
}

export type Role = 'admin' | 'member';

export interface Member {
  readonly identity: IdentityId;
  readonly name: string;
  readonly nameIsMine: boolean;
  readonly isMe: boolean;
  readonly role: Role;
  readonly verified: Contact['verified'];
  /** Devices of theirs in this group. */
  readonly devices: number;
}

export interface GroupOptions {
  /** 1 to 64 characters. */
  readonly name: string;
  readonly members: readonly IdentityId[];
  /** Cleaned and made small before anything of it is sent. */
  readonly picture?: Uint8Array;
}

/** What is given is changed; everything but leaving is for admins, adding also for members when the group allows it. */
export interface GroupChange {
  readonly name?: string;
  /** Empty removes it. */
  readonly picture?: Uint8Array;
  readonly add?: readonly IdentityId[];
  readonly remove?: readonly IdentityId[];
  readonly roles?: readonly { readonly identity: IdentityId; readonly role: Role }[];
  readonly membersMayAdd?: boolean;
  readonly editWithinSeconds?: number;
  /** Of both in a conversation of two; of admins in a group. 0 to 31,536,000. */
  readonly disappearAfterSeconds?: number;
  /** Pins or unpins a message for everybody. Any member may. */
  readonly pin?: { readonly message: MessageId; readonly pinned: boolean };
}

export interface Arrangement {
  readonly muted?: boolean;
  readonly draft?: string;
}

export interface Contact {
  readonly identity: IdentityId;
  /** The conversation of two with them, when there is one. */
  readonly conversation?: ConversationId;
  readonly blocked: boolean;
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
  /** `by` has one device more in this conversation, or one less. */
  | { readonly type: 'device'; readonly by: IdentityId; readonly change: 'added' | 'removed' }
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
  /** Also says when a message arrived. Default true. */
  readonly sendDeliveryReceipts: boolean;
  /** Default true. */
  readonly sendTyping: boolean;
  /** Seconds without use after which an app locks; 0 never. Default 900. Kept here, acted on by the app. */
  readonly lockAfterSeconds: number;
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
  /** This storage is older than what this handset has already done elsewhere: it comes back into its conversations as a new leaf. */
  | { readonly type: 'restored' }
  /** The reader was too slow; read the state anew. */
  | { readonly type: 'missed' }
  /** Something needs the person: storage full, relay refuses us. The code has a row in docs/errors.md. */
  | { readonly type: 'trouble'; readonly code: string };
