import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run, start } from './process-fixture.ts';
import { rows } from './program-fixture.ts';
import { startTestRelay } from './relay-server.ts';
import { temporaryFolder } from './temporary-folder.ts';

test('a second terminal becomes a device by a code, shows what was said, says more, and is revoked', async () => {
  const relay = await startTestRelay();
  const folder = temporaryFolder();
  const of = (name: string): readonly string[] => {
    const file = join(folder, `${name}-passphrase`);
    writeFileSync(file, `passphrase of ${name}\n`, { mode: 0o600 });
    return ['--data', join(folder, name), '--passphrase-file', file];
  };
  const [ada, grace, laptop] = [of('ada'), of('grace'), of('laptop')];
  await Promise.all([
    run(['init', '--relay', relay.url, '--name', 'Ada', ...ada]),
    run(['init', '--relay', relay.url, '--name', 'Grace', ...grace]),
  ]);
  const watch = start(['watch', '--json', ...ada]);
  await watch.line(/"state":"online"/);
  const [invite] = rows((await run(['invite', '--json', ...ada])).stdout);
  await run(['accept', '-', ...grace], String(invite?.['link']));
  await watch.line(/"type":"conversation"/);
  expect(await run(['send', 'Ada', 'Before', ...grace])).toMatchObject({ code: 0 });
  await watch.line(/"text":"Before"/);

  const joining = start([
    ...['device', 'join', '--json', '--relay', relay.url, '--label', 'Laptop'],
    ...laptop,
  ]);
  const { code } = JSON.parse(await joining.line(/device-code/)) as { readonly code: string };
  const [device] = rows((await run(['device', 'link', '-', '--json', ...ada], code)).stdout);
  expect(device).toMatchObject({ type: 'device', name: 'Laptop', isThis: false });
  expect(await joining.ended).toMatchObject({ code: 0, stderr: '' });

  const beside = start(['watch', '--json', ...laptop]);
  await beside.line(/"text":"Before"/);
  expect(await run(['send', 'Grace', 'From the laptop', ...laptop])).toMatchObject({ code: 0 });
  await watch.line(/"text":"From the laptop".*"mine":true|"mine":true.*"text":"From the laptop"/);

  const listed = rows((await run(['devices', '--json', ...ada])).stdout);
  expect(listed.map(({ name, isThis }) => [name, isThis])).toEqual([
    ['', true],
    ['Laptop', false],
  ]);
  expect(await run(['device', 'revoke', 'nobody', ...ada])).toMatchObject({ code: 1 });
  const [revoked] = rows((await run(['device', 'revoke', 'Laptop', '--json', ...ada])).stdout);
  expect(revoked).toMatchObject({ name: 'Laptop', revokedAt: expect.any(String) });
  await beside.line(/"state":"removed"/);
  expect((await run(['device', 'link', code, ...ada])).stderr).toContain('linked before');
}, 60_000);
