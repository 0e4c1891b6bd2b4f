import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { photographMaker, takePhotograph } from '@sotto/photograph';
import { probePicture } from '@sotto/picture-probe';
import { expect, test } from 'vitest';
import { run, start } from './process-fixture.ts';
import { rows } from './program-fixture.ts';
import { startTestRelay } from './relay-server.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Arguments that name a person's folder and passphrase. */
function person(folder: string, name: string): readonly string[] {
  const file = join(folder, `${name}-passphrase`);
  writeFileSync(file, `passphrase of ${name}\n`, { mode: 0o600 });
  return ['--data', join(folder, name), '--passphrase-file', file];
}

test('two people in two processes: invite, text both ways, a photograph without its place, commands beside watch', async () => {
  const relay = await startTestRelay();
  const folder = temporaryFolder();
  const [ada, grace] = [person(folder, 'ada'), person(folder, 'grace')];
  const made = await Promise.all([
    run(['init', '--relay', relay.url, '--name', 'Ada', ...ada]),
    run(['init', '--relay', relay.url, '--name', 'Grace', ...grace]),
  ]);
  expect(made).toMatchObject([
    { code: 0, stderr: '' },
    { code: 0, stderr: '' },
  ]);

  const pictures = join(folder, 'pictures');
  const watch = start(['watch', '--json', '--save-pictures', pictures, ...ada]);
  await watch.line(/"state":"online"/);
  // Through the socket of watch: no passphrase is needed, and a wrong one is not looked at.
  const invite = rows((await run(['invite', '--json', '--data', join(folder, 'ada')])).stdout)[0];
  expect(await run(['accept', '-', ...grace], String(invite?.['link']))).toMatchObject({ code: 0 });
  await watch.line(/"type":"conversation"/);

  expect(await run(['send', 'Ada', 'Good morning', ...grace])).toMatchObject({
    code: 0,
    stderr: '',
  });
  await watch.line(/"text":"Good morning"/);
  const [answer] = rows(
    (await run(['send', 'Grace', '-', '--json', '--data', join(folder, 'ada')], 'And\nto you\n'))
      .stdout,
  );
  expect(answer).toMatchObject({
    type: 'message',
    text: 'And\nto you',
    state: 'relayed',
    mine: true,
  });

  const photograph = join(folder, 'photograph.jpg');
  writeFileSync(photograph, await takePhotograph({ seed: 7, width: 900, height: 1200 }));
  expect(readFileSync(photograph).includes(photographMaker)).toBe(true);
  const sent = await run([
    'send',
    'Ada',
    '--picture',
    photograph,
    '--caption',
    'The harbour',
    ...grace,
  ]);
  expect(sent).toMatchObject({ code: 0, stderr: '' });
  const saved = JSON.parse(await watch.line(/"type":"picture"/)) as { readonly file: string };
  const picture = readFileSync(saved.file);
  // Upright, so higher than wide.
  expect(probePicture(picture)).toMatchObject({
    mediaType: 'image/jpeg',
    width: 900,
    height: 1200,
    metadata: false,
    trailingBytes: 0,
  });
  expect(picture.includes(photographMaker)).toBe(false);
  expect(statSync(saved.file).mode & 0o777).toBe(0o600);
  expect(readdirSync(pictures)).toEqual([
    expect.stringMatching(/^\d{8}T\d{6}Z-[0-9a-f]{16}\.jpg$/),
  ]);

  const [status] = rows((await run(['status', '--json', '--data', join(folder, 'ada')])).stdout);
  expect(status).toMatchObject({ connection: 'online', watched: true });
  watch.child.kill('SIGINT');
  expect(await watch.ended).toMatchObject({ code: 0, stderr: '' });
  expect(readdirSync(join(folder, 'ada'))).not.toContain('handset.sock');

  const histories = await Promise.all(
    [['Grace', ada] as const, ['Ada', grace] as const].map(async ([contact, who]) => {
      const { stdout } = await run(['history', contact, '--json', ...who]);
      return rows(stdout).map(({ id, text, kind }) => ({ id, text, kind }));
    }),
  );
  expect(histories[0]?.map(({ text }) => text)).toEqual([
    'Good morning',
    'And\nto you',
    'The harbour',
  ]);
  // Grace was never connected long enough to be sure of having heard the answer; what she has is the same and in the same order.
  const known = new Set(histories[1]?.map(({ id }) => id));
  expect(histories[1]).toEqual(histories[0]?.filter(({ id }) => known.has(id)));
});

test('watch that is killed leaves nothing in the way: the next command opens the store itself', async () => {
  const relay = await startTestRelay();
  const folder = temporaryFolder();
  const ada = person(folder, 'ada');
  await run(['init', '--relay', relay.url, ...ada]);
  const watch = start(['watch', '--json', ...ada]);
  await watch.line(/"state":"online"/);
  watch.child.kill('SIGKILL');
  await watch.ended;
  expect(readdirSync(join(folder, 'ada'))).toContain('handset.sock');
  const status = await run(['status', '--json', ...ada]);
  expect(rows(status.stdout)).toMatchObject([{ watched: false }]);
  // And the next watch takes the place over.
  const again = start(['watch', '--json', ...ada]);
  await again.line(/"state":"online"/);
  expect(await run(['contacts', '--data', join(folder, 'ada')])).toMatchObject({ code: 0 });
});

test('a reader that goes away ends the command quietly', async () => {
  const relay = await startTestRelay();
  const folder = temporaryFolder();
  const ada = person(folder, 'ada');
  await run(['init', '--relay', relay.url, ...ada]);
  const watch = start(['watch', '--json', ...ada]);
  await watch.line(/"state":"online"/);
  watch.child.stdout?.destroy();
  await run(['invites', '--data', join(folder, 'ada')]);
  await relay.stop();
  expect(await watch.ended).toMatchObject({ code: 0, stderr: '' });
});

test('two commands at once on one folder take turns', async () => {
  const relay = await startTestRelay();
  const folder = temporaryFolder();
  const ada = person(folder, 'ada');
  await run(['init', '--relay', relay.url, ...ada]);
  const both = await Promise.all([run(['invite', ...ada]), run(['invite', ...ada])]);
  expect(both).toMatchObject([{ code: 0 }, { code: 0 }]);
  expect(rows((await run(['invites', '--json', ...ada])).stdout)).toHaveLength(2);
});
