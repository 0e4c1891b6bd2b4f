import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runProgram } from './child-program.ts';
import { blobBytes } from './numbered-blob.ts';
import { appendFrom, idOf, openBlobs, readBlob } from './open-blobs.ts';

const rounds = 20;
// Starting so many processes takes its time on a busy machine.
const timeoutMs = 300_000;

test(
  'killed at any moment, a complete blob is whole, and any other can be finished from where it stands',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sotto-blobs-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const begun = new Set<number>();
    const completed = new Set<number>();
    let resumed = 0;

    for (let round = 0; round < rounds; round++) {
      const before = new Set(begun);
      const { child, lines, ended } = runProgram('uploader.ts', folder, String(begun.size));
      const enough = 1 + Math.floor(Math.random() * 40);
      let told = 0;
      for await (const line of lines) {
        const [what, number] = line.split(' ');
        (what === 'begun' ? begun : completed).add(Number(number));
        if (++told === enough) setTimeout(() => child.kill('SIGKILL'), Math.random() * 3);
      }
      expect(await ended).toBe('SIGKILL');

      const blobs = await openBlobs(folder);
      for (const number of begun) {
        if (before.has(number)) continue;
        const bytes = blobBytes(number);
        const id = idOf(bytes);
        const { storedBytes, complete } = await blobs.status(id);
        if (completed.has(number)) expect(complete, `blob ${number} was complete`).toBe(true);
        if (!complete) {
          expect(await blobs.read(id, 0, 1)).toBeUndefined();
          if (storedBytes > 0) resumed += 1;
          expect(await appendFrom(blobs, bytes, storedBytes)).toMatchObject({
            complete: true,
            mismatch: false,
          });
        }
        expect(Buffer.compare(await readBlob(blobs, id), bytes)).toBe(0);
      }
      await blobs.stop();
    }
    expect(completed.size).toBeGreaterThan(rounds);
    expect(resumed).toBeGreaterThan(0);
  },
  timeoutMs,
);
