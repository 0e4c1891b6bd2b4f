import { protocolLimits } from '@sotto/protocol';
import type { Hlc } from '@sotto/protocol';

/**
 * The clock to go on from. One further ahead than anybody would follow was made here, while this machine's clock was wrong: it is
 * left for the last that others follow, so that what comes next stands behind all that was received.
 */
export function ownClock(stored: Hlc, nowMs: number): Hlc {
  const latestMs = nowMs + protocolLimits.maxHlcDriftMs;
  return stored.physicalMs > latestMs ? { physicalMs: latestMs, counter: 0 } : stored;
}
