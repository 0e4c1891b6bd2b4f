// A program for kill.test.ts: fills the store, says so, wipes it, says so, and does it again.
import { writeSync } from 'node:fs';
import { sqliteRecords } from '@sotto/records-sqlite';
import { batch } from './batch.ts';
import { openPlugin } from './open-plugin.ts';

const [path = ''] = process.argv.slice(2);
const records = await openPlugin(sqliteRecords({ path }));
for (;;) {
  await records.write(Array.from({ length: 100 }, (_, number) => batch(number)).flat());
  writeSync(1, 'full\n');
  await records.wipe();
  writeSync(1, 'empty\n');
}
