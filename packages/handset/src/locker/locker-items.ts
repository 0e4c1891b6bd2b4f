import type { LockerItemId, LockerNote, LockerNoteDraft, LockerPicture, Picture } from '../api.ts';
import { utf8 } from '../bytes.ts';
import type { Engine } from '../engine.ts';
import { handsetError } from '../error.ts';
import { toHex } from '../hex.ts';
import { handsetLimits } from '../limits.ts';
import { checkText } from '../message/text.ts';
import { cleanPicture } from '../pictures/clean-picture.ts';
import {
  decodeLockerNote,
  decodeLockerPicture,
  encodeLockerNote,
  encodeLockerPicture,
} from '../storage/locker-record.ts';
import type { LockerPictureRecord } from '../storage/locker-record.ts';
import { readItemEntry, itemEntry } from '../storage/locker-entry.ts';
import { putPieces, readPieces, removePieces } from '../storage/pieces.ts';
import { tables } from '../storage/tables.ts';
import { beginTransaction } from '../storage/transaction.ts';
import { itemSealBytes, openItem, sealItem } from './item-seal.ts';

const idBytes = 16;

/** What is in the locker, under the key that is given. */
export interface LockerItems {
  readonly notes: (key: Uint8Array) => Promise<readonly LockerNote[]>;
  readonly putNote: (
    key: Uint8Array,
    note: LockerNoteDraft,
    id: Uint8Array | undefined,
  ) => Promise<LockerNote>;
  readonly pictures: (key: Uint8Array) => Promise<readonly LockerPicture[]>;
  readonly addPicture: (
    key: Uint8Array,
    picture: Uint8Array,
    caption: string,
    signal: AbortSignal,
  ) => Promise<LockerPicture>;
  readonly picture: (key: Uint8Array, id: Uint8Array) => Promise<Picture>;
  readonly remove: (key: Uint8Array, id: Uint8Array) => Promise<void>;
  /** Whatever the key. */
  readonly removeAll: () => Promise<void>;
}

type Parts = Pick<Engine, 'crypto' | 'store' | 'clock' | 'pictures'>;

export function createLockerItems(engine: Parts): LockerItems {
  const { crypto, store, clock } = engine;

  async function all<T>(
    table: string,
    open: (id: Uint8Array, sealed: Uint8Array) => Promise<T>,
  ): Promise<T[]> {
    const found: T[] = [];
    for await (const value of store.values(table)) {
      const { id, sealed } = readItemEntry(value);
      found.push(await open(id, sealed));
    }
    return found;
  }

  const requireRoom = async (): Promise<void> => {
    const notes = await all(tables.lockerNotes, async (id) => id);
    const pictures = await all(tables.lockerPictures, async (id) => id);
    if (notes.length + pictures.length >= handsetLimits.maxLockerItems)
      throw handsetError('LOCKER_FULL', 'The locker is full: remove something first.');
  };
  const pictureRecord = async (
    key: Uint8Array,
    id: Uint8Array,
  ): Promise<LockerPictureRecord | undefined> => {
    const value = await store.get({ table: tables.lockerPictures, id });
    if (value === undefined) return undefined;
    const { sealed } = readItemEntry(value);
    return decodeLockerPicture(await openItem(crypto, key, { kind: 'picture', id }, sealed));
  };

  return {
    notes: async (key) => {
      const notes = await all(tables.lockerNotes, async (id, sealed) => {
        const note = decodeLockerNote(await openItem(crypto, key, { kind: 'note', id }, sealed));
        return { id: toHex(id) as LockerItemId, ...note };
      });
      return notes.toSorted((a, b) => b.changedAtMs - a.changedAtMs);
    },
    putNote: async (key, draft, known) => {
      const title = draft.title.toWellFormed().trim();
      if ([...title].length > handsetLimits.maxLockerTitleChars)
        throw handsetError('TEXT_TOO_LONG', 'The title is too long.');
      const text = draft.text.toWellFormed();
      if (text.trim() === '' && title === '')
        throw handsetError('TEXT_EMPTY', 'The note is empty.');
      if (utf8(text).length > handsetLimits.maxLockerNoteBytes)
        throw handsetError('TEXT_TOO_LONG', 'The note is too long.');
      if (known === undefined) await requireRoom();
      else if ((await store.get({ table: tables.lockerNotes, id: known })) === undefined)
        throw unknown();
      const id = known ?? crypto.random(idBytes);
      const note = { title, text, changedAtMs: clock.now() };
      const sealed = await sealItem(crypto, key, { kind: 'note', id }, encodeLockerNote(note));
      await store.write([{ put: { table: tables.lockerNotes, id }, value: itemEntry(id, sealed) }]);
      return { id: toHex(id) as LockerItemId, ...note };
    },
    pictures: async (key) => {
      const pictures = await all(tables.lockerPictures, async (id, sealed) => {
        const opened = await openItem(crypto, key, { kind: 'picture', id }, sealed);
        return pictureView(id, decodeLockerPicture(opened));
      });
      return pictures.toSorted((a, b) => b.addedAtMs - a.addedAtMs);
    },
    addPicture: async (key, file, words, signal) => {
      await requireRoom();
      const caption = checkText(words);
      const { bytes, ...facts } = await cleanPicture(engine, file, caption, signal);
      const id = crypto.random(idBytes);
      const record = { ...facts, sizeBytes: bytes.length, addedAtMs: clock.now() };
      const sealed = await sealItem(
        ...([crypto, key, { kind: 'picture', id }] as const),
        encodeLockerPicture(record),
      );
      const body = await sealItem(crypto, key, { kind: 'bytes', id }, bytes);
      const tx = beginTransaction(store);
      tx.put({ table: tables.lockerPictures, id }, itemEntry(id, sealed));
      putPieces(tx, tables.lockerBytes, id, body);
      await tx.commit();
      return pictureView(id, record);
    },
    picture: async (key, id) => {
      const record = await pictureRecord(key, id);
      if (record === undefined) throw unknown();
      const { mediaType, width, height, sizeBytes } = record;
      const body = await readPieces(store, tables.lockerBytes, id, sizeBytes + itemSealBytes);
      const bytes = await openItem(crypto, key, { kind: 'bytes', id }, body);
      return { bytes, mediaType, width, height };
    },
    remove: async (key, id) => {
      const tx = beginTransaction(store);
      const picture = await pictureRecord(key, id);
      if (picture !== undefined) {
        tx.remove({ table: tables.lockerPictures, id });
        removePieces(tx, tables.lockerBytes, id, picture.sizeBytes + itemSealBytes);
      } else if ((await store.get({ table: tables.lockerNotes, id })) !== undefined) {
        tx.remove({ table: tables.lockerNotes, id });
      } else throw unknown();
      await tx.commit();
    },
    removeAll: async () => {
      for (const table of [tables.lockerNotes, tables.lockerPictures]) {
        const ids = await all(table, async (id) => id);
        for (const id of ids) {
          const tx = beginTransaction(store);
          tx.remove({ table, id });
          // How many pieces a picture has only its key tells, so as many as it can have.
          if (table === tables.lockerPictures)
            removePieces(tx, tables.lockerBytes, id, handsetLimits.maxPictureBytes + itemSealBytes);
          await tx.commit();
        }
      }
    },
  };
}

function pictureView(id: Uint8Array, record: LockerPictureRecord): LockerPicture {
  return { id: toHex(id) as LockerItemId, ...record };
}

function unknown(): Error {
  return handsetError('LOCKER_ITEM_UNKNOWN', 'There is no such thing in the locker.');
}
