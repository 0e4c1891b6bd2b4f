import type { ConversationId } from './ids.ts';

/** What is known of changes that somebody made to this handset's storage from outside. */
export interface StorageState {
  /** When everything was looked through last, in milliseconds since 1970; absent when it never was. */
  readonly checkedAtMs?: number;
  /** What was found, until `acknowledgeTampering`; the newest last. */
  readonly tampered: readonly TamperedPart[];
}

/** A part of the storage that held something else than was last written: taken away, put back, exchanged or damaged. */
export interface TamperedPart {
  /** `keys`: what decides how keys are used; all conversations came back as new leaves for it. `content`: what is shown, such as a history. */
  readonly what: 'keys' | 'content';
  /** Of which conversation; absent when it belongs to the handset as a whole. */
  readonly conversation?: ConversationId;
  readonly atMs: number;
}

export interface CheckStorageOptions {
  readonly signal?: AbortSignal;
  /** Records that were looked at, of how many. */
  readonly onProgress?: (doneRecords: number, totalRecords: number) => void;
}

export interface StorageCheck {
  /** How many records there are. */
  readonly records: number;
  /** Whether all were as this handset had written them. What was not is in `status()`. */
  readonly isWell: boolean;
}
