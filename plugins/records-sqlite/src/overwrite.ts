import { fstatSync, fsyncSync, writeSync } from 'node:fs';

const zeros = new Uint8Array(1024 * 1024);

/** Overwrites a file with zeros where its bytes lie, through to the medium. */
export function overwrite(descriptor: number): void {
  const { size } = fstatSync(descriptor);
  for (let at = 0; at < size;) {
    at += writeSync(descriptor, zeros, 0, Math.min(zeros.length, size - at), at);
  }
  fsyncSync(descriptor);
}
