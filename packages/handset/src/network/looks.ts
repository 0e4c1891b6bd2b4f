import { pulseAt } from '@sotto/charter';
import type { RelayUrl } from '@sotto/core';
import { bytesEqual } from '@sotto/protocol';
import type { Engine } from '../engine.ts';
import type { Troubles } from '../events/troubles.ts';
import { handsetLimits } from '../limits.ts';
import { createSerial } from '../serial.ts';
import { beginWait, endOf, isOver } from '../wait.ts';
import type { Wait } from '../wait.ts';
import { askWitnesses } from './ask-witnesses.ts';
import { confirmOffered, lookAtRelay, lookAtRelays } from './look.ts';
import type { LookParts } from './look.ts';
import type { NetworkBook } from './book.ts';

/** When the log is looked at: at a relay's hello that names another head, about every hour, and when somebody asks. */
export interface Looks {
  /** Asks all homes, more of the other relays than usual, and every witness for an alarm. @throws the signal's reason */
  readonly now: (signal: AbortSignal) => Promise<void>;
  /** A relay said at its hello up to where its log goes; empty when it serves none. */
  readonly welcomed: (relay: RelayUrl, logHead: Uint8Array) => void;
  /** There may be more than was read, or a network to be pinned: looks at once, or when it is long enough since the last look. */
  readonly hurry: () => void;
  /** Whether the last look is so long ago that `hurry` looks at once. */
  readonly isRested: () => boolean;
  /** Calls the listener after each look. */
  readonly watch: (listener: () => void) => void;
  readonly stopped: () => Promise<void>;
}

type Parts = LookParts & Pick<Engine, 'stopping'>;

export function createLooks(parts: Parts, troubles: Troubles): Looks {
  const { book, clock, crypto, stopping } = parts;
  const { offered } = book;
  const serial = createSerial();
  const listeners = new Set<() => void>();
  const named = new Set<RelayUrl>();
  let wake = new AbortController();
  let rest: Wait | undefined;

  /** From 0 to `ms`, by chance. */
  const chance = (ms: number): number => {
    const draw = new DataView(crypto.random(4).buffer).getUint32(0);
    return Math.floor((ms * draw) / 2 ** 32);
  };
  const isNeeded = (): boolean => book.pin.hash() !== undefined || offered.hash() !== undefined;
  const isRested = (): boolean => rest === undefined || isOver(rest, clock.now());

  const lookAtAll = (others: number, asked: boolean, signal: AbortSignal): Promise<void> =>
    serial.run(async () => {
      rest = beginWait(clock.now(), handsetLimits.lookAgainMs);
      named.clear();
      const hash = offered.hash();
      if (book.pin.hash() === undefined && hash !== undefined)
        await confirmOffered(parts, hash, signal);
      if (book.pin.hash() === undefined) return;
      await lookAtRelays(parts, others, signal);
      if (asked || areWitnessesLate(book)) await askWitnesses(parts, signal);
      for (const listener of listeners) listener();
    });

  const lookAtNamed = async (): Promise<void> => {
    for (const relay of [...named]) {
      named.delete(relay);
      await serial.run(() => lookAtRelay(parts, relay, stopping));
    }
  };

  /** What was read lately is not read again because the handset was opened again. */
  const firstWait = (): Wait => {
    const { lookLogMs, lookSoonMs } = handsetLimits;
    const { readAtMs } = book.reading.now();
    const ms = Math.max(readAtMs + lookLogMs - clock.now(), chance(lookSoonMs));
    return beginWait(clock.now(), Math.min(ms, lookLogMs));
  };
  let next = firstWait();

  const run = async (): Promise<void> => {
    while (!stopping.aborted) {
      await pause();
      try {
        if (stopping.aborted || !isNeeded()) continue;
        if (named.size > 0) await lookAtNamed();
        if (!isOver(next, clock.now())) continue;
        const { lookLogMs } = handsetLimits;
        next = beginWait(clock.now(), lookLogMs / 2 + chance(lookLogMs));
        await lookAtAll(handsetLimits.otherRelaysPerLook, false, stopping);
      } catch (error) {
        if (!stopping.aborted) troubles.report(error);
      }
    }
  };

  const pause = async (): Promise<void> => {
    if (wake.signal.aborted) wake = new AbortController();
    if (isNeeded() && (named.size > 0 || isOver(next, clock.now()))) return;
    const nowMs = clock.now();
    const ms = isNeeded() ? Math.max(0, endOf(next, nowMs) - nowMs) : handsetLimits.lookupEveryMs;
    try {
      await clock.sleep(ms, AbortSignal.any([wake.signal, stopping]));
    } catch {
      // The only rejection of a sleep is its abort, which is what ends this wait early.
    }
  };

  const hurry = (): void => {
    const nowMs = clock.now();
    // Not all of a group at one moment.
    const spreadMs = chance(handsetLimits.lookSpreadMs);
    const ms = rest === undefined ? spreadMs : Math.max(spreadMs, endOf(rest, nowMs) - nowMs);
    if (endOf(next, nowMs) > nowMs + ms) next = beginWait(nowMs, ms);
    wake.abort();
  };

  const done = run();
  return {
    now: (signal) => lookAtAll(handsetLimits.maxOtherRelaysPerLook, true, signal),
    welcomed: (relay, logHead) => {
      if (!isNeeded()) return;
      // It was away when it was asked last.
      if (book.pin.hash() === undefined || book.reading.now().trouble !== undefined) hurry();
      const known = book.position()?.head?.note;
      if (logHead.length === 0 || (known !== undefined && bytesEqual(known, logHead))) return;
      named.add(relay);
      wake.abort();
    },
    hurry,
    isRested,
    watch: (listener) => void listeners.add(listener),
    stopped: async () => {
      await done;
      await serial.idle();
    },
  };
}

function areWitnessesLate(book: NetworkBook): boolean {
  const [network, head] = [book.network(), book.position()?.head];
  if (network === undefined || head === undefined) return false;
  const { witnessSeconds } = network.document.charter.pulse;
  const { step } = pulseAt(head.witnessedAtSeconds, witnessSeconds, book.nowMs() / 1_000);
  return step !== 'fresh';
}
