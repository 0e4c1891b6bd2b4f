import type { Chance } from './chance.ts';

const hourMs = 3_600_000;
const firstHour = 8;
const lastHour = 22;

/** A moment between the two at which people are awake, by this machine's time zone. */
export function wakingMoment(chance: Chance, fromMs: number, toMs: number): number {
  const spanMinutes = Math.max(0, Math.floor((toMs - fromMs) / 60_000));
  let atMs = fromMs;
  // In a short span it may be night all the time.
  for (let tries = 0; tries < 16; tries++) {
    atMs = fromMs + chance.number(0, spanMinutes) * 60_000 + chance.number(0, 59_999);
    const hour = new Date(atMs).getHours();
    if (hour >= firstHour && hour < lastHour) return atMs;
  }
  return atMs;
}

/** Some such moments, rising, with an hour at least between two of them; fewer when there is not the time for so many. */
export function wakingMoments(
  chance: Chance,
  count: number,
  fromMs: number,
  toMs: number,
): readonly number[] {
  const all = Array.from({ length: count }, () => wakingMoment(chance, fromMs, toMs));
  all.sort((a, b) => a - b);
  return all.filter((atMs, index) => index === 0 || atMs - all[index - 1]! >= hourMs);
}
