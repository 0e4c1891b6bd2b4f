import type { Clock } from '@sotto/core';
import type { ConversationId } from '../api.ts';
import { handsetLimits } from '../limits.ts';
import { decodeEraserClock, encodeEraserClock } from '../storage/due-record.ts';
import type { EraserClockRecord } from '../storage/due-record.ts';
import { tables } from '../storage/tables.ts';
import type { SealedStore } from '../vault/sealed-store.ts';

/**
 * The time by which messages are erased. It follows the machine's clock, but a jump of that says nothing until it is believed: see
 * docs/scenarios/disappearing-messages.md.
 */
export interface EraserClock {
  /** Milliseconds since 1970, as far as believed: what is due by then is erased. */
  readonly now: () => number;
  /** The same if every jump were true: what begins to run now is counted from here, so that no belief makes it end early. */
  readonly latest: () => number;
  /**
   * Looks at the machine's clock after `ranMs` of running time. `relaySkewMs`: its difference to a relay's, when that was measured
   * since the machine's clock was last believed. False while a jump is in doubt.
   */
  readonly look: (ranMs: number, relaySkewMs: number | undefined) => boolean;
  /** Nothing is to be erased: goes on with the machine's clock. */
  readonly reset: () => void;
  /** Stores where it is. @throws STORAGE_FULL, HANDSET_LOCKED */
  readonly save: () => Promise<void>;
  /** Something of a conversation is to be erased at this time. */
  readonly expect: (id: ConversationId, atMs: number) => void;
  /** For whom `expect` is told. */
  onExpect: ((id: ConversationId, atMs: number) => void) | undefined;
}

const name = { table: tables.eraser, id: 'eraser' } as const;
/** Running time is measured by waits, which end late. */
const slackMs = 60_000;

export async function loadEraserClock(
  store: SealedStore,
  clock: Pick<Clock, 'now'>,
): Promise<EraserClock> {
  const stored = await store.get(name);
  const startMs = clock.now();
  let at: EraserClockRecord = stored
    ? decodeEraserClock(stored)
    : { timeMs: startMs, machineMs: startMs, doubtMs: 0 };

  const passedMs = (): number => Math.max(0, clock.now() - at.machineMs);
  const eraserClock: EraserClock = {
    // Between two looks, the machine's clock counts as far as it could have come.
    now: () => at.timeMs + Math.min(passedMs(), handsetLimits.eraserLookMs + slackMs),
    latest: () => at.timeMs + passedMs(),
    look: (ranMs, relaySkewMs) => {
      const nowMs = clock.now();
      at = looked(at, nowMs, ranMs, relaySkewMs);
      return at.machineMs === nowMs;
    },
    reset: () => {
      const nowMs = clock.now();
      at = { timeMs: nowMs, machineMs: nowMs, doubtMs: 0 };
    },
    save: () => store.write([{ put: name, value: encodeEraserClock(at) }]),
    expect: (id, atMs) => eraserClock.onExpect?.(id, atMs),
    onExpect: undefined,
  };
  return eraserClock;
}

/**
 * The clock after `ranMs` of running time. `ahead` is how much further the machine's clock came than time is known to have passed: the
 * machine was off, or slept, or its clock was set.
 */
export function looked(
  before: EraserClockRecord,
  machineMs: number,
  ranMs: number,
  relaySkewMs: number | undefined,
): EraserClockRecord {
  const { eraserDoubtMs, maxClockSkewMs } = handsetLimits;
  const passedMs = machineMs - before.machineMs;
  const ahead = passedMs - ranMs;
  // The usual look, and a clock that was set back: what ran has passed all the same.
  if (ahead <= slackMs)
    return { timeMs: before.timeMs + Math.max(ranMs, passedMs), machineMs, doubtMs: 0 };
  // A relay contradicts by as much as the machine's clock is ahead of its own; more than a day and a bit is not believed of it.
  const wrong =
    relaySkewMs === undefined || relaySkewMs <= handsetLimits.clockSkewMs
      ? 0
      : Math.min(relaySkewMs, maxClockSkewMs);
  const doubtMs = before.doubtMs + ranMs;
  if (relaySkewMs === undefined && doubtMs < eraserDoubtMs) {
    // What is in doubt stays between the two clocks, and is looked at again.
    return {
      timeMs: before.timeMs + ranMs,
      machineMs: before.machineMs + ranMs,
      doubtMs,
    };
  }
  const believedMs = Math.max(0, ahead - wrong);
  return {
    timeMs: before.timeMs + ranMs + believedMs,
    machineMs: before.machineMs + ranMs + believedMs,
    doubtMs: wrong > 0 ? before.doubtMs : 0,
  };
}
