import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run, start } from './process-fixture.ts';
import { rows } from './program-fixture.ts';
import { startTestRelay } from './relay-server.ts';
import { temporaryFolder } from './temporary-folder.ts';

test('a terminal makes a backup, tries it, loses everything, and comes back by file and by paper', async () => {
  const relay = await startTestRelay();
  const folder = temporaryFolder();
  const secretFile = (name: string, text: string): string => {
    const file = join(folder, name);
    writeFileSync(file, `${text}\n`, { mode: 0o600 });
    return file;
  };
  const of = (name: string): readonly string[] => [
    ...['--data', join(folder, name)],
    ...['--passphrase-file', secretFile(`${name}-passphrase`, `passphrase of ${name}`)],
  ];
  const [ada, grace, phone, tablet] = [of('ada'), of('grace'), of('phone'), of('tablet')];
  await Promise.all([
    run(['init', '--relay', relay.url, '--name', 'Ada', ...ada]),
    run(['init', '--relay', relay.url, '--name', 'Grace', ...grace]),
  ]);
  const watch = start(['watch', '--json', ...grace]);
  await watch.line(/"state":"online"/);
  const [invite] = rows((await run(['invite', '--json', ...grace])).stdout);
  await run(['accept', '-', '--as', 'Gracie', ...ada], String(invite?.['link']));
  expect(await run(['send', 'Gracie', 'Before', ...ada])).toMatchObject({ code: 0 });
  await watch.line(/"text":"Before"/);

  const plan = rows((await run(['backup', 'plan', '--json', ...ada])).stdout)[0];
  expect(plan).toMatchObject({ type: 'backup-plan' });
  const file = join(folder, 'ada.age');
  const key = ['--backup-passphrase-file', secretFile('backup-passphrase', 'for the backup')];
  expect((await run(['backup', 'make', file, ...ada])).code).not.toBe(0);
  const [made] = rows((await run(['backup', 'make', file, '--json', ...key, ...ada])).stdout);
  expect(made).toMatchObject({ type: 'backup', place: 'file', messages: 1 });
  expect(existsSync(`${file}.part`)).toBe(false);
  const drilled = await run(['backup', 'drill', file, ...key, ...ada]);
  expect(drilled).toMatchObject({ code: 0, stdout: expect.stringContaining('restores') });
  const bytes = readFileSync(file);
  bytes[bytes.length - 50]! ^= 1;
  const bad = join(folder, 'bad.age');
  writeFileSync(bad, bytes);
  const failed = await run(['backup', 'drill', bad, ...ada]);
  expect(failed.code).toBe(1);
  expect(failed.stdout).toContain('DOES NOT RESTORE');
  expect((await run(['backup', 'list', ...ada])).stdout).toContain('DOES NOT RESTORE');

  const [paper] = rows((await run(['recovery', 'make', '--json', ...ada])).stdout);
  expect(paper).toMatchObject({ type: 'recovery-key', relay: relay.url });
  const atRelay = await run(['backup', 'make', '--paper-key', '--json', ...ada]);
  expect(rows(atRelay.stdout)[0]).toMatchObject({ place: 'relay' });
  // What she says last waits for a relay when the newest file is made.
  await relay.stop();
  await run(['send', 'Gracie', 'Still to be sent', '--no-wait', ...ada]);
  const last = join(folder, 'last.age');
  expect(await run(['backup', 'make', last, ...key, ...ada])).toMatchObject({ code: 0 });
  rmSync(join(folder, 'ada'), { recursive: true });
  await relay.start();

  const back = await run(['backup', 'restore', last, '--label', 'Phone', ...key, ...phone]);
  expect(back).toMatchObject({ code: 0, stderr: '' });
  const beside = start(['watch', '--json', ...phone]);
  await beside.line(/"state":"online"/);
  await run(['send', 'Gracie', 'From the phone', ...phone]);
  await watch.line(/"text":"From the phone"/);
  expect(rows((await run(['history', 'Gracie', '--json', ...phone])).stdout)).toEqual(
    expect.arrayContaining([expect.objectContaining({ text: 'Before' })]),
  );

  const shown = await run(['history', 'Gracie', ...phone]);
  expect(shown.stdout).toMatch(
    /not sent when the backup was made: sotto retry sends it.*: Still to be sent/,
  );
  const unsent = rows((await run(['history', 'Gracie', '--json', ...phone])).stdout).find(
    ({ text }) => text === 'Still to be sent',
  );
  expect(await run(['retry', 'Gracie', String(unsent?.['id']), ...phone])).toMatchObject({
    code: 0,
  });
  await watch.line(/"text":"Still to be sent"/);

  const again = await run(['recover', '-', ...tablet], String(paper?.['qr']));
  expect(again).toMatchObject({ code: 0, stderr: '' });
}, 180_000);
