import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { passphrase } from './program-fixture.ts';
import { start, TestNetwork } from './network-fixture.ts';

const sign = (file: string, person: string, ...more: readonly string[]) => [
  'sign',
  `network/${file}`,
  '--key',
  `${person}.key`,
  ...more,
];

test('nothing is signed unless the person types the whole word', async () => {
  const network = await TestNetwork.drafted();
  const before = network.text('network/founding.proposal');
  for (const typed of ['\n', 'y\n', 'no\n', 'yes please\n']) {
    const ended = await network.run(sign('founding.proposal', 'ada'), { typed });
    expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining('OPERATOR_DECLINED') });
  }
  const unasked = await network.run(sign('founding.proposal', 'ada'));
  expect(unasked).toMatchObject({ code: 2, stderr: expect.stringContaining('no terminal') });
  expect(network.text('network/founding.proposal')).toBe(before);
  const signed = await network.run(sign('founding.proposal', 'ada'), { typed: 'yes\n' });
  expect(signed.code).toBe(0);
  expect(signed.stdout).toContain('It founds the network with this charter');
});

test('who founds a network reviews and signs with nothing but the proposal', async () => {
  const network = await TestNetwork.drafted();
  const alone = ['--network', 'nothing-here'];
  const reviewed = await network.done('review', 'network/founding.proposal', ...alone);
  expect(reviewed).toContain('3 persons'.replace('3', '2'));
  await network.done(...sign('founding.proposal', 'ada', '--yes'), ...alone);
  expect(await network.done('review', 'network/founding.proposal', ...alone)).toMatch(
    /signed +Ada\n +could sign Ben, Cleo/,
  );
});

test('nobody signs twice, and nobody whose key no role has', async () => {
  const network = await TestNetwork.drafted({ persons: ['Ada', 'Ben', 'Cleo'] });
  await network.done('key', '--name', 'Mallory');
  const mallory = await network.run(sign('founding.proposal', 'mallory', '--yes'));
  expect(mallory.stderr).toContain('no role that has to sign this has your key');
  await network.signed('founding.proposal', 'Ada');
  const before = network.text('network/founding.proposal');
  const twice = await network.run(sign('founding.proposal', 'ada', '--yes'));
  expect(twice.stderr).toContain('You have signed it, and count once');
  expect(network.text('network/founding.proposal')).toBe(before);
});

test('what would count for nothing is not signed, unless it is forced', async () => {
  const network = await TestNetwork.founded();
  await network.done('propose', 'heartbeat', '--valid', '1h');
  network.nowSeconds = start + 7_200;
  const late = await network.run(sign('heartbeat-0.proposal', 'ada', '--yes'));
  expect(late).toMatchObject({ code: 1, stderr: expect.stringContaining('ACT_EXPIRED') });
  await network.done(...sign('heartbeat-0.proposal', 'ada', '--yes', '--force'));
  const published = await network.run(['publish', 'network/heartbeat-0.proposal']);
  expect(published.stderr).toContain('ACT_EXPIRED');
});

test('a wrong passphrase signs nothing and says so', async () => {
  const network = await TestNetwork.drafted();
  writeFileSync(network.path('other'), 'not the passphrase', { mode: 0o600 });
  const args = [...sign('founding.proposal', 'ada', '--yes'), '--passphrase-file', 'other'];
  const { operator } = await import('./program-fixture.ts');
  const ended = await operator(args, { folder: network.folder, nowSeconds: () => start });
  expect(ended).toMatchObject({ code: 3 });
  expect(ended.stderr).not.toContain(passphrase);
});

test('three copies that three persons signed become one, also without join', async () => {
  const network = await TestNetwork.drafted();
  const draft = network.text('network/founding.proposal');
  for (const person of ['ada', 'ben', 'cleo']) {
    writeFileSync(network.path(`network/${person}.copy`), draft);
    await network.done(...sign(`${person}.copy`, person, '--yes'));
  }
  const copies = ['ada', 'ben', 'cleo'].map((person) => `network/${person}.copy`);
  expect(await network.done('review', ...copies)).toMatch(/signed +Ada, Ben, Cleo/);
  await network.done('join', ...copies, '--out', 'joined');
  expect(await network.done('review', 'joined')).toMatch(/signed +Ada, Ben, Cleo/);
  await network.done('publish', ...copies.slice(1));
  expect(network.has('network/log/checkpoint')).toBe(true);
});

test('a signature over another act, and one that was changed, count for nothing and are told of', async () => {
  const network = await TestNetwork.drafted();
  await network.signed('founding.proposal', 'Ada');
  const file = JSON.parse(network.text('network/founding.proposal')) as {
    signatures: { publicKey: string; signature: string }[];
  };
  const [one] = file.signatures;
  const broken = {
    ...one!,
    signature: one!.signature.replace(/^../, (two) => (two === '00' ? '01' : '00')),
  };
  writeFileSync(network.path('broken'), JSON.stringify({ ...file, signatures: [broken] }));
  const reviewed = await network.done('review', 'broken');
  expect(reviewed).toMatch(/signed +nobody/);
  expect(reviewed).toContain('It carries 1 signature; not all of them count.');
  // The broken one stands before the good one, and takes nothing from it.
  await network.done(...['sign', 'broken', '--key', 'ada.key', '--yes']);
  expect(await network.done('review', 'broken')).toMatch(/signed +Ada/);
});
