import { protocolLimits } from '../limits.ts';
import type { Expiration } from './content.ts';

/**
 * False for an expiry more than a year away, to either side: nonsense that most likely means harm (draft, Security
 * Considerations). `nowSeconds` since the UNIX epoch.
 */
export function expirationIsPlausible(expires: Expiration | null, nowSeconds: number): boolean {
  if (expires === null) return true;
  const distance = expires.relative ? expires.time : Math.abs(expires.time - nowSeconds);
  return distance <= protocolLimits.maxContentExpiryDistanceSeconds;
}

/**
 * When the message is to be erased, in seconds since the UNIX epoch; `undefined` for never, or for a relative expiry
 * of what was not read yet.
 */
export function erasureTime(
  expires: Expiration | null,
  readAtSeconds: number | undefined,
): number | undefined {
  if (expires === null) return undefined;
  if (!expires.relative) return expires.time;
  return readAtSeconds === undefined ? undefined : readAtSeconds + expires.time;
}
