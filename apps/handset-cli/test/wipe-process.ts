// A program for wipe.test.ts: opens the handset of a folder, wipes it, and is killed before or after one step of that.
import { writeSync } from 'node:fs';
import type { Records } from '@sotto/core';
import { definePlugin } from '@sotto/core';
import { nodeCrypto } from '@sotto/crypto-node';
import { openVault } from '@sotto/handset';
import { websocketLink } from '@sotto/link-websocket';
import { sharpPictures } from '@sotto/pictures-sharp';
import { sqliteRecords } from '@sotto/records-sqlite';
import { recordsPath } from '../src/records-path.ts';
import { eraseBeside } from '../src/wipe/beside.ts';

const [folder = '', dieAt = '', when = ''] = process.argv.slice(2);
let step = 0;

/** The steps are the calls that change anything, in their order. */
async function reached<T>(work: () => Promise<T>): Promise<T> {
  step += 1;
  const isLast = step === Number(dieAt);
  if (isLast && when === 'before') process.kill(process.pid, 'SIGKILL');
  const done = await work();
  if (isLast) process.kill(process.pid, 'SIGKILL');
  return done;
}

const sqlite = sqliteRecords({ path: recordsPath(folder) });
const records = definePlugin({
  ...sqlite,
  create: async (services): Promise<Records> => {
    const good = await sqlite.create(services);
    return {
      ...good,
      write: (changes) => reached(() => good.write(changes)),
      wipe: () => reached(good.wipe),
    };
  },
});
const vault = await openVault({
  plugins: [nodeCrypto(), records, websocketLink(), sharpPictures()],
  erase: eraseBeside(folder).map((each) => () => reached(each)),
});
step = 0;
await vault.wipe();
await vault.close();
writeSync(1, `${step}\n`);
