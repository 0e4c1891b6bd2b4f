import type { Crypto } from '@sotto/core';
import { refuseInput, requireBytes, requireWhole } from './input.ts';

/** Argon2id (RFC 9106) in WebAssembly, fetched when first asked for. Runs on the calling thread. */
export const argon2id: Crypto['argon2id'] = async (input) => {
  requireBytes(input.password, 'password');
  requireBytes(input.salt, 'salt');
  if (input.password.length < 1 || input.password.length > 4_096)
    refuseInput('password must have 1 to 4,096 bytes.');
  if (input.salt.length < 8 || input.salt.length > 64) refuseInput('salt must have 8 to 64 bytes.');
  requireWhole(input.parallelism, 1, 16, 'parallelism');
  requireWhole(input.passes, 1, 64, 'passes');
  requireWhole(input.memoryKiB, 8 * input.parallelism, 1_048_576, 'memoryKiB');
  requireWhole(input.length, 16, 64, 'length');
  const { hashPassword } = await import('./argon2id-wasm.ts');
  return hashPassword(input);
};
