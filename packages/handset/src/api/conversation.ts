import type { ConversationId, IdentityId, MessageId } from './ids.ts';
import type { Message } from './message.ts';
import type { Contact } from './people.ts';

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
