import { noticesAt } from '@sotto/charter';
import type { Network } from '../api.ts';
import type { Engine } from '../engine.ts';
import type { Troubles } from '../events/troubles.ts';
import { createSerial } from '../serial.ts';
import type { NetworkBook } from './book.ts';

/** Tells when what is shown of the network has changed: by what was read, and by the time that passed. */
export interface Announcer {
  /** Something may have changed. */
  readonly look: () => void;
  readonly stopped: () => Promise<void>;
}

interface Parts {
  readonly engine: Pick<Engine, 'clock' | 'events' | 'stopping'>;
  readonly book: NetworkBook;
  readonly view: () => Promise<Network>;
  /** No freeze holds sending any more. */
  readonly thawed: () => void;
  readonly troubles: Troubles;
}

export function createAnnouncer({ engine, book, view, thawed, troubles }: Parts): Announcer {
  const { clock, events, stopping } = engine;
  const serial = createSerial();
  let shown: string | undefined;
  let isHeld = book.freeze.holdsSending({ kind: 'direct' }) || book.freeze.holdsNewMembers();
  let wake = new AbortController();

  const look = (): void => {
    wake.abort();
    serial.run(tell).catch((error: unknown) => {
      if (!stopping.aborted) troubles.report(error);
    });
  };

  const tell = async (): Promise<void> => {
    const wasHeld = isHeld;
    isHeld = book.freeze.holdsSending({ kind: 'direct' }) || book.freeze.holdsNewMembers();
    if (wasHeld && !isHeld) thawed();
    const network = await view();
    const text = JSON.stringify(network);
    const isFirst = shown === undefined;
    if (text === shown) return;
    shown = text;
    if (!isFirst) events.emit({ type: 'network', network });
  };

  const run = async (): Promise<void> => {
    // What is there at the start is asked for, and not told.
    await serial.run(tell);
    while (!stopping.aborted) {
      wake = new AbortController();
      const ms = Math.min(Math.max(nextChangeMs(book) - book.nowMs(), 1), maxSleepMs);
      const isOver = await clock.sleep(ms, AbortSignal.any([wake.signal, stopping])).then(
        () => true,
        () => false,
      );
      if (isOver) look();
    }
  };

  const done = run().catch((error: unknown) => {
    if (!stopping.aborted) troubles.report(error);
  });
  return {
    look,
    stopped: async () => {
      await done;
      await serial.idle();
    },
  };
}

/** When something of the view changes by itself next; never, as a time far away. */
function nextChangeMs(book: NetworkBook): number {
  const [network, head] = [book.network(), book.position()?.head];
  if (network === undefined || head === undefined) return Number.MAX_SAFE_INTEGER;
  const nowSeconds = Math.floor(book.nowMs() / 1_000);
  const { operatorSeconds, witnessSeconds } = network.document.charter.pulse;
  const times = [
    ...noticesAt(network, nowSeconds).map(({ expiresAtSeconds }) => expiresAtSeconds),
    ...(network.freeze === undefined ? [] : [network.freeze.endsAtSeconds]),
    ...pulseTimes(network.loggedAtSeconds, operatorSeconds),
    ...pulseTimes(head.witnessedAtSeconds, witnessSeconds),
  ].filter((seconds) => seconds > nowSeconds);
  return Math.min(...times.map((seconds) => seconds * 1_000), Number.MAX_SAFE_INTEGER);
}

/** The first seconds at which a pulse is late, and silent: see `pulseAt`. */
function pulseTimes(heardSeconds: number, deadlineSeconds: number): readonly number[] {
  return [heardSeconds + deadlineSeconds + 1, heardSeconds + 3 * deadlineSeconds + 1];
}

const maxSleepMs = 3_600_000;
