import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sqliteRecords } from '@sotto/records-sqlite';
import { expect, test } from 'vitest';
import { sotto } from './program-fixture.ts';
import { temporaryFolder } from './temporary-folder.ts';

test('a handset of an earlier format is refused with a sentence that says what to do', async () => {
  const folder = temporaryFolder();
  const data = join(folder, 'data');
  mkdirSync(data, { mode: 0o700 });
  const file = join(folder, 'passphrase');
  writeFileSync(file, 'four random words', { mode: 0o600 });
  const clock = {
    now: () => Date.now(),
    sleep: (ms: number, signal?: AbortSignal) =>
      sleep(ms, undefined, { ...(signal && { signal }) }),
  };
  const records = await sqliteRecords({ path: join(data, 'handset.db') }).create({ clock });
  // A header of format 1, 141 bytes with its checksum.
  const content = Buffer.alloc(125);
  content.write('SOTTOVLT\u0001');
  const checksum = createHash('sha256').update(content).digest().subarray(0, 16);
  const value = Buffer.concat([content, checksum]);
  await records.write([{ put: Buffer.from('sotto vault'), value }]);
  await records.close();
  const args = ['status', '--data', data, '--passphrase-file', file];
  const { code, stdout, stderr } = await sotto(args, { folder });
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain('An earlier version of the handset made this vault');
  expect(stderr).toContain('Make a new handset');
});
