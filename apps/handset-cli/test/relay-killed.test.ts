import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run, start } from './process-fixture.ts';
import { rows } from './program-fixture.ts';
import { relayProcess } from './relay-process.ts';
import { temporaryFolder } from './temporary-folder.ts';

test('a relay that is killed loses nothing: what it had arrives, and what was sent meanwhile arrives when it is back', async () => {
  const folder = temporaryFolder();
  const relay = await relayProcess(join(folder, 'relay'));
  await relay.start();
  const file = join(folder, 'passphrase');
  writeFileSync(file, 'four random words', { mode: 0o600 });
  const ada = ['--passphrase-file', file, '--data', join(folder, 'ada')];
  const grace = ['--passphrase-file', file, '--data', join(folder, 'grace')];
  await run(['init', '--relay', relay.url, '--name', 'Ada', ...ada]);
  await run(['init', '--relay', relay.url, '--name', 'Grace', ...grace]);
  const [invite] = rows((await run(['invite', '--json', ...ada])).stdout);
  expect(await run(['accept', '-', ...grace], String(invite?.['link']))).toMatchObject({ code: 0 });

  expect(await run(['send', 'Ada', 'on its disk', ...grace])).toMatchObject({ code: 0 });
  await relay.kill();
  const queued = await run(['send', 'Ada', 'into the dark', '--timeout', '1', ...grace]);
  expect(queued).toMatchObject({ code: 4, stdout: '' });
  const watchAda = start(['watch', '--json', '--count', '2', ...ada]);
  await watchAda.line(/"state":"offline"/);
  const watchGrace = start(['watch', '--json', ...grace]);
  await relay.start();

  const heard = await watchAda.ended;
  expect(heard).toMatchObject({ code: 0, stderr: '' });
  const texts = rows(heard.stdout).flatMap((row) =>
    row['type'] === 'message' && row['isNew'] === true ? [row['text']] : [],
  );
  expect(texts).toEqual(['on its disk', 'into the dark']);
  await watchGrace.line(/"state":"relayed"/);
  watchGrace.child.kill('SIGTERM');
  expect(await watchGrace.ended).toMatchObject({ code: 0 });
});
