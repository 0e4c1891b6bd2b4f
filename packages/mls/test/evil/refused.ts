import { expect } from 'vitest';
import type { MlsErrorCode } from '../../src/error-codes.ts';

/** The call throws, or its promise rejects, with this code: the rule that was broken, not one that stood in the way. */
export async function expectRefused(
  code: MlsErrorCode | readonly MlsErrorCode[],
  call: () => unknown,
): Promise<void> {
  const codes: readonly string[] = typeof code === 'string' ? [code] : code;
  let outcome: unknown;
  try {
    await call();
    outcome = 'it was taken';
  } catch (error) {
    outcome = error instanceof Error && 'code' in error ? error.code : error;
  }
  // Not the code alone: whatever else came shows itself whole.
  if (!codes.includes(outcome as string)) expect(outcome).toBe(codes.join(' or '));
}
