// A program for kill.test.ts: writes numbered batches without end and prints the number of each that resolved.
import { writeSync } from 'node:fs';
import { sqliteRecords } from '@sotto/records-sqlite';
import { batch } from './batch.ts';
import { openPlugin } from './open-plugin.ts';

const [path = '', first = '0'] = process.argv.slice(2);
const records = await openPlugin(sqliteRecords({ path }));
writeSync(1, 'open\n');
for (let number = Number(first); ; number += 4) {
  // Four at once, so that they share transactions.
  await Promise.all(
    [0, 1, 2, 3].map(async (offset) => {
      await records.write(batch(number + offset));
      writeSync(1, `${number + offset}\n`);
    }),
  );
}
