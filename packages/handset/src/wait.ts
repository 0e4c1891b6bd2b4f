/** A wait as it was begun. */
export interface Wait {
  /** Its end, by the clock of when it was begun. */
  readonly atMs: number;
  /** How long it was to be. */
  readonly ms: number;
}

export function beginWait(nowMs: number, ms: number): Wait {
  return { atMs: nowMs + ms, ms };
}

/** When a wait ends. A clock that was set back would make it longer than it was to be: then it ends at once. */
export function endOf({ atMs, ms }: Wait, nowMs: number): number {
  return atMs - nowMs > ms ? nowMs : atMs;
}

export function isOver(wait: Wait, nowMs: number): boolean {
  return endOf(wait, nowMs) <= nowMs;
}
