import { bytesEqual } from '@sotto/protocol';
import type { LostDeviceApi } from '../api.ts';
import type { Conversations } from '../conversation/conversations.ts';
import type { Engine } from '../engine.ts';
import { handsetError } from '../error.ts';
import type { Troubles } from '../events/troubles.ts';
import { parseHex } from '../hex.ts';
import { handsetLimits } from '../limits.ts';
import { createSerial } from '../serial.ts';
import { decodeCommandedLost, decodeKnownLost } from './lost-records.ts';
import { commandedLostName, encodeCommandedLost, knownLostName } from './lost-records.ts';
import { lookAtOwn } from './look-at-own.ts';
import { changeOwn, readOwn, tendOwn } from './own-lost.ts';
import { tendCommands } from './tend-commands.ts';
import { lostView } from './view.ts';
import type { LockedWatch } from './watch-locked.ts';

export interface LostParts {
  readonly engine: Engine;
  readonly conversations: Conversations;
  readonly troubles: Troubles;
  /** Absent where nothing can be wiped by a command. */
  readonly watch?: Pick<LockedWatch, 'set' | 'obey'>;
  readonly revoke: (id: string, signal: AbortSignal) => Promise<void>;
}

/** The lost device and its commander, one round at a time: docs/vault.md. */
export interface Lost {
  readonly api: LostDeviceApi;
  /** There may be something to do. */
  readonly wake: () => void;
  readonly stopped: () => Promise<void>;
}

function untilAborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  signal.addEventListener('abort', () => resolve(), { once: true });
  return promise;
}

export function createLost(parts: LostParts): Lost {
  const { engine, troubles } = parts;
  const { store, clock, stopping, contacts, self, sync } = engine;
  const serial = createSerial();
  let pause = new AbortController();
  let again = false;

  /** When the next is due; never, when this device neither listens nor waits for one that it commanded. */
  const round = async (): Promise<number | undefined> => {
    await serial.run(() => tendOwn(parts));
    const listens = (await readOwn(store))?.listens === true;
    const command = await lookAtOwn(engine);
    // Locks this handset, and so is not waited for here.
    if (command !== undefined) void parts.watch?.obey(command).catch(troubles.report);
    const pending = await serial.run(() => tendCommands(engine));
    if (pending === 'lately') return handsetLimits.wipeReceiptLookMs;
    return listens || pending === 'long' ? handsetLimits.wipeLookMs : undefined;
  };
  const run = async (): Promise<void> => {
    while (!stopping.aborted) {
      pause = new AbortController();
      again = false;
      let waitMs: number | undefined = handsetLimits.wipeReceiptLookMs;
      try {
        waitMs = await round();
      } catch (error) {
        if (stopping.aborted) return;
        troubles.report(error);
      }
      if (again) continue;
      const signal = AbortSignal.any([pause.signal, stopping]);
      // The only rejection of a sleep is its abort, which ends this one early.
      if (waitMs !== undefined) await clock.sleep(waitMs, signal).catch(() => undefined);
      else await untilAborted(signal);
    }
  };
  const wake = (): void => {
    again = true;
    pause.abort();
  };
  engine.homes.watch(wake);
  sync.watchWelcomes(wake);
  const running = run();

  const view = async () => lostView(engine);
  return {
    wake,
    stopped: () => running,
    api: {
      view,
      listen: async ({ isOn, beforeUnlock }) => {
        stopping.throwIfAborted();
        await serial.run(async () => {
          const own = await readOwn(store);
          await changeOwn(parts, {
            ...{ listens: isOn, trusted: isOn ? (own?.trusted ?? []) : [] },
            beforeUnlock: isOn && (beforeUnlock ?? own?.beforeUnlock ?? false),
          });
        });
        wake();
        return view();
      },
      trust: async (id, isTrusted) => {
        stopping.throwIfAborted();
        const { identity } = contacts.require(id);
        await serial.run(async () => {
          const own = await readOwn(store);
          const others = (own?.trusted ?? []).filter((each) => !bytesEqual(each, identity));
          await changeOwn(parts, {
            listens: isTrusted || (own?.listens ?? false),
            beforeUnlock: own?.beforeUnlock ?? false,
            trusted: isTrusted ? [...others, identity] : others,
          });
        });
        wake();
        return view();
      },
      wipe: async (id, options) => {
        const signal = options?.signal ? AbortSignal.any([options.signal, stopping]) : stopping;
        signal.throwIfAborted();
        const device = parseHex(id, 32);
        const known = device && (await store.get(knownLostName(device)));
        if (device === undefined || known === undefined)
          throw handsetError('WIPE_NOT_ALLOWED', 'This device cannot be wiped from here.');
        const found = decodeKnownLost(known);
        await serial.run(async () => {
          const name = commandedLostName(device);
          const before = await store.get(name);
          // Of an older secret, the device does not listen to it any more.
          const isSame = before && bytesEqual(decodeCommandedLost(before).secret, found.secret);
          if (isSame) return;
          const value = { ...found, askedAtMs: clock.now(), at: [], heardAtMs: 0 };
          await store.write([{ put: name, value: encodeCommandedLost(value) }]);
        });
        wake();
        const isOwn = bytesEqual(found.identity, self.identity);
        const isRevoked = engine.chains.isRevoked(self.identity, device);
        if (isOwn && !isRevoked) await parts.revoke(id, signal);
        return view();
      },
    },
  };
}
