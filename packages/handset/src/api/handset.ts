import type {
  Arrangement,
  Conversation,
  GroupChange,
  GroupOptions,
  Member,
} from './conversation.ts';
import type { ConversationId, DeviceId, IdentityId, InviteId, MessageId } from './ids.ts';
import type {
  Draft,
  HistoryOptions,
  HistoryPage,
  Message,
  OnceContent,
  Picture,
  PictureOptions,
  SearchOptions,
  SearchPage,
  SendOptions,
  TransferOptions,
  Version,
} from './message.ts';
import type { LockerApi } from './locker.ts';
import type { LostDeviceApi } from './lost-device.ts';
import type { BackupApi, RecoveryKey } from './backup.ts';
import type { NetworkApi } from './network.ts';
import type {
  AcceptOptions,
  Contact,
  Device,
  Invite,
  InviteOptions,
  SafetyNumber,
} from './people.ts';
import type { HandsetEvent, Settings, Status } from './status.ts';
import type { CheckStorageOptions, StorageCheck } from './storage.ts';
import type { RelayUrl } from '@sotto/core';

/** A running handset. Every method that waits takes an `AbortSignal`. After `lock` everything throws HANDSET_LOCKED. */
export interface Handset {
  readonly identity: IdentityId;
  readonly suggestedName: string;
  /** The first of `relays`, as it was when the handset was opened. */
  readonly relay: RelayUrl;
  readonly network: NetworkApi;
  readonly locker: LockerApi;
  readonly backup: BackupApi;
  /**
   * Makes a key for paper: a device of this person that is nowhere but on the paper, to vouch for a new device when all others are lost (`Vault.recover`). There is one at a time;
   * `revokeDevice` ends it. The code is given once and not kept.
   * @throws RECOVERY_KEY_EXISTS, DEVICES_NOT_READY (retryable), DEVICE_LINK_FAILED
   */
  readonly makeRecoveryKey: (options?: CallOptions) => Promise<RecoveryKey>;
  /**
   * Moves this handset's mailboxes to these relays, 1 to 4, the preferred one first. Those that are new are opened, contacts are told inside
   * their conversations, and the old ones are read on for as long as something may come there; also when one of them is gone for good.
   * @throws RELAY_URL_MALFORMED, RELAYS_INVALID, LINK_UNREACHABLE when none of the new ones can be reached (retryable), RELAY_REFUSED
   */
  readonly moveTo: (relays: readonly RelayUrl[], options?: CallOptions) => Promise<void>;

  /**
   * Uses the link that a relay's operator gave (`encodeRelayInvite`): for a relay of this handset in place of the former invite, when that one
   * is used up, expired or was taken back; another relay becomes the last of `relays`, as `moveTo` does it. The relay is asked first. When the
   * link names a network, this handset belongs to it from then on.
   * @throws RELAY_INVITE_MALFORMED, RELAY_INVITE_VERSION_UNSUPPORTED, NETWORK_PINNED when this handset belongs to another network, CREDIT_INVALID,
   * CREDIT_EXPIRED, CREDIT_SPENT, CREDIT_TAKEN, CREDIT_REVOKED, RELAYS_INVALID, LINK_UNREACHABLE (retryable), RELAY_REFUSED; then all is as before
   */
  readonly joinRelay: (link: string, options?: CallOptions) => Promise<void>;

  /**
   * Makes a link that one person can use once. Needs the relay.
   * @throws LINK_UNREACHABLE (retryable), RELAY_REFUSED, CREDIT_… as `joinRelay` does
   */
  readonly createInvite: (options?: InviteOptions) => Promise<Invite>;
  /** Invites made here that were neither accepted nor removed, newest first. */
  readonly invites: () => Promise<readonly Invite[]>;
  /** Takes an invite back: its mailbox is closed and nobody can use it any more. */
  readonly removeInvite: (id: InviteId, options?: CallOptions) => Promise<void>;
  /**
   * Opens the conversation that a link offers. Safe to repeat after a failure with the same link.
   * @throws INVITE_MALFORMED, INVITE_EXPIRED, INVITE_USED, INVITE_OWN, INVITE_UNKNOWN (the relay has nothing under it),
   * INVITE_FORGED (the KeyPackage is not the identity's in the link), LINK_UNREACHABLE (retryable), RELAY_REFUSED, CREDIT_… as `joinRelay` does
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
   * Puts a failed message in the queue again. Pictures that name other relays than the present homes are made anew in the same place, and what a backup has as
   * not sent yet (`BACKUP_UNSENT`) is sent anew as a message of now: then the message has another id, and `erased` tells of the old one.
   * @throws MESSAGE_UNKNOWN, MESSAGE_NOT_FAILED, PICTURE_GONE, CONVERSATION_OVER
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

  /**
   * What a message says that is to be shown once. It is erased here before this resolves, and on one's other devices; with several devices the relay is
   * asked which was first. @throws MESSAGE_UNKNOWN, VIEW_ONCE_INVALID, VIEW_ONCE_OPENED, PICTURE_GONE, PICTURE_BROKEN, LINK_UNREACHABLE (retryable)
   */
  readonly openOnce: (
    id: ConversationId,
    message: MessageId,
    options?: TransferOptions,
  ) => Promise<OnceContent>;

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

  readonly lostDevice: LostDeviceApi;

  readonly settings: () => Promise<Settings>;
  readonly changeSettings: (change: Partial<Settings>) => Promise<Settings>;
  readonly status: () => Promise<Status>;
  /**
   * Looks through the whole storage: whether every record is there, opens, and is the one that this handset wrote last. It does so by
   * itself once a day. Others can write meanwhile.
   */
  readonly checkStorage: (options?: CheckStorageOptions) => Promise<StorageCheck>;
  /** The person knows of what was found in the storage: `status().storage.tampered` is empty from then on. */
  readonly acknowledgeTampering: () => Promise<void>;

  /** Every event from now on, until the signal aborts or the handset is locked. A slow reader holds up nobody; past 10,000 unread it gets `missed`. */
  readonly events: (options?: CallOptions) => AsyncIterable<HandsetEvent>;
  /**
   * Tells the handset that the network changed or the machine woke: it tries its relays at once, and looks for a command to wipe itself if it
   * listens to one.
   */
  readonly nudge: () => void;
  /** Resolves when nothing is queued any more, or rejects with the signal's reason. */
  readonly settled: (options?: CallOptions) => Promise<void>;
  /**
   * Stops, and drops from memory the keys and all that was decrypted; events that were not read yet too. What was queued stays queued. The vault
   * can be unlocked again.
   */
  readonly lock: (options?: LockOptions) => Promise<void>;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
}

export interface LockOptions {
  /**
   * Goes on listening while locked: what comes is stored as it came, still sealed, and told when the vault is unlocked. For this the read keys of the
   * mailboxes and the key of one table stay in memory. Ends with `unlock`, `wipe` or `close`. Default false.
   */
  readonly collect?: boolean;
  /** With `collect`: called with `Vault.collected()` whenever it grew. */
  readonly onCollected?: (envelopes: number) => void;
}

export interface LinkDeviceOptions extends CallOptions {
  /** What the device is called; default what it calls itself. */
  readonly name?: string;
}
