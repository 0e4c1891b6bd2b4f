/** Seconds since the UNIX epoch as people and files write them: `2026-11-29T12:00:00Z`. */
export function timeText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}

/** The reverse, or `undefined` when it is written in another way. */
export function parseTime(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text)) return undefined;
  const seconds = Date.parse(text) / 1000;
  return Number.isInteger(seconds) && seconds >= 0 && timeText(seconds) === text
    ? seconds
    : undefined;
}

const units = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** `14 days`, `1 day 6 hours`, `45 seconds`: whole, no rounding. */
export function durationText(seconds: number): string {
  const parts: string[] = [];
  let left = seconds;
  for (const [unit, size] of units) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0) parts.push(counted(count, unit));
  }
  if (left > 0 || parts.length === 0) parts.push(counted(left, 'second'));
  return parts.join(' ');
}

/** `1 person`, `2 persons`. */
export function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
