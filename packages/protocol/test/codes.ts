import { isSottoError } from '@sotto/core';

/** The code that `run` throws, or `undefined` when it returns. Anything but a coded error is thrown on. */
export function codeOf(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (isSottoError(error)) return error.code;
    throw error;
  }
}

export function filled(length: number, byte: number): Uint8Array {
  return new Uint8Array(length).fill(byte);
}
