import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { takePhotograph } from '@sotto/photograph';
import { expect, test } from 'vitest';
import { rows, sotto } from './program-fixture.ts';
import { startTestRelay } from './relay-server.ts';
import { temporaryFolder } from './temporary-folder.ts';

test('a note and a picture go into the locker, under a passphrase of its own, and come out by it alone', async () => {
  const relay = await startTestRelay();
  const folder = temporaryFolder();
  const secret = (name: string, words: string): string => {
    const file = join(folder, name);
    writeFileSync(file, `${words}\n`, { mode: 0o600 });
    return file;
  };
  const env = {
    SOTTO_DATA: join(folder, 'data'),
    SOTTO_PASSPHRASE_FILE: secret('passphrase', 'that of the handset'),
  };
  const run = (...args: readonly string[]) => sotto([...args, '--json'], { folder, env });
  const known = ['--locker-passphrase-file', secret('locker', 'that of the locker')];
  const wrong = ['--locker-passphrase-file', env.SOTTO_PASSPHRASE_FILE];
  expect(await run('init', '--relay', relay.url, '--name', 'Ada')).toMatchObject({ code: 0 });
  expect((await run('locker', ...known)).stderr).toContain('LOCKER_ABSENT');
  expect(await run('locker', 'make', ...known)).toMatchObject({ code: 0, stderr: '' });

  const noted = await run('locker', 'note', 'Door', 'the code is 4711', ...known);
  const [note] = rows(noted.stdout);
  expect(note).toMatchObject({ type: 'locker-note', title: 'Door', text: 'the code is 4711' });
  const photo = join(folder, 'map.jpg');
  writeFileSync(photo, await takePhotograph({ seed: 1, width: 800, height: 600 }));
  const added = await run('locker', 'add', '--picture', photo, '--caption', 'the map', ...known);
  const [picture] = rows(added.stdout);
  expect(picture).toMatchObject({ type: 'locker-picture', caption: 'the map' });

  const refused = await run('locker', ...wrong);
  expect(refused).toMatchObject({ code: 3, stdout: '' });
  expect(refused.stderr).toContain('PASSPHRASE_WRONG');
  expect(rows((await run('locker', ...known)).stdout)).toEqual([note, picture]);
  const saved = await run(
    ...['locker', 'show', String(picture?.['id']).slice(0, 8)],
    ...['--save-pictures', join(folder, 'out'), ...known],
  );
  const [row] = rows(saved.stdout);
  expect(readFileSync(String(row?.['file'])).length).toBe(picture?.['sizeBytes']);
  expect(await run('locker', 'remove', String(note?.['id']), ...known)).toMatchObject({ code: 0 });
  expect(rows((await run('locker', ...known)).stdout)).toEqual([picture]);
  expect(await run('locker', 'destroy')).toMatchObject({ code: 0 });
  expect((await run('locker', ...known)).stderr).toContain('LOCKER_ABSENT');
});
