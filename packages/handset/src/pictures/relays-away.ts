import type { Clock, RelayUrl } from '@sotto/core';
import { handsetLimits } from '../limits.ts';

/** Which relays could not be reached lately, so that others are asked first and not everything waits for the same one again. */
export interface RelaysAway {
  /** All of them in their order, those that are away behind the others. */
  readonly behind: (relays: readonly RelayUrl[]) => readonly RelayUrl[];
  readonly note: (relay: RelayUrl, isAway: boolean) => void;
}

export function createRelaysAway(clock: Pick<Clock, 'now'>): RelaysAway {
  const untilMs = new Map<RelayUrl, number>();
  const isAway = (relay: RelayUrl): boolean => {
    const left = (untilMs.get(relay) ?? 0) - clock.now();
    // The second when the clock was put back.
    if (left > 0 && left <= handsetLimits.blobRelayAwayMs) return true;
    untilMs.delete(relay);
    return false;
  };
  return {
    behind: (relays) => {
      const away = relays.filter(isAway);
      return [...relays.filter((relay) => !away.includes(relay)), ...away];
    },
    note: (relay, away) => {
      if (away) untilMs.set(relay, clock.now() + handsetLimits.blobRelayAwayMs);
      else untilMs.delete(relay);
    },
  };
}
