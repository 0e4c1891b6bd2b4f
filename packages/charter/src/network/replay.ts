import type { VerifySignature } from '@sotto/protocol';
import type { ActKind } from '../act/act.ts';
import { charterError } from '../error.ts';
import { charterLimits } from '../limits.ts';
import type { RoleSigners } from './authority.ts';
import { judgeEntry } from './judge-entry.ts';
import type { NetworkState, RefusedEntries } from './network.ts';
import type { RefusalReason } from './refusals.ts';

/** One entry of the log, as its tile has it. */
export interface LogEntry {
  readonly index: number;
  readonly bytes: Uint8Array;
}

export interface ReplayOptions {
  /** `signatures.Ed25519.verify` of the crypto point, which has the one rule of Sotto. */
  readonly verify: VerifySignature;
  /** Now, in seconds since the UNIX epoch. */
  readonly nowSeconds: number;
}

export interface Replay {
  readonly state: NetworkState;
  /** One for every entry that was replayed, in order. */
  readonly outcomes: readonly EntryOutcome[];
  /** The entry that is not to be replayed before its time, if one was met. The next replay begins with it. */
  readonly held?: HeldEntry;
}

export type EntryOutcome = AcceptedEntry | RefusedOutcome;

export interface AcceptedEntry {
  readonly index: number;
  readonly accepted: true;
  readonly kind: ActKind;
  /** In its line. */
  readonly number: number;
  /** Seconds since the UNIX epoch. */
  readonly loggedAtSeconds: number;
  readonly signedBy: readonly RoleSigners[];
}

export interface RefusedOutcome {
  readonly index: number;
  readonly accepted: false;
  readonly reason: RefusalReason;
}

export interface HeldEntry {
  readonly index: number;
  /** Later than now by more than clocks may be apart. */
  readonly loggedAtSeconds: number;
}

/**
 * The state before entry 0 of the network whose founding charter has this hash, 32 bytes.
 *
 * @throws NETWORK_REPLAY_INPUT for another length
 */
export function startNetwork(charterHash: Uint8Array): NetworkState {
  if (charterHash.length !== 32) throw unusable('A hash has 32 bytes.');
  return {
    pin: charterHash.slice(),
    next: 0,
    refused: { count: 0, latest: [] },
  };
}

/**
 * The state after these entries, of which the first has the index `state.next` and each following one the next. What is
 * valid by all rules counts; everything else is refused, which is kept and changes nothing else. An act that counts but was
 * logged in the future is neither: the replay stops before it.
 *
 * That the entries are in the log is not asked here: they were proven against a checkpoint before. Rejects only when
 * `verify` does.
 *
 * @throws NETWORK_REPLAY_INPUT when an index is another
 */
export async function replayEntries(
  state: NetworkState,
  entries: readonly LogEntry[],
  { verify, nowSeconds }: ReplayOptions,
): Promise<Replay> {
  const outcomes: EntryOutcome[] = [];
  let now = state;
  for (const { index, bytes } of entries) {
    if (index !== now.next) throw unusable('Entries come one after the other.');
    const judged = await judgeEntry(now, index, bytes, verify);
    if (typeof judged === 'string') {
      outcomes.push({ index, accepted: false, reason: judged });
      now = { ...now, next: index + 1, refused: oneMore(now.refused, index, judged) };
      continue;
    }
    const { network, ...act } = judged;
    const { loggedAtSeconds } = act;
    if (loggedAtSeconds > nowSeconds + charterLimits.maxClockSkewSeconds)
      return { state: now, outcomes, held: { index, loggedAtSeconds } };
    outcomes.push({ index, accepted: true, ...act });
    now = { ...now, next: index + 1, network };
  }
  return { state: now, outcomes };
}

function oneMore(
  { count, latest }: RefusedEntries,
  index: number,
  reason: RefusalReason,
): RefusedEntries {
  return {
    count: count + 1,
    latest: [...latest, { index, reason }].slice(-charterLimits.maxRefusedKept),
  };
}

function unusable(message: string): Error {
  return charterError('NETWORK_REPLAY_INPUT', message);
}
