import type { Clock } from '@sotto/core';

/** Hours since the UNIX epoch, as a device link has them. */
export function wholeHour(clock: Pick<Clock, 'now'>): number {
  return Math.max(0, Math.floor(clock.now() / 3_600_000));
}
