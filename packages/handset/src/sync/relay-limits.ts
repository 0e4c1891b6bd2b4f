import type { ToldLimits } from '@sotto/protocol';

/**
 * A relay's limits as far as this handset acts on them, each held to a range in which it still works: what a relay tells
 * cannot make us misbehave.
 */
export type RelayLimits = Pick<
  ToldLimits,
  | 'maxMessageBytes'
  | 'maxFramesPerMessage'
  | 'maxRequestsUnderWay'
  | 'maxTtlSeconds'
  | 'maxBlobPartBytes'
  | 'maxBlobBytes'
>;

export function boundLimits(told: ToldLimits): RelayLimits {
  return {
    maxMessageBytes: within(told.maxMessageBytes, 131_072, 1_048_576),
    maxFramesPerMessage: within(told.maxFramesPerMessage, 1, 64),
    maxRequestsUnderWay: within(told.maxRequestsUnderWay, 1, 1_024),
    maxTtlSeconds: within(told.maxTtlSeconds, 60, 2 ** 31),
    maxBlobPartBytes: within(told.maxBlobPartBytes, 4_096, 2 ** 31),
    maxBlobBytes: within(told.maxBlobBytes, 0, Number.MAX_SAFE_INTEGER),
  };
}

function within(told: number, least: number, most: number): number {
  return Math.max(least, Math.min(told, most));
}
