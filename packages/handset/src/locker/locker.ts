import type { LockerApi, LockerItemId, LockerState } from '../api.ts';
import { erase } from '../bytes.ts';
import type { Engine } from '../engine.ts';
import { handsetError } from '../error.ts';
import { parseHex } from '../hex.ts';
import { handsetLimits } from '../limits.ts';
import { createSerial } from '../serial.ts';
import { decodeLockerKey, encodeLockerKey } from '../storage/locker-record.ts';
import { tables } from '../storage/tables.ts';
import { beginTransaction } from '../storage/transaction.ts';
import { openLockerKey, sealLockerKey } from './locker-key.ts';
import { createLockerItems } from './locker-items.ts';

const keyName = { table: tables.locker, id: 'key' } as const;

/** The locker, and what ends it with the handset. */
export interface Locker {
  readonly api: LockerApi;
  /** Overwrites the key when it is in memory. Nothing of the locker may be under way. */
  readonly close: () => Promise<void>;
}

export function createLocker(engine: Engine): Locker {
  const { crypto, store, clock, policy, stopping } = engine;
  const serial = createSerial();
  let key: Uint8Array | undefined;
  let usedAtMs = 0;
  let watching: AbortController | undefined;

  const lock = (): void => {
    watching?.abort();
    watching = undefined;
    if (key === undefined) return;
    erase(key);
    key = undefined;
    engine.events.emit({ type: 'locker' });
  };

  /** Locks after a while without use; that the clock was set back makes it no longer. */
  const watch = async (signal: AbortSignal): Promise<void> => {
    for (;;) {
      const idleMs = clock.now() - usedAtMs;
      if (idleMs < 0 || idleMs >= handsetLimits.lockerIdleMs)
        return void serial.run(async () => lock());
      await clock.sleep(handsetLimits.lockerIdleMs - idleMs, signal);
    }
  };

  const opened = (made: Uint8Array): void => {
    lock();
    key = made;
    usedAtMs = clock.now();
    watching = new AbortController();
    // Ends with the signal alone.
    watch(AbortSignal.any([watching.signal, stopping])).catch(() => undefined);
    engine.events.emit({ type: 'locker' });
  };

  const stored = async () => {
    stopping.throwIfAborted();
    const value = await store.get(keyName);
    return value && decodeLockerKey(value);
  };
  const required = async () =>
    (await stored()) ?? fail('LOCKER_ABSENT', 'There is no locker in this handset.');

  const inside = <T>(work: (key: Uint8Array) => Promise<T>): Promise<T> =>
    serial.run(async () => {
      stopping.throwIfAborted();
      if (key === undefined) return fail('LOCKER_LOCKED', 'The locker is locked.');
      usedAtMs = clock.now();
      return work(key);
    });
  const items = createLockerItems(engine);
  const idOf = (id: LockerItemId): Uint8Array =>
    parseHex(id, 16) ?? fail('LOCKER_ITEM_UNKNOWN', 'There is no such thing in the locker.');

  const api: LockerApi = {
    state: () =>
      serial.run(async (): Promise<LockerState> => {
        if (key !== undefined) return 'open';
        return (await stored()) === undefined ? 'absent' : 'locked';
      }),
    create: (passphrase) =>
      serial.run(async () => {
        if ((await stored()) !== undefined) fail('LOCKER_EXISTS', 'There is a locker already.');
        const made = await sealLockerKey(crypto, passphrase, policy.argon2);
        // Of one that was destroyed until a crash came in between.
        await items.removeAll();
        await store.write([{ put: keyName, value: encodeLockerKey(made.record) }]);
        opened(made.key);
      }),
    open: (passphrase) =>
      serial.run(async () => opened(await openLockerKey(crypto, await required(), passphrase))),
    lock: () => void serial.run(async () => lock()),
    changePassphrase: (passphrase, newPassphrase) =>
      serial.run(async () => {
        const old = await openLockerKey(crypto, await required(), passphrase);
        try {
          const { record } = await sealLockerKey(crypto, newPassphrase, policy.argon2, old);
          await store.write([{ put: keyName, value: encodeLockerKey(record) }]);
        } finally {
          erase(old);
        }
      }),
    destroy: () =>
      serial.run(async () => {
        stopping.throwIfAborted();
        lock();
        const tx = beginTransaction(store);
        tx.remove(keyName);
        await tx.commit();
        // From here on nothing in it opens; what a crash leaves goes when the next one is made.
        await items.removeAll();
        engine.events.emit({ type: 'locker' });
      }),
    notes: () => inside((now) => items.notes(now)),
    putNote: (note) =>
      inside((now) => items.putNote(now, note, note.id === undefined ? undefined : idOf(note.id))),
    pictures: () => inside((now) => items.pictures(now)),
    addPicture: (picture, caption = '', options = {}) =>
      inside((now) => {
        const { signal } = options;
        const until = signal === undefined ? stopping : AbortSignal.any([signal, stopping]);
        return items.addPicture(now, picture, caption, until);
      }),
    picture: (id) => inside((now) => items.picture(now, idOf(id))),
    remove: (id) => inside((now) => items.remove(now, idOf(id))),
  };
  return {
    api,
    close: async () => {
      await serial.idle();
      lock();
    },
  };
}

function fail(code: Parameters<typeof handsetError>[0], message: string): never {
  throw handsetError(code, message);
}
