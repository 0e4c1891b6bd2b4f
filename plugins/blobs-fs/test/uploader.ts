// A program for kill.test.ts: uploads blobs without end, several at once, and prints the number of each that is begun and complete.
import { writeSync } from 'node:fs';
import { blobBytes, partBytes } from './numbered-blob.ts';
import { appendFrom, openBlobs } from './open-blobs.ts';

const [folder = '', first = '0'] = process.argv.slice(2);
const blobs = await openBlobs(folder);
for (let number = Number(first); ; number += 3) {
  await Promise.all(
    [0, 1, 2].map(async (offset) => {
      const bytes = blobBytes(number + offset);
      writeSync(1, `begun ${number + offset}\n`);
      let stored = 0;
      while (stored < bytes.length) {
        ({ storedBytes: stored } = await appendFrom(
          blobs,
          bytes,
          stored,
          Math.min(bytes.length, stored + partBytes),
        ));
      }
      writeSync(1, `complete ${number + offset}\n`);
    }),
  );
}
