import { createHash } from 'node:crypto';

export const partBytes = 5000;

/** The bytes of one numbered blob: some parts of them, the same in every process. */
export function blobBytes(number: number): Uint8Array {
  const length = 20_000 + ((number * 7919) % 90_000);
  const seed = createHash('sha256').update(String(number)).digest();
  return new Uint8Array(Buffer.alloc(length, seed));
}
