import { isSottoError } from '@sotto/core';
import { bytesEqual, parseDeviceCode } from '@sotto/protocol';
import type { Device } from '../api.ts';
import { utf8 } from '../bytes.ts';
import type { ConversationHandle } from '../conversation/conversation.ts';
import type { Conversations } from '../conversation/conversations.ts';
import type { Engine } from '../engine.ts';
import { handsetError } from '../error.ts';
import type { Troubles } from '../events/troubles.ts';
import { putIntent } from '../group/intents.ts';
import { parseHex, toHex } from '../hex.ts';
import { handsetLimits } from '../limits.ts';
import type { LinkingRecord } from '../storage/linking-record.ts';
import { tables } from '../storage/tables.ts';
import { createDownloads } from '../pictures/downloads.ts';
import { beginTransaction } from '../storage/transaction.ts';
import { askKeyPackages, greetDevices } from './ask-key-packages.ts';
import { exportSome } from './export-history.ts';
import { beginLinking, linkings, lookAgain, nextStep } from './link-device.ts';
import { isPassing } from './meeting.ts';
import { lookForRevoked } from './look-for-revoked.ts';
import { reconcile } from './reconcile.ts';
import { hasSiblings } from './siblings.ts';
import { syncKeys } from './sync-keys.ts';
import { takeEntries } from './take-entries.ts';
import { tellAll } from './tell-all.ts';
import { tellOut } from './tell-out.ts';
import { tellSiblings } from './tell-siblings.ts';
import { deviceViews } from './view.ts';

/** What this identity's devices do with each other, one round at a time: docs/states/devices.md. */
export interface Devices {
  /** There may be something to do. */
  readonly wake: () => void;
  /** @throws see `Handset.linkDevice` */
  readonly link: (code: string, name: string, signal: AbortSignal) => Promise<Device>;
  /** @throws see `Handset.revokeDevice` */
  readonly revoke: (id: string, signal: AbortSignal) => Promise<void>;
  readonly list: () => Promise<readonly Device[]>;
  readonly stopped: () => Promise<void>;
}

interface Parts {
  readonly engine: Engine;
  readonly conversations: Conversations;
  readonly troubles: Troubles;
  /** Makes the notes when there are none. @throws DEVICES_NOT_READY */
  readonly openNotes: () => Promise<ConversationHandle>;
}

type Waiter = PromiseWithResolvers<void>;

export function createDevices({ engine, conversations, troubles, openNotes }: Parts): Devices {
  const { store, clock, stopping, self, chains } = engine;
  const waiters = new Map<string, Waiter>();
  const askedAtMs = new Map<string, number>();
  const downloads = createDownloads(engine);
  const patience = { sinceMs: new Map<string, number>(), begun: new Set<string>() };
  let running: Promise<void> | undefined;
  let again = false;
  let pause: AbortController | undefined;

  const notesOf = (): ConversationHandle | undefined =>
    conversations
      .all()
      .find((each) => each.record().kind === 'notes' && each.record().state === 'active');

  const run = async (): Promise<void> => {
    let failures = 0;
    while (!stopping.aborted) {
      again = false;
      let dueAtMs: number | undefined;
      try {
        dueAtMs = await round();
        failures = 0;
      } catch (error) {
        if (stopping.aborted) return;
        if (!isPassing(error)) troubles.report(error);
        failures += 1;
        dueAtMs = clock.now() + Math.min(handsetLimits.storeRetryMs * 2 ** failures, 600_000);
      }
      if (again) continue;
      if (dueAtMs === undefined) return;
      await rest(dueAtMs - clock.now());
    }
  };

  const rest = async (ms: number): Promise<void> => {
    pause = new AbortController();
    const signal = AbortSignal.any([pause.signal, stopping]);
    // The only rejection of a sleep is its abort, which ends this one early.
    await clock.sleep(Math.max(1, ms), signal).catch(() => undefined);
    pause = undefined;
  };

  const wake = (): void => {
    again = true;
    pause?.abort();
    if (running !== undefined || stopping.aborted) return;
    running = run().finally(() => {
      running = undefined;
      // Woken between the last look and the end.
      if (again) wake();
    });
  };

  /** One round; when the next is due, if at some time. */
  const round = async (): Promise<number | undefined> => {
    await lookForRevoked(engine, conversations);
    const notes = notesOf();
    if (notes === undefined) return undefined;
    const [linking] = await linkings(engine);
    const times: (number | undefined)[] = [];
    if (linking !== undefined) times.push(await step(notes, linking));
    if (!hasSiblings(engine) && chains.links(self.identity).length < 2) return earliest(times);
    await greetDevices(engine, notes);
    const cameFrom = (device: string): void => void askedAtMs.delete(device);
    await takeEntries({ engine, conversations, notes, downloads, cameFrom });
    const { dueAtMs, wanted } = await reconcile({ engine, conversations, notes, patience });
    times.push(dueAtMs);
    await askKeyPackages(engine, wanted, askedAtMs);
    if (await exportSome({ engine, conversations, notes })) times.push(clock.now());
    times.push(await tellOut(engine, notes, troubles));
    return earliest(times);
  };

  const step = async (
    notes: ConversationHandle,
    record: LinkingRecord,
  ): Promise<number | undefined> => {
    const hex = toHex(record.deviceKey);
    patience.begun.add(hex);
    try {
      const outcome = await nextStep(engine, notes, record);
      if (outcome === 'again') return clock.now();
      if (outcome === 'wait') return clock.now() + handsetLimits.deviceStepPollMs;
      await finish(record);
      waiters.get(hex)?.resolve();
      return clock.now();
    } catch (error) {
      if (isPassing(error)) return clock.now() + handsetLimits.deviceStepPollMs;
      if (stopping.aborted || !isOver(error)) throw error;
      await store.write([{ remove: { table: tables.linking, id: record.deviceKey } }]);
      waiters.get(hex)?.reject(error);
      return clock.now();
    }
  };

  /** The device is in the notes: it is told what all devices know. */
  const finish = async ({ deviceKey, name }: LinkingRecord): Promise<void> => {
    const tx = beginTransaction(store);
    tx.remove({ table: tables.linking, id: deviceKey });
    if (name !== '') {
      tx.put({ table: tables.deviceNames, id: deviceKey }, utf8(name));
      await tellSiblings(engine, tx, syncKeys.name(deviceKey), utf8(name));
    }
    await tellAll(engine, conversations, tx);
    await tx.commit();
  };

  /** The notes; a device that was linked just now is let into them within moments. */
  const readyNotes = async (untilMs: number, signal: AbortSignal): Promise<void> => {
    for (;;) {
      try {
        await openNotes();
        return;
      } catch (error) {
        if (!isSottoError(error, 'DEVICES_NOT_READY') || clock.now() > untilMs) throw error;
        await clock.sleep(handsetLimits.deviceStepPollMs, signal);
      }
    }
  };

  const requireDevice = (id: string): Uint8Array => {
    const key = parseHex(id, 32);
    const known = key && ownDevicesAndKeys().find((device) => bytesEqual(device.key, key));
    if (known === undefined) throw handsetError('DEVICE_UNKNOWN', 'There is no such device.');
    return known.key;
  };

  const ownDevicesAndKeys = () =>
    (chains.of(self.identity)?.devices ?? []).filter(
      ({ revokedAtHour }) => revokedAtHour === undefined,
    );

  return {
    wake,
    link: async (code, name, signal) => {
      await readyNotes(parseDeviceCode(code).expiresAtSeconds * 1_000, signal);
      const device = await beginLinking(engine, code, name);
      await lookAgain(await openNotes());
      const hex = toHex(device);
      const waiter = waiters.get(hex) ?? Promise.withResolvers<void>();
      waiters.set(hex, waiter);
      // Whoever waits hears of it; that nobody does any more is no fault.
      waiter.promise.catch(() => undefined);
      wake();
      await until(waiter.promise, signal);
      const found = (await deviceViews(engine)).find(({ id }) => id === hex);
      if (found === undefined) throw handsetError('DEVICE_UNKNOWN', 'There is no such device.');
      return found;
    },
    revoke: async (id, signal) => {
      const device = requireDevice(id);
      if (bytesEqual(device, self.device.key))
        throw handsetError('DEVICE_IS_THIS', 'A device cannot revoke itself.');
      const notes = await openNotes();
      patience.begun.add(toHex(device));
      await notes.change(async (draft) => putIntent(draft, { type: 'dismiss', device }));
      while (!chains.isRevoked(self.identity, device)) {
        signal.throwIfAborted();
        await clock.sleep(handsetLimits.drainQuietMs, signal);
      }
    },
    list: () => deviceViews(engine),
    stopped: async () => {
      await running;
    },
  };
}

async function until(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function isOver(error: unknown): boolean {
  return isSottoError(error) && error.code.startsWith('DEVICE_');
}

function earliest(times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
