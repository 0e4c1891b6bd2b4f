import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { itemEntry, readItemEntry } from '../src/storage/locker-entry.ts';
import {
  decodeLockerKey,
  decodeLockerNote,
  decodeLockerPicture,
  encodeLockerKey,
  encodeLockerNote,
  encodeLockerPicture,
} from '../src/storage/locker-record.ts';
import { pictureMediaTypes } from '../src/storage/message-body.ts';
import { bytes, codec, count, keepRecords, text } from './record-codecs.ts';

const cost = { memoryKiB: 65_536, passes: 3, parallelism: 1 };
const salt = new Uint8Array(16);
const sealed = new Uint8Array(60);

describe('records of the locker', () => {
  keepRecords({
    'locker key': codec(
      fc.record({ cost: fc.constant(cost), salt: bytes(16), sealed: bytes(60) }),
      encodeLockerKey,
      decodeLockerKey,
    ),
    'locker note': codec(
      fc.record({ title: text, text, changedAtMs: count }),
      encodeLockerNote,
      decodeLockerNote,
    ),
    'locker picture': codec(
      fc.record({
        caption: text,
        mediaType: fc.constantFrom(...pictureMediaTypes),
        ...{ width: count, height: count, sizeBytes: count },
        thumbhash: bytes(25),
        addedAtMs: count,
      }),
      encodeLockerPicture,
      decodeLockerPicture,
    ),
    'locker entry': codec(
      fc.record({ id: bytes(16), sealed: bytes(90) }),
      ({ id, sealed: value }) => itemEntry(id, value),
      readItemEntry,
    ),
  });

  test('a key that asks for more than a vault may is none, wherever it came from', () => {
    const dear = { ...cost, memoryKiB: 16 * 1_048_576 };
    expect(() => decodeLockerKey(encodeLockerKey({ cost: dear, salt, sealed }))).toThrow(
      expect.objectContaining({ code: 'VAULT_BROKEN' }),
    );
  });
});
