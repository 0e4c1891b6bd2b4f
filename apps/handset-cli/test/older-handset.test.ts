import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sqliteRecords } from '@sotto/records-sqlite';
import { expect, test } from 'vitest';
import { sotto } from './program-fixture.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A data folder whose handset begins with this header, with its checksum, and how `sotto status` ends there. */
async function statusWith(content: Uint8Array) {
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
  const open = () => sqliteRecords({ path: join(data, 'handset.db') }).create({ clock });
  const checksum = createHash('sha256').update(content).digest().subarray(0, 16);
  const [put, value] = [Buffer.from('sotto vault'), Buffer.concat([content, checksum])];
  const records = await open();
  await records.write([{ put, value }]);
  await records.close();
  const ended = await sotto(['status', '--data', data, '--passphrase-file', file], { folder });
  const again = await open();
  expect(Buffer.from((await again.get(put))!)).toEqual(value);
  await again.close();
  return ended;
}

test('a handset of an earlier format is refused with a sentence that says what to do', async () => {
  // A header of format 1, 141 bytes with its checksum.
  const content = Buffer.alloc(125);
  content.write('SOTTOVLT\u0001');
  const { code, stdout, stderr } = await statusWith(content);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain('An earlier version of the handset made this vault');
  expect(stderr).toContain('Make a new handset');
});

test('a handset of a later format is refused with a sentence that says what to do, and left as it was', async () => {
  const content = Buffer.alloc(900);
  content.write('SOTTOVLT\u0005');
  const { code, stdout, stderr } = await statusWith(content);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain('A later version of the handset made this vault. Update this handset');
});
