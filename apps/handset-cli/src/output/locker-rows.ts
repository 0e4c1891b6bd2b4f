import type { LockerNote, LockerPicture } from '@sotto/handset';
import { isoTime } from './iso-time.ts';

export interface LockerRow {
  readonly type: 'locker';
  readonly state: 'absent' | 'locked';
}

/** A note of the locker, when it is open. */
export interface LockerNoteRow {
  readonly type: 'locker-note';
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly changedAt: string;
}

/** A picture of the locker; with `file` or `failure` when it was to be saved. */
export interface LockerPictureRow {
  readonly type: 'locker-picture';
  readonly id: string;
  readonly caption: string;
  readonly width: number;
  readonly height: number;
  readonly sizeBytes: number;
  readonly addedAt: string;
  readonly file?: string;
  readonly failure?: string;
}

export function lockerNoteRow({ id, title, text, changedAtMs }: LockerNote): LockerNoteRow {
  return { type: 'locker-note', id, title, text, changedAt: isoTime(changedAtMs) };
}

export function lockerPictureRow(picture: LockerPicture): LockerPictureRow {
  const { id, caption, width, height, sizeBytes, addedAtMs } = picture;
  const facts = { id, caption, width, height, sizeBytes };
  return { type: 'locker-picture', ...facts, addedAt: isoTime(addedAtMs) };
}
