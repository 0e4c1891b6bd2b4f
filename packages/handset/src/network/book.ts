import { encodeEvidence, openActLog, startLogPosition } from '@sotto/actlog';
import type { ActLog, LogPosition, LogSource } from '@sotto/actlog';
import type { Network } from '@sotto/charter';
import type { RelayUrl } from '@sotto/core';
import { emptyTreeRoot } from '@sotto/tlog';
import type { NetworkHead } from '@sotto/protocol';
import type { NetworkEvidence, NetworkTroubleReason } from '../api.ts';
import type { Engine } from '../engine.ts';
import { createSerial } from '../serial.ts';
import { beginTransaction } from '../storage/transaction.ts';
import { loadAlarms } from './alarms.ts';
import type { AlarmBook } from './alarms.ts';
import { loadEvidence } from './evidence.ts';
import type { EvidenceBook } from './evidence.ts';
import { createFreezeGate } from './freeze.ts';
import type { FreezeGate } from './freeze.ts';
import { loadKeptLog } from './kept-log.ts';
import type { Gained, KeptLog } from './kept-log.ts';
import { loadLeaving } from './leaving.ts';
import type { Leaving } from './leaving.ts';
import { loadOffered } from './offered.ts';
import type { Offered } from './offered.ts';
import { loadPin } from './pin.ts';
import type { Pin } from './pin.ts';
import { loadReading } from './reading.ts';
import type { Reading } from './reading.ts';
import { loadTold } from './told.ts';
import type { Told } from './told.ts';

/** What this handset knows of its network, and how it takes more. One source at a time. */
export interface NetworkBook {
  readonly pin: Pin;
  readonly kept: KeptLog;
  readonly proofs: EvidenceBook;
  readonly alarms: AlarmBook;
  readonly freeze: FreezeGate;
  readonly reading: Reading;
  readonly offered: Offered;
  readonly leaving: Leaving;
  readonly told: Told;
  /** This handset's time, as far as relays agree within bounds. */
  readonly nowMs: () => number;
  readonly position: () => LogPosition | undefined;
  /** What the acts that count have made; `undefined` before the log was read. */
  readonly network: () => Network | undefined;
  /** What frames say of it; `undefined` when no network is pinned. */
  readonly head: () => NetworkHead | undefined;
  /** @throws VAULT_BROKEN */
  readonly log: () => Promise<ActLog | undefined>;
  /** Goes on from a source: stored before it is shown. Rejects as the source does. */
  readonly take: (source: LogSource, from: NetworkEvidence['from']) => Promise<Took>;
  /** Pins a network that an invite named when this source has its log. False when it has another or none. */
  readonly takeOffered: (source: LogSource, charterHash: Uint8Array) => Promise<boolean>;
  /** Keeps a proof that somebody has, if it is one. True when it is new. */
  readonly believe: (evidence: Uint8Array, from: NetworkEvidence['from']) => Promise<boolean>;
  /** Takes what a witness signed, whoever brought it; before the log was read nobody is one. False when it is none of a witness. */
  readonly takeAlarm: (signed: Uint8Array) => Promise<boolean>;
  /** What the last look came to. */
  readonly noteTrouble: (
    trouble: { readonly reason: NetworkTroubleReason; readonly relay?: RelayUrl } | undefined,
  ) => Promise<void>;
  /** Calls the listener after each change of what is known. */
  readonly watch: (listener: () => void) => void;
}

export type Taken = 'current' | 'advanced' | 'behind' | 'equivocation' | NetworkTroubleReason;

export interface Took {
  readonly outcome: Taken;
  /** When it was an equivocation: what anybody can verify. */
  readonly evidence?: Uint8Array;
}

type Parts = Pick<Engine, 'store' | 'crypto'> & { readonly nowMs: () => number };

export async function loadNetworkBook({ store, crypto, nowMs }: Parts): Promise<NetworkBook> {
  const pin = await loadPin(store);
  const kept = await loadKeptLog(store);
  const proofs = await loadEvidence(store, crypto);
  const alarms = await loadAlarms(store, crypto);
  const offered = await loadOffered(store);
  const reading = await loadReading(store);
  const leaving = await loadLeaving(store);
  const told = await loadTold(store);
  const serial = createSerial();
  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  const network = (): Network | undefined => kept.position()?.state.network;
  const options = () => ({
    ed25519: crypto.signatures.Ed25519,
    nowSeconds: Math.floor(nowMs() / 1_000),
  });

  const keep = async (gained: Gained, pinned?: Uint8Array): Promise<void> => {
    const tx = beginTransaction(store);
    if (pinned !== undefined) pin.put(tx, pinned);
    kept.put(tx, gained);
    reading.put(tx, { ...reading.now(), readAtMs: nowMs() });
    leaving.put(tx, gained);
    await tx.commit();
    kept.adopt(gained.log);
    changed();
  };

  const believe: NetworkBook['believe'] = async (bytes, from) => {
    const position = kept.position();
    if (position === undefined) return false;
    const isNew = await proofs.believe({ foundAtMs: nowMs(), from, bytes }, position);
    if (isNew) changed();
    return isNew;
  };

  // One after the other: what two bring at a moment is judged by what was kept before.
  const takingAlarms = createSerial();
  const takeAlarm: NetworkBook['takeAlarm'] = (signed) =>
    takingAlarms.run(async () => {
      const charter = network()?.document.charter;
      if (charter === undefined) return false;
      const taken = await alarms.take(signed, charter, options().nowSeconds);
      if (taken === 'new') changed();
      return taken === 'new' || taken === 'known';
    });

  return {
    ...{ alarms, takeAlarm },
    ...{ pin, kept, proofs, reading, offered, leaving, told, nowMs, network, believe },
    position: kept.position,
    freeze: createFreezeGate(network, nowMs),
    head: () => {
      const hash = pin.hash();
      if (hash === undefined) return undefined;
      const { size, root } = kept.position()?.head ?? { size: 0, root: emptyTreeRoot() };
      return { network: networkId(hash), size, root };
    },
    log: async () => {
      const hash = pin.hash();
      return hash && kept.open(hash);
    },
    take: (source, from) =>
      serial.run(async () => {
        const hash = pin.hash();
        if (hash === undefined) return { outcome: 'missing' };
        const followed = await (await kept.open(hash)).follow(source, options());
        const { outcome } = followed;
        if (outcome === 'refused') return { outcome: followed.reason };
        if (outcome === 'current' || outcome === 'advanced') await keep(followed);
        if (outcome !== 'equivocation') return { outcome };
        const evidence = encodeEvidence(followed.evidence);
        await believe(evidence, from);
        return { outcome, evidence };
      }),
    takeOffered: (source, charterHash) =>
      serial.run(async () => {
        if (pin.hash() !== undefined) return false;
        const empty = openActLog(startLogPosition(charterHash), []);
        const followed = await empty.follow(source, options());
        if (followed.outcome !== 'advanced') return false;
        await keep(followed, charterHash);
        return true;
      }),
    noteTrouble: async (found) => {
      const { readAtMs, trouble: before } = reading.now();
      if (found === undefined && before === undefined) return;
      const isSame = found?.reason === before?.reason && found?.relay === before?.relay;
      if (isSame) return;
      const tx = beginTransaction(store);
      reading.put(tx, { readAtMs, trouble: found && { ...found, sinceMs: nowMs() } });
      await tx.commit();
      changed();
    },
    watch: (listener) => void listeners.add(listener),
  };
}

/** How frames name a network. */
export function networkId(charterHash: Uint8Array): Uint8Array {
  return charterHash.slice(0, networkIdBytes);
}

const networkIdBytes = 8;
