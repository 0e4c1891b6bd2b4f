import { protocolLimits } from '../limits.ts';

/**
 * A hybrid logical clock (Kulkarni et al. 2014): the larger of the wall clock and all clocks seen, with a counter for
 * what falls into one millisecond. Never goes back, and what answers a message sorts after it.
 */
export interface Hlc {
  /** Milliseconds since the UNIX epoch. */
  readonly physicalMs: number;
  /** 0 to 65,535. */
  readonly counter: number;
}

/** Before everything. */
export const hlcZero: Hlc = { physicalMs: 0, counter: 0 };

/** The clock for the next event of one's own; always after `previous`. */
export function hlcTick(previous: Hlc, nowMs: number): Hlc {
  return nowMs > previous.physicalMs ? { physicalMs: nowMs, counter: 0 } : after(previous);
}

export interface HlcReceived {
  /** After `local`, and after `remote` when that was followed. */
  readonly clock: Hlc;
  /** False when `remote` is further ahead than the bound: it was not followed, and cannot drag others along. */
  readonly followed: boolean;
}

/** The clock after a message with clock `remote` came in. */
export function hlcReceive(
  local: Hlc,
  remote: Hlc,
  nowMs: number,
  maxDriftMs: number = protocolLimits.maxHlcDriftMs,
): HlcReceived {
  const followed = remote.physicalMs <= nowMs + maxDriftMs;
  const latest = followed && hlcCompare(remote, local) > 0 ? remote : local;
  return { clock: hlcTick(latest, nowMs), followed };
}

/** Negative when `a` is before `b`. Equal clocks of two devices are ordered by something else, such as message ids. */
export function hlcCompare(a: Hlc, b: Hlc): number {
  return a.physicalMs - b.physicalMs || a.counter - b.counter;
}

function after(clock: Hlc): Hlc {
  return clock.counter < protocolLimits.maxHlcCounter
    ? { physicalMs: clock.physicalMs, counter: clock.counter + 1 }
    : { physicalMs: clock.physicalMs + 1, counter: 0 };
}
