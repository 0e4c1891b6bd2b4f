import { tlogError } from './error.ts';
import { tlogLimits } from './limits.ts';

/** A tree size, an index or a time in seconds. A number must be a safe integer; whatever this package returns is a bigint. */
export type Count = number | bigint;

const bound = 1n << BigInt(tlogLimits.maxTreeSizeBits);

/** The count as bigint, or `undefined` when it is none: negative, a fraction, 2^63 or more, a number past 2^53. */
export function asCount(value: Count): bigint | undefined {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) return undefined;
  const count = BigInt(value);
  return count >= 0n && count < bound ? count : undefined;
}

/** @throws TLOG_INPUT for what is no count: a fault of the caller. */
export function toCount(value: Count): bigint {
  const count = asCount(value);
  if (count === undefined) {
    throw tlogError(
      'TLOG_INPUT',
      'A size, index or time is not a whole number from 0 to 2^63 - 1.',
    );
  }
  return count;
}

/** An ASCII decimal without leading zeroes and below 2^63, else `undefined`. */
export function parseDecimal(text: string): bigint | undefined {
  return /^(0|[1-9][0-9]{0,18})$/.test(text) ? asCount(BigInt(text)) : undefined;
}
