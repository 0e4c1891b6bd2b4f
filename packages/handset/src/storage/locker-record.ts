import { isBearable } from '../vault/cost.ts';
import type { Argon2Cost } from '../vault/cost.ts';
import { encodeFields, readFields } from './fields.ts';
import { pictureMediaTypes } from './message-body.ts';
import type { StoredPicture } from './message-body.ts';

/** What opens the locker with its passphrase. One record, `key`, in `locker`. */
export interface LockerKeyRecord {
  readonly cost: Argon2Cost;
  /** 16 bytes. */
  readonly salt: Uint8Array;
  /** Nonce, then the locker's key, AES-256-GCM. */
  readonly sealed: Uint8Array;
}

/** A note as it is sealed. */
export interface LockerNoteRecord {
  readonly title: string;
  readonly text: string;
  readonly changedAtMs: number;
}

/** A picture as it is sealed; its bytes are sealed apart. */
export interface LockerPictureRecord extends Omit<StoredPicture, 'here' | 'blob'> {
  readonly addedAtMs: number;
}

const version = 1;

export function encodeLockerKey({ cost, salt, sealed }: LockerKeyRecord): Uint8Array {
  const { memoryKiB, passes, parallelism } = cost;
  return encodeFields(version, [memoryKiB, passes, parallelism, salt, sealed]);
}

/** A backup brings one too, so its cost is bounded as a vault's is. @throws VAULT_BROKEN, VAULT_NEWER */
export function decodeLockerKey(value: Uint8Array): LockerKeyRecord {
  const fields = readFields(value, version);
  const record = {
    cost: { memoryKiB: fields.number(), passes: fields.number(), parallelism: fields.number() },
    salt: fields.bytes(),
    sealed: fields.bytes(),
  };
  fields.end();
  return isBearable(record.cost) ? record : fields.broken();
}

export function encodeLockerNote({ title, text, changedAtMs }: LockerNoteRecord): Uint8Array {
  return encodeFields(version, [title, text, changedAtMs]);
}

export function decodeLockerNote(value: Uint8Array): LockerNoteRecord {
  const fields = readFields(value, version);
  const record = { title: fields.text(), text: fields.text(), changedAtMs: fields.number() };
  fields.end();
  return record;
}

export function encodeLockerPicture(record: LockerPictureRecord): Uint8Array {
  const { caption, mediaType, width, height, sizeBytes, thumbhash, addedAtMs } = record;
  return encodeFields(version, [
    ...[caption, mediaType, width, height, sizeBytes],
    ...[thumbhash, addedAtMs],
  ]);
}

export function decodeLockerPicture(value: Uint8Array): LockerPictureRecord {
  const fields = readFields(value, version);
  const record = {
    caption: fields.text(),
    mediaType: fields.name(pictureMediaTypes),
    width: fields.number(),
    height: fields.number(),
    sizeBytes: fields.number(),
    thumbhash: fields.bytes(),
    addedAtMs: fields.number(),
  };
  fields.end();
  return record;
}
