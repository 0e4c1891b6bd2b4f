import type { ConnectionState, DropReason, Healing, StorageState, WipeTest } from '@sotto/handset';
import type { BackupKeepingRow, BackupPlanRow, BackupRow, RecoveryKeyRow } from './backup-row.ts';
import type { ConversationRow } from './conversation-row.ts';
import type { DeviceCodeRow, DeviceRow } from './device-row.ts';
import type { ActRow } from './network/act-row.ts';
import type { LogFileRow, NetworkRow, ProofRow } from './network/network-row.ts';
import type { LockerNoteRow, LockerPictureRow, LockerRow } from './locker-rows.ts';
import type { MessageRow } from './message-row.ts';
import type { LostRow } from './lost-row.ts';
import type { StorageRow } from './storage-row.ts';
import type { WipedRow, WipeTestRow } from './wipe-row.ts';
import type { ProtectionRow } from './protection-row.ts';
import type { ContactRow, MemberRow } from './people-rows.ts';

/** What a command prints: with `--json` one of these a line. docs/handset-cli.md lists the fields. Times are UTC, ISO 8601. */
export type Row =
  | HandsetRow
  | InviteRow
  | ConversationRow
  | ContactRow
  | MemberRow
  | DeviceRow
  | DeviceCodeRow
  | MessageRow
  | VersionRow
  | OnceRow
  | LockerRow
  | LockerNoteRow
  | LockerPictureRow
  | ErasedRow
  | TypingRow
  | DraftRow
  | SettingsRow
  | ProtectionRow
  | StatusRow
  | NetworkRow
  | ActRow
  | ProofRow
  | LogFileRow
  | SafetyNumberRow
  | PictureRow
  | ConnectionRow
  | ProgressRow
  | TransferRow
  | NoticeRow
  | LostRow
  | StorageRow
  | WipedRow
  | WipeTestRow
  | BackupKeepingRow
  | BackupPlanRow
  | BackupRow
  | RecoveryKeyRow;

export interface HandsetRow {
  readonly type: 'handset';
  readonly identity: string;
  readonly relay: string;
  readonly name: string;
  readonly data: string;
}

export interface InviteRow {
  readonly type: 'invite';
  readonly id: string;
  readonly state: 'waiting' | 'accepted' | 'expired' | 'removed';
  /** A secret: whoever has it can use it. Absent when it is of no use any more. */
  readonly link?: string;
  readonly label?: string;
  readonly expiresAt?: string;
}

export interface StatusRow {
  readonly type: 'status';
  readonly identity: string;
  readonly name: string;
  readonly relay: string;
  /** Where its mailboxes are now, the preferred one first. */
  readonly relays: readonly string[];
  readonly connection: ConnectionState;
  readonly queued: number;
  readonly conversations: number;
  readonly usedBytes: number;
  readonly clockSkewMs?: number;
  readonly dropped: Readonly<Record<DropReason, number>>;
  readonly healing: Healing;
  /** The last self-test of the wipe. */
  readonly storage: StorageState;
  readonly wipeTest?: WipeTest;
  /** Of the network that it follows; absent when it follows none. */
  readonly network?: NetworkRow;
  /** True when another process (`sotto watch`) holds the handset open. */
  readonly watched: boolean;
}

export interface SafetyNumberRow {
  readonly type: 'safety-number';
  readonly identity: string;
  readonly name: string;
  readonly groups: readonly string[];
  readonly qr: string;
  readonly verified: ContactRow['verified'];
}

/** A text that a message had, or has. */
export interface VersionRow {
  readonly type: 'version';
  readonly message: string;
  readonly text: string;
  readonly at: string;
}

/** What a message said that was to be shown once. It is nowhere else any more. */
export interface OnceRow {
  readonly type: 'once';
  readonly message: string;
  readonly text: string;
}

/** Nothing of a message is here any more. */
export interface ErasedRow {
  readonly type: 'erased';
  readonly conversation: string;
  readonly message: string;
  /** It was deleted by this command, from here or for everyone. Absent: its time was over, or it was deleted elsewhere. */
  readonly deleted?: 'here' | 'everyone';
}

export interface TypingRow {
  readonly type: 'typing';
  readonly conversation: string;
  readonly conversationName: string;
  readonly who: string;
  readonly whoName: string;
}

/** What was typed and not sent. */
export interface DraftRow {
  readonly type: 'draft';
  readonly conversation: string;
  readonly text: string;
}

export interface SettingsRow {
  readonly type: 'settings';
  readonly readReceipts: boolean;
  readonly deliveryReceipts: boolean;
  readonly typing: boolean;
}

/** A picture was saved, or could not be. */
export interface PictureRow {
  readonly type: 'picture';
  readonly message: string;
  readonly conversation: string;
  /** Which of the message's pictures, from 0. */
  readonly index: number;
  readonly file?: string;
  /** An error code. */
  readonly failure?: string;
}

export interface ConnectionRow {
  readonly type: 'connection';
  readonly state: ConnectionState;
  readonly retryInMs?: number;
}

export interface ProgressRow {
  readonly type: 'progress';
  readonly message: string;
  readonly stage: 'cleaning' | 'uploading' | 'downloading';
  readonly doneBytes: number;
  readonly totalBytes: number;
}

/** Another device of this person gives what was said before; the newest first. */
export interface TransferRow {
  readonly type: 'transfer';
  readonly conversation: string;
  readonly conversationName: string;
  readonly doneMessages: number;
  readonly totalMessages: number;
}

/** Something that the person should know; `code` has a row in docs/errors.md, but for `clock`, `collected`, `dropped`, `locked`, `missed` and `network`. */
export interface NoticeRow {
  readonly type: 'notice';
  readonly code: string;
  readonly message: string;
}
