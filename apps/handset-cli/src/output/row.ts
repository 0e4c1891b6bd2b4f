import type { ConnectionState, DropReason, MessageState } from '@sotto/handset';

/** What a command prints: with `--json` one of these a line. docs/handset-cli.md lists the fields. Times are UTC, ISO 8601. */
export type Row =
  | HandsetRow
  | InviteRow
  | ContactRow
  | MessageRow
  | StatusRow
  | SafetyNumberRow
  | PictureRow
  | ConnectionRow
  | ProgressRow
  | NoticeRow;

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

export interface ContactRow {
  readonly type: 'contact';
  readonly conversation: string;
  readonly name: string;
  readonly nameIsMine: boolean;
  readonly identity: string;
  readonly verified: 'compared' | 'invite' | 'none';
  readonly unread: number;
  readonly createdAt: string;
}

export interface MessageRow {
  readonly type: 'message';
  readonly id: string;
  readonly conversation: string;
  readonly contact: string;
  readonly mine: boolean;
  readonly state: MessageState;
  /** An error code, when `state` is `failed`. */
  readonly failure?: string;
  readonly sentAt: string;
  readonly kind: 'text' | 'picture' | 'unknown';
  /** The text, the caption, or what a message of an unknown kind says in plain text. */
  readonly text: string;
  /** Of a picture, in pixels. */
  readonly width?: number;
  readonly height?: number;
  readonly sizeBytes?: number;
  /** False: only its state changed since it was printed. */
  readonly isNew: boolean;
}

export interface StatusRow {
  readonly type: 'status';
  readonly identity: string;
  readonly name: string;
  readonly relay: string;
  readonly connection: ConnectionState;
  readonly queued: number;
  readonly conversations: number;
  readonly usedBytes: number;
  readonly clockSkewMs?: number;
  readonly dropped: Readonly<Record<DropReason, number>>;
  /** True when another process (`sotto watch`) holds the handset open. */
  readonly watched: boolean;
}

export interface SafetyNumberRow {
  readonly type: 'safety-number';
  readonly conversation: string;
  readonly contact: string;
  readonly groups: readonly string[];
  readonly qr: string;
  readonly verified: ContactRow['verified'];
}

/** A picture was saved, or could not be. */
export interface PictureRow {
  readonly type: 'picture';
  readonly message: string;
  readonly conversation: string;
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

/** Something that the person should know; `code` has a row in docs/errors.md, but for `clock`, `dropped` and `missed`. */
export interface NoticeRow {
  readonly type: 'notice';
  readonly code: string;
  readonly message: string;
}
