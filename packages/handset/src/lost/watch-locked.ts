import type { Records } from '@sotto/core';
import { bytesEqual } from '@sotto/protocol';
import { handsetLimits } from '../limits.ts';
import type { Vault } from '../api.ts';
import { lookForCommand, sayObeyed } from './obey.ts';
import type { ObeyParts } from './obey.ts';
import { encodeWatch, readWatch, watchKey, writeWatch } from './watch-record.ts';
import type { Watch } from './watch-record.ts';

/** Looks for the command to wipe while no handset runs that does, and wipes whenever it was found. */
export interface LockedWatch {
  /** Reads what is watched before unlock. */
  readonly begin: () => Promise<void>;
  /** What is watched from now on, and whether after a restart too; nothing with `undefined`. @throws STORAGE_FULL and other codes of the store */
  readonly set: (watch: Watch | undefined, beforeUnlock: boolean) => Promise<void>;
  /** The running handset has found the command. Resolves when it is wiped; what is said of it then is not waited for. */
  readonly obey: (command: Uint8Array) => Promise<void>;
  /** The network changed or the machine woke: it looks now. */
  readonly nudge: () => void;
  /** Resolves when nothing is said to a relay any more. */
  readonly told: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface LockedWatchParts extends ObeyParts {
  readonly records: Records;
  readonly state: () => Vault['state'];
  /** A handset runs that looks by itself: one that is visited does not, as the command is for the other. */
  readonly isLooking: () => boolean;
  readonly wipe: () => Promise<void>;
}

export function createLockedWatch(parts: LockedWatchParts): LockedWatch {
  const { records, clock, state, isLooking } = parts;
  const stopping = new AbortController();
  const { signal } = stopping;
  let watch: Watch | undefined;
  let running: Promise<void> | undefined;
  let obeying: Promise<void> | undefined;
  let telling: Promise<void> | undefined;
  // Whether anything lies there, of whatever form.
  let isWritten = false;
  let pause = new AbortController();

  const obey = (command: Uint8Array): Promise<void> =>
    (obeying ??= obeyNow(command).finally(() => (obeying = undefined)));
  // The keys first: whoever holds the device sees on the network that the command came, and could keep a relay from answering.
  const obeyNow = (command: Uint8Array): Promise<void> => {
    const relays = watch?.relays ?? [];
    watch = undefined;
    const wiping = parts.wipe();
    telling = wiping
      .catch((error: unknown) => {
        // What is left beside an empty store makes it no less wiped.
        if (state() !== 'empty') throw error;
      })
      .then(() => sayObeyed(parts, relays, command))
      .catch(() => undefined);
    return wiping;
  };

  const run = async (): Promise<void> => {
    while (watch !== undefined && state() !== 'empty') {
      pause = new AbortController();
      if (!isLooking()) {
        const command = await lookForCommand(parts, watch, signal);
        if (command !== undefined) {
          // Ends this, so it is not waited for here. What it could not do, the next start goes on with.
          void obey(command).catch(() => undefined);
          return;
        }
      }
      // The only rejection of a sleep is its abort: by a nudge, or for good.
      const paused = AbortSignal.any([pause.signal, signal]);
      await clock.sleep(handsetLimits.wipeLookMs, paused).catch(() => signal.throwIfAborted());
    }
  };
  const look = (): void => {
    if (running !== undefined || watch === undefined || signal.aborted) return;
    running = run()
      .catch(() => undefined)
      .finally(() => {
        running = undefined;
      });
  };

  return {
    begin: async () => {
      isWritten = (await records.get(watchKey)) !== undefined;
      watch = await readWatch(records);
      look();
    },
    set: async (next, beforeUnlock) => {
      watch = next;
      look();
      const wanted = beforeUnlock ? next : undefined;
      if (wanted === undefined && !isWritten) return;
      const now = isWritten ? await readWatch(records) : undefined;
      if (wanted && now && bytesEqual(encodeWatch(wanted), encodeWatch(now))) return;
      await writeWatch(records, wanted);
      isWritten = wanted !== undefined;
    },
    obey,
    nudge: () => pause.abort(),
    told: async () => telling,
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
