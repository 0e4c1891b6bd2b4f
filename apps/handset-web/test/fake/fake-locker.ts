import { SottoError } from '@sotto/core';
import type {
  HandsetEvent,
  LockerApi,
  LockerItemId,
  LockerNote,
  LockerPicture,
  LockerState,
} from '@sotto/handset';

/** A locker in memory, whose passphrase is whatever it was made with. */
export function fakeLocker(tell: (event: HandsetEvent) => void): LockerApi {
  let known: string | undefined;
  let state: LockerState = 'absent';
  let notes: readonly LockerNote[] = [];
  let pictures: readonly LockerPicture[] = [];
  let made = 0;
  const become = (next: LockerState): void => {
    state = next;
    tell({ type: 'locker' });
  };
  const nextId = (): LockerItemId => String((made += 1)).padStart(32, '0') as LockerItemId;
  return {
    state: async () => state,
    create: async (passphrase) => {
      if (passphrase.length < 8)
        throw new SottoError('PASSPHRASE_TOO_SHORT', 'A passphrase has at least 8 characters.');
      known = passphrase;
      become('open');
    },
    open: async (passphrase) => {
      if (passphrase !== known) throw new SottoError('PASSPHRASE_WRONG', 'Not this one.');
      become('open');
    },
    lock: () => become('locked'),
    changePassphrase: async (_, next) => void (known = next),
    destroy: async () => {
      notes = [];
      pictures = [];
      become('absent');
    },
    notes: async () => notes,
    putNote: async ({ id = nextId(), title, text }) => {
      const note = { id, title, text, changedAtMs: Date.now() };
      notes = [note, ...notes.filter((one) => one.id !== id)];
      return note;
    },
    pictures: async () => pictures,
    addPicture: async (bytes, caption = '') => {
      const facts = { caption, width: 4, height: 3, sizeBytes: bytes.length };
      const picture = {
        id: nextId(),
        ...facts,
        thumbhash: new Uint8Array(0),
        addedAtMs: Date.now(),
      };
      pictures = [picture, ...pictures];
      return picture;
    },
    picture: async () => {
      throw new SottoError('LOCKER_ITEM_UNKNOWN', 'There is none.');
    },
    remove: async (id) => {
      notes = notes.filter((one) => one.id !== id);
      pictures = pictures.filter((one) => one.id !== id);
    },
  };
}
