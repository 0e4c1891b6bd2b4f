/** A time as a row has it. One that no calendar has, from a peer's clock, becomes the nearest that has a date. */
export function isoTime(ms: number): string {
  const latest = 8.64e15;
  return new Date(Math.min(Math.max(Number.isFinite(ms) ? ms : 0, 0), latest)).toISOString();
}
