/** How a pulse stands. Nothing stops working by itself: it is for members to be told. */
export interface Pulse {
  /** `late` past the deadline, `silent` past three times as long. */
  readonly step: 'fresh' | 'late' | 'silent';
  /** When it was last heard, in seconds since the UNIX epoch. */
  readonly sinceSeconds: number;
}

/**
 * The operator's pulse from `network.loggedAtSeconds` and the charter's `operatorSeconds`, or the witnesses' from the time of
 * their last cosignature and `witnessSeconds`. All in seconds.
 */
export function pulseAt(heardAtSeconds: number, deadlineSeconds: number, atSeconds: number): Pulse {
  const silence = atSeconds - heardAtSeconds;
  const step =
    silence <= deadlineSeconds ? 'fresh' : silence <= 3 * deadlineSeconds ? 'late' : 'silent';
  return { step, sinceSeconds: heardAtSeconds };
}
