// A program for vault-3-disk.test.ts: opens or wipes the handset of a file, and is killed before or after one of the calls that change the file.
import { writeSync } from 'node:fs';
import { openOnDisk } from './disk-handset.ts';
import type { Step } from './stepping-records.ts';

const [path = '', task = '', passphrase = '', atMs = '', dieAt = '', when = ''] =
  process.argv.slice(2);
let calls = 0;

const step: Step = async (call) => {
  calls += 1;
  const isLast = calls === Number(dieAt);
  if (isLast && when === 'before') process.kill(process.pid, 'SIGKILL');
  const done = await call();
  if (isLast) process.kill(process.pid, 'SIGKILL');
  return done;
};

const vault = await openOnDisk(path, { atMs: Number(atMs) }, step);
await (task === 'wipe' ? vault.wipe() : vault.unlock({ passphrase }));
writeSync(1, `${calls}\n`);
await vault.close();
