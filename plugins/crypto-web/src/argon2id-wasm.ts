import { argon2id } from 'hash-wasm';
import type { Argon2idInput } from '@sotto/core';

/** A module of its own, so that a bundler leaves the WebAssembly out of the first bundle. */
export async function hashPassword(input: Argon2idInput): Promise<Uint8Array> {
  return argon2id({
    password: input.password,
    salt: input.salt,
    memorySize: input.memoryKiB,
    iterations: input.passes,
    parallelism: input.parallelism,
    hashLength: input.length,
    outputType: 'binary',
  });
}
