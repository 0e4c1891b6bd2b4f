import type { EntryOutcome, NetworkState } from '@sotto/charter';
import { charterLimits, replayEntries } from '@sotto/charter';
import type { Ed25519 } from '@sotto/tlog';
import { isHandover } from '../log-rules.ts';

/** What entries come to when none waits for its time: who signs the heads is no question of the clock. */
export interface Walk {
  readonly state: NetworkState;
  readonly outcomes: readonly EntryOutcome[];
  /** Size of the tree that ends with the first handover among the entries; behind it nothing was looked at. */
  readonly handoverAt?: number;
}

/** Replays entries from `state.next` on, up to the first act that hands the log over. */
export async function walkEntries(
  start: NetworkState,
  entries: readonly Uint8Array[],
  { verify }: Pick<Ed25519, 'verify'>,
): Promise<Walk> {
  const options = { verify, nowSeconds: charterLimits.maxTimeSeconds };
  const outcomes: EntryOutcome[] = [];
  let state = start;
  for (const bytes of entries) {
    const before = state.network?.document.charter;
    const replay = await replayEntries(state, [{ index: state.next, bytes }], options);
    ({ state } = replay);
    outcomes.push(...replay.outcomes);
    const after = state.network?.document.charter;
    if (before === undefined || after === undefined || before === after) continue;
    if (isHandover(before, after)) return { state, outcomes, handoverAt: state.next };
  }
  return { state, outcomes };
}

/** The same through all handovers: for entries whose heads were accepted before. */
export async function walkAll(
  start: NetworkState,
  entries: readonly Uint8Array[],
  ed25519: Pick<Ed25519, 'verify'>,
): Promise<Walk> {
  const outcomes: EntryOutcome[] = [];
  let state = start;
  while (state.next < entries.length) {
    const walk = await walkEntries(state, entries.slice(state.next), ed25519);
    ({ state } = walk);
    outcomes.push(...walk.outcomes);
  }
  return { state, outcomes };
}
