import type { NetworkState } from '@sotto/charter';
import { startNetwork } from '@sotto/charter';
import type { LogHead } from '../head/head.ts';

/** How far a log was followed: what is kept between runs, besides the entries. */
export interface LogPosition {
  /** What the first `state.next` entries come to. Fewer than `head.size` while an entry is held for its time. */
  readonly state: NetworkState;
  /** The last head that was accepted; none before the first. */
  readonly head?: LogHead;
  /** The heads with which the log was handed over, by rising size. */
  readonly handovers: readonly LogHead[];
}

/** Before entry 0 of the network whose founding charter has this hash, 32 bytes. @throws NETWORK_REPLAY_INPUT for another length */
export function startLogPosition(charterHash: Uint8Array): LogPosition {
  return { state: startNetwork(charterHash), handovers: [] };
}

/** Every log key that was in force, as verifier keys: whose evidence is about this log. The present one is last. */
export function logKeysOf({ state, head, handovers }: LogPosition): readonly string[] {
  const present = state.network?.document.charter.logKey;
  const keys = [...handovers, ...(head === undefined ? [] : [head])].map(({ logKey }) => logKey);
  return [...new Set([...keys, ...(present === undefined ? [] : [present])])];
}
