import type { RelayUrl } from '@sotto/core';

/** Which handsets cannot reach which relays. */
export interface Partition {
  /** Names of handsets. */
  readonly handsets: readonly string[];
  readonly relays: readonly RelayUrl[];
}

/** The partitions that there are now; they may overlap. */
export interface Partitions {
  /** Gives what ends it; ending twice is harmless. */
  readonly add: (partition: Partition) => () => void;
  readonly isBlocked: (handset: string, relay: RelayUrl) => boolean;
}

export function createPartitions(): Partitions {
  const now = new Set<Partition>();
  return {
    add: (partition) => {
      now.add(partition);
      return () => void now.delete(partition);
    },
    isBlocked: (handset, relay) =>
      now
        .values()
        .some(({ handsets, relays }) => handsets.includes(handset) && relays.includes(relay)),
  };
}
