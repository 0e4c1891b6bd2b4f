import { isSottoError } from '@sotto/core';

/** The code that `run` throws, or `undefined` when it returns. Anything but a coded error is thrown on. */
export function codeOf(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    return coded(error);
  }
}

/** The code that `run` rejects with. */
export async function rejectionOf(run: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await run();
    return undefined;
  } catch (error) {
    return coded(error);
  }
}

function coded(error: unknown): string {
  if (isSottoError(error)) return error.code;
  throw error;
}
