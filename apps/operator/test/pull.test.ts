import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { openActLog, parseEvidence, startLogPosition } from '@sotto/actlog';
import { expect, onTestFinished, test } from 'vitest';
import { ed25519 } from '../src/ed25519.ts';
import { folderSource } from '../src/network/log-folder.ts';
import { TestNetwork } from './network-fixture.ts';

/** Serves a folder as a relay does. */
async function served(folder: string): Promise<string> {
  const server = createServer((request, response) => {
    try {
      response.end(readFileSync(join(folder, request.url!.replace('/log/', ''))));
    } catch {
      response.writeHead(404).end();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/log`;
}

const pinOf = (network: TestNetwork): string =>
  (JSON.parse(network.text('network/network.json')) as { charterHash: string }).charterHash;

test('the log comes from an address, a folder and a file, and each gives the same folder', async () => {
  const network = await TestNetwork.founded();
  await network.done('propose', 'heartbeat');
  await network.signed('heartbeat-0.proposal', 'Ada', 'Ben');
  await network.done('publish', 'network/heartbeat-0.proposal');
  const log = openActLog(startLogPosition(Uint8Array.fromHex(pinOf(network))), []);
  const source = folderSource(network.path('network/log'));
  const followed = await log.follow(source, { ed25519, nowSeconds: network.nowSeconds });
  if (!('log' in followed)) expect.fail(followed.outcome);
  writeFileSync(network.path('export'), followed.log.bundle(0, 1_000_000));
  const address = await served(network.path('network/log'));
  for (const [at, from] of [address, `${address}/`, 'network/log', 'export'].entries()) {
    const folder = `copy-${at}`;
    const pulled = await network.done(
      'pull',
      from,
      '--charter',
      pinOf(network),
      '--network',
      folder,
    );
    expect(pulled).toContain('log      2 entries');
    for (const file of ['checkpoint', 'tile/0/000.p/2', 'tile/entries/000.p/2'])
      expect(readFileSync(network.path(`${folder}/log/${file}`))).toEqual(
        readFileSync(network.path(`network/log/${file}`)),
      );
    // Who pulled it can review, propose and sign.
    expect(await network.done('propose', 'heartbeat', '--network', folder)).toContain('number 1');
  }
});

test('the charter hash is needed the first time, and holds from then on', async () => {
  const network = await TestNetwork.founded();
  const other = '00'.repeat(32);
  const pull = (...more: readonly string[]) =>
    network.run(['pull', 'network/log', '--network', 'copy', ...more]);
  expect((await pull()).stderr).toContain('--charter is needed the first time');
  expect((await pull('--charter', 'abc')).stderr).toContain('64 hexadecimal digits');
  expect((await pull('--charter', other)).stderr).toContain(
    'does not begin with the pinned charter',
  );
  expect(network.has('copy/network.json')).toBe(false);
  expect((await pull('--charter', pinOf(network).toUpperCase())).code).toBe(0);
  expect((await pull()).code).toBe(0);
  expect((await pull('--charter', other)).stderr).toContain('of another network');
});

test('it never goes back to an older head, and takes later cosignatures of the same', async () => {
  const network = await TestNetwork.founded();
  const early = network.copied('early');
  await network.done('propose', 'heartbeat');
  await network.signed('heartbeat-0.proposal', 'Ada', 'Ben');
  await network.done('publish', 'network/heartbeat-0.proposal');
  const older = await network.run(['pull', `${early}/log`]);
  expect(older).toMatchObject({ code: 0, stderr: expect.stringContaining('older head') });
  expect(older.stdout).toContain('log      2 entries');
  await network.done('pull', 'network/log', '--network', 'early');
  network.nowSeconds += 3_600;
  await network.done('refresh');
  expect(await network.done('pull', 'network/log', '--network', 'early')).toContain('09:00:00Z');
});

test('a log key that signed two histories is told of, with a proof in a file', async () => {
  const network = await TestNetwork.founded();
  cpSync(network.path('network'), network.path('fork'), { recursive: true });
  const beat = async (folder: string, witnesses: readonly number[], text: string) => {
    const notice = ['notice', '--grade', 'advice', '--text', `en=${text}`, '--for', '1d'];
    await network.done('propose', ...notice, '--network', folder, '--out', `${folder}/n`);
    for (const person of ['ada', 'ben'])
      await network.done(
        'sign',
        `${folder}/n`,
        '--key',
        `${person}.key`,
        '--yes',
        '--network',
        folder,
      );
    for (const [at, witness] of network.witnesses.entries())
      witness.misdeed = witnesses.includes(at) ? undefined : 'refuses';
    await network.done('publish', `${folder}/n`, '--network', folder);
  };
  await beat('network', [0, 1], 'To you.');
  // The third witness is asked of a second history, and another one forgets what it has seen.
  network.witnesses[1]!.forget();
  await beat('fork', [1, 2], 'To others.');
  const ended = await network.run(['pull', 'fork/log']);
  expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining('signed two histories') });
  const file = /network\/(evidence-[0-9a-f]{16})/.exec(ended.stderr)?.[1];
  expect(parseEvidence(readFileSync(network.path(`network/${file}`)))).toBeDefined();
  expect(await network.done('review', 'network/n')).toContain('To you.');
});

test('what no witness cosigned, what cannot be reached and what is no log are refused', async () => {
  const network = await TestNetwork.founded();
  const checkpoint = network.text('network/log/checkpoint');
  cpSync(network.path('network/log'), network.path('bare'), { recursive: true });
  writeFileSync(network.path('bare/checkpoint'), checkpoint.replace(/— w.*\n/g, ''));
  const pull = (from: string) =>
    network.run(['pull', from, '--network', 'copy', '--charter', pinOf(network)]);
  expect((await pull('bare')).stderr).toContain('too few witnesses');
  expect(await pull('http://127.0.0.1:9/log')).toMatchObject({
    code: 4,
    stderr: expect.stringContaining('cannot be reached'),
  });
  expect((await pull('ada.card')).stderr).toContain('no log of acts');
  expect((await pull('absent')).stderr).toContain('There is no file');
  rmSync(network.path('bare/checkpoint'));
  expect((await pull('bare')).stderr).toContain('there is none');
});
