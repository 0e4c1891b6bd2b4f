/**
 * The one error class of Sotto. Throwing means a broken promise or malformed input; an expected "no" is a
 * value. `code` is what programs branch on; `message` is a plain sentence that holds no secret and no byte
 * that a peer chose.
 */
export class SottoError<Code extends string = string> extends Error {
  /** Closed union per package, in the form `MAILBOX_FULL`. Every code has a row in docs/errors.md. */
  readonly code: Code;
  /** True when the same call may succeed later without anything being changed by the caller. */
  readonly retryable: boolean;
  /** When set, how long to wait before the next try, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(code: Code, message: string, options: SottoErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'SottoError';
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.retryAfterMs = options.retryAfterMs;
    Object.defineProperty(this, brand, { value: true });
  }
}

export interface SottoErrorOptions {
  readonly cause?: unknown;
  readonly retryable?: boolean;
  readonly retryAfterMs?: number;
}

// A registered symbol, so that two copies of this package in one program recognise each other's errors.
const brand = Symbol.for('@sotto/core/SottoError');

/**
 * True for a `SottoError`, also one made by another copy of this package; with `code`, only for that code.
 */
export function isSottoError<Code extends string>(
  value: unknown,
  code?: Code,
): value is SottoError<Code> {
  return (
    typeof value === 'object' &&
    value !== null &&
    (value as Record<symbol, unknown>)[brand] === true &&
    (code === undefined || (value as { code?: unknown }).code === code)
  );
}
