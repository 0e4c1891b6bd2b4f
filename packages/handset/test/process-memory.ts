import { closeSync, openSync, readFileSync, readSync } from 'node:fs';

const chunkBytes = 16 * 1_048_576;

/** How often each of the byte strings is in the memory that another process can write: its heaps, stacks and buffers. Linux alone. */
export function findInMemory(pid: number, wanted: readonly Buffer[]): readonly number[] {
  const counts = wanted.map(() => 0);
  const overlap = Math.max(...wanted.map(({ length }) => length)) - 1;
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  try {
    for (const { from, to } of writable(pid)) {
      for (let at = from; at < to; at += chunkBytes) {
        const length = Math.min(chunkBytes + overlap, to - at);
        const chunk = readAt(memory, at, length);
        for (const [index, bytes] of wanted.entries()) {
          let found = chunk.indexOf(bytes);
          while (found >= 0 && found < chunkBytes) {
            counts[index]! += 1;
            found = chunk.indexOf(bytes, found + 1);
          }
        }
      }
    }
  } finally {
    closeSync(memory);
  }
  return counts;
}

function writable(pid: number): readonly { readonly from: number; readonly to: number }[] {
  return readFileSync(`/proc/${pid}/maps`, 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [, from, to] = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line) ?? [];
      if (from === undefined || to === undefined) return [];
      return [{ from: Number.parseInt(from, 16), to: Number.parseInt(to, 16) }];
    });
}

/** Regions that a driver maps cannot be read; they hold nothing of the heaps. */
function readAt(file: number, at: number, length: number): Buffer {
  const chunk = Buffer.alloc(length);
  try {
    return chunk.subarray(0, readSync(file, chunk, 0, length, at));
  } catch {
    return chunk.subarray(0, 0);
  }
}
