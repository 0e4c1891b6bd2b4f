import type { CallOptions } from './handset.ts';
import type { Picture, PictureFacts } from './message.ts';

/** `absent`: none was made. `locked`: its key is not in memory. */
export type LockerState = 'absent' | 'locked' | 'open';

/**
 * Notes and pictures under a key and a passphrase of their own: they stay closed while messaging is open. They are of this handset alone: nothing of them is
 * sent, and no other device has them. The locker locks by itself after five minutes without use, and with the handset.
 */
export interface LockerApi {
  readonly state: () => Promise<LockerState>;
  /** Makes an empty one, open. @throws LOCKER_EXISTS, PASSPHRASE_TOO_SHORT, PASSPHRASE_TOO_LONG */
  readonly create: (passphrase: string) => Promise<void>;
  /** @throws LOCKER_ABSENT, PASSPHRASE_WRONG */
  readonly open: (passphrase: string) => Promise<void>;
  readonly lock: () => void;
  /** @throws LOCKER_ABSENT, PASSPHRASE_WRONG (the old one), PASSPHRASE_TOO_SHORT, PASSPHRASE_TOO_LONG */
  readonly changePassphrase: (passphrase: string, newPassphrase: string) => Promise<void>;
  /** Destroys its key, then all that was in it, open or not; there is no way back. */
  readonly destroy: () => Promise<void>;

  /** The newest first. @throws LOCKER_LOCKED */
  readonly notes: () => Promise<readonly LockerNote[]>;
  /** A new note, or with `id` in place of one. @throws LOCKER_LOCKED, LOCKER_FULL, LOCKER_ITEM_UNKNOWN, TEXT_EMPTY, TEXT_TOO_LONG */
  readonly putNote: (note: LockerNoteDraft) => Promise<LockerNote>;
  /** The newest first. @throws LOCKER_LOCKED */
  readonly pictures: () => Promise<readonly LockerPicture[]>;
  /** Cleans it as for a message, and keeps it. @throws LOCKER_LOCKED, LOCKER_FULL, PICTURE_REFUSED, TEXT_TOO_LONG */
  readonly addPicture: (
    picture: Uint8Array,
    caption?: string,
    options?: CallOptions,
  ) => Promise<LockerPicture>;
  /** @throws LOCKER_LOCKED, LOCKER_ITEM_UNKNOWN */
  readonly picture: (id: LockerItemId) => Promise<Picture>;
  /** Erases a note or a picture. @throws LOCKER_LOCKED, LOCKER_ITEM_UNKNOWN */
  readonly remove: (id: LockerItemId) => Promise<void>;
}

/** 32 hex characters. */
export type LockerItemId = string & { readonly brand: 'LockerItemId' };

export interface LockerNote {
  readonly id: LockerItemId;
  /** May be empty. */
  readonly title: string;
  readonly text: string;
  readonly changedAtMs: number;
}

export interface LockerNoteDraft {
  readonly id?: LockerItemId;
  /** At most 128 characters. */
  readonly title: string;
  /** At most 64 KiB. */
  readonly text: string;
}

export interface LockerPicture extends Omit<PictureFacts, 'here'> {
  readonly id: LockerItemId;
  readonly addedAtMs: number;
}
