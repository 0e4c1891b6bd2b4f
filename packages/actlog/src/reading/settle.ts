import { charterLimits, replayEntries } from '@sotto/charter';
import type { LogHead } from '../head/head.ts';
import type { FollowOptions } from '../head/judge-head.ts';
import type { LogPosition } from '../position/position.ts';
import type { Walk } from './walk.ts';

/** What a new position is made from. */
export interface Unsettled {
  /** From where it goes on. */
  readonly position: LogPosition;
  /** All of the log. */
  readonly entries: readonly Uint8Array[];
  /** The head over them. */
  readonly head: LogHead;
  /** What they come to from `position` on when none is held. */
  readonly walk: Walk;
}

/**
 * What counts by now: nothing that was logged later than witnesses saw it, or later than now. Log times of what counts never
 * go back, so the last of them says whether anything is held.
 */
export async function settle(
  { position, entries, head, walk }: Unsettled,
  { ed25519, nowSeconds }: FollowOptions,
): Promise<Pick<Walk, 'state' | 'outcomes'>> {
  const limit = Math.min(nowSeconds, head.witnessedAtSeconds);
  const last = walk.state.network?.loggedAtSeconds ?? 0;
  if (last <= limit + charterLimits.maxClockSkewSeconds) return walk;
  const { next } = position.state;
  const pending = entries.slice(next).map((bytes, at) => ({ index: next + at, bytes }));
  return replayEntries(position.state, pending, { verify: ed25519.verify, nowSeconds: limit });
}
