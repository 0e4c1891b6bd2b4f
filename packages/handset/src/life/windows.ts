import { handsetLimits } from '../limits.ts';

/**
 * The next number from `position` on that a life may use, of frames and of message keys alike. Numbers lie in windows, and a life uses every
 * other one: those of its own parity. So a copy of a store, which begins the life after the one that it was copied in, uses no number
 * that this one may have used since, although nobody could tell it that there was anything (docs/states/lives.md).
 */
export function nextNumber(position: number, life: number): number {
  const { framesPerWindow } = handsetLimits;
  const window = Math.floor(position / framesPerWindow);
  // The first life begins with the first window.
  return window % 2 === (life + 1) % 2 ? position : (window + 1) * framesPerWindow;
}
