import type { CallOptions } from './handset.ts';
import type { ConversationId, DeviceId, IdentityId, InviteId } from './ids.ts';

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
