// A program for file.test.ts: opens the records, says so, and stays.
import { writeSync } from 'node:fs';
import { sqliteRecords } from '@sotto/records-sqlite';
import { openPlugin } from './open-plugin.ts';

const [path = ''] = process.argv.slice(2);
const records = await openPlugin(sqliteRecords({ path }));
await records.write([{ put: Uint8Array.of(1), value: Uint8Array.of(1) }]);
writeSync(1, 'open\n');
setInterval(() => undefined, 60_000);
