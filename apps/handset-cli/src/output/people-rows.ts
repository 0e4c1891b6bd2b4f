import type { Contact, Member, Role } from '@sotto/handset';

/** Somebody this handset has met. */
export interface ContactRow {
  readonly type: 'contact';
  readonly identity: string;
  readonly name: string;
  readonly nameIsMine: boolean;
  readonly verified: Contact['verified'];
  readonly blocked: boolean;
  /** The conversation of two with them, when there is one. */
  readonly conversation?: string;
}

/** Somebody in a conversation, oneself among them. */
export interface MemberRow {
  readonly type: 'member';
  readonly conversation: string;
  readonly identity: string;
  readonly name: string;
  readonly nameIsMine: boolean;
  readonly isMe: boolean;
  readonly role: Role;
  readonly verified: Contact['verified'];
  readonly devices: number;
}

export function contactRow(contact: Contact): ContactRow {
  const { identity, name, nameIsMine, verified, blocked, conversation } = contact;
  return {
    type: 'contact',
    identity,
    name,
    nameIsMine,
    verified,
    blocked,
    ...(conversation === undefined ? {} : { conversation }),
  };
}

export function memberRow(conversation: string, member: Member): MemberRow {
  const { identity, name, nameIsMine, isMe, role, verified, devices } = member;
  return {
    type: 'member',
    conversation,
    identity,
    name,
    nameIsMine,
    isMe,
    role,
    verified,
    devices,
  };
}
