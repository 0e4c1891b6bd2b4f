import { expect, test } from 'vitest';
import { isSottoError, SottoError } from '@sotto/core';

test('an error is recognised by its code, also when another copy of the package made it', () => {
  const error = new SottoError('SOME_CODE', 'Something.', { retryable: true, retryAfterMs: 5 });
  const foreign = Object.assign(new Error('x'), {
    code: 'SOME_CODE',
    [Symbol.for('@sotto/core/SottoError')]: true,
  });
  expect(isSottoError(error, 'SOME_CODE')).toBe(true);
  expect(isSottoError(foreign, 'SOME_CODE')).toBe(true);
  expect(isSottoError(error, 'OTHER')).toBe(false);
  expect(isSottoError(new Error('x'))).toBe(false);
  expect(error.retryable).toBe(true);
  expect(error.retryAfterMs).toBe(5);
});
