import { copyFileSync, cpSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { parseActEntry } from '@sotto/charter';
import { parseEntryBundle } from '@sotto/tlog';
import { expect, test } from 'vitest';
import { TestNetwork } from './network-fixture.ts';
import type { Misdeed } from './witness-fixture.ts';

async function withHeartbeat(): Promise<TestNetwork> {
  const network = await TestNetwork.founded();
  await network.done('propose', 'heartbeat');
  await network.signed('heartbeat-0.proposal', 'Ada', 'Ben');
  return network;
}

const publish = ['publish', 'network/heartbeat-0.proposal'];

test('a quorum of witnesses is enough, and each one that did not cosign is named with its reason', async () => {
  const reasons: { readonly [M in Misdeed]: string } = {
    silent: 'did not answer within',
    garbage: 'answers something that is no answer of a witness',
    endless: 'answers too much',
    redirect: 'cannot be reached',
    forged: 'answers with a cosignature that does not hold',
    refuses: 'does not know the key of this log',
  };
  const network = await TestNetwork.founded();
  for (const [at, misdeed] of (Object.keys(reasons) as Misdeed[]).entries()) {
    network.witnesses[1]!.misdeed = misdeed;
    const file = `heartbeat-${at}.proposal`;
    await network.done('propose', 'heartbeat');
    await network.signed(file, 'Ada', 'Ben');
    const ended = await network.run(['publish', `network/${file}`]);
    expect(ended.code, misdeed).toBe(0);
    expect(ended.stderr).toContain(`Witness w2.example ${reasons[misdeed]}`);
    expect(ended.stdout).toMatch(/^witness {2}w1\.example/m);
    expect(ended.stdout).not.toContain('w2.example');
  }
});

test('without a quorum nothing is published, and the next publish goes on with the same head', async () => {
  const network = await withHeartbeat();
  const before = network.text('network/log/checkpoint');
  for (const witness of network.witnesses.slice(1)) witness.misdeed = 'refuses';
  const ended = await network.run(publish);
  expect(ended).toMatchObject({ code: 4, stderr: expect.stringContaining('it takes 2') });
  expect(network.text('network/log/checkpoint')).toBe(before);
  network.witnesses[2]!.misdeed = undefined;
  network.nowSeconds += 60;
  const after = await network.done('publish');
  expect(after).toContain('log      2 entries');
  expect([...network.witnesses[0]!.shown.get(2n)!]).toHaveLength(1);
});

test('a witness without an address is named', async () => {
  const network = await withHeartbeat();
  const settings = network.text('network/network.json');
  writeFileSync(network.path('network/network.json'), settings.replace('w3.example', 'w4.example'));
  const ended = await network.run(publish);
  expect(ended.stderr).toContain('Witness w3.example has no address in network.json');
  expect(ended.code).toBe(0);
});

test('what is in the log already is not logged again', async () => {
  const network = await withHeartbeat();
  await network.done(...publish);
  const again = await network.run(publish);
  expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining('nothing to publish') });
  expect(again.stdout).toContain('entry 1: a heartbeat');
  expect(again.stdout).toContain('log      2 entries');
});

test('several acts are logged in the order in which they are named, all or none', async () => {
  const network = await withHeartbeat();
  const notice = ['notice', '--grade', 'advice', '--text', 'en=Hello.', '--for', '1d'];
  await network.done('propose', ...notice, '--out', 'network/hello');
  await network.signed('hello', 'Ben', 'Cleo');
  const unsigned = ['relays', '--add', 'https://two.example', '--out', 'network/relays'];
  await network.done('propose', ...unsigned);
  const files = ['network/hello', 'network/heartbeat-0.proposal'];
  const refused = await network.run(['publish', ...files, 'network/relays']);
  expect(refused.code).toBe(1);
  const published = await network.done('publish', ...files);
  expect(published).toMatch(/entry 1: a notice.*\nentry 2: a heartbeat/);
  expect(published).toContain('log      3 entries');
});

test('a folder from a backup is told from the log that witnesses know, and nothing is published from it', async () => {
  const network = await withHeartbeat();
  network.copied('backup');
  await network.done(...publish);
  await network.done('propose', 'heartbeat');
  await network.signed('heartbeat-1.proposal', 'Ada', 'Ben');
  await network.done('publish', 'network/heartbeat-1.proposal');
  // The whole folder: the witnesses know better.
  const other = ['propose', 'relays', '--add', 'https://two.example', '--network', 'backup'];
  await network.done(...other, '--out', 'backup/relays');
  for (const person of ['ada', 'ben'])
    await network.done(
      'sign',
      'backup/relays',
      '--key',
      `${person}.key`,
      '--yes',
      '--network',
      'backup',
    );
  const old = await network.run(['publish', 'backup/relays', '--network', 'backup']);
  expect(old).toMatchObject({
    code: 4,
    stderr: expect.stringContaining('this folder is not the latest'),
  });
  // The log alone: the journal knows better.
  rmSync(network.path('network/log'), { recursive: true });
  cpSync(network.path('backup/log'), network.path('network/log'), { recursive: true });
  const older = await network.run(['publish', 'network/heartbeat-0.proposal']);
  expect(older).toMatchObject({ code: 1, stderr: expect.stringContaining('an older copy') });
});

test('a damaged log, another one, and one without its tiles are refused', async () => {
  const network = await withHeartbeat();
  const other = await TestNetwork.founded();
  const checkpoint = network.text('network/log/checkpoint');
  const damaged = (text: string): void =>
    writeFileSync(network.path('network/log/checkpoint'), text);
  for (const [text, word] of [
    ['no note', 'no signed checkpoint'],
    [checkpoint.replace(/\n1\n/, '\n2\n'), 'OPERATOR_LOG'],
    [checkpoint.replace(/— w[12].*\n/g, ''), 'too few witnesses'],
    [other.text('network/log/checkpoint'), 'OPERATOR_LOG'],
  ] as const) {
    damaged(text);
    const ended = await network.run(publish);
    expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining(word) });
  }
  damaged(checkpoint);
  rmSync(network.path('network/log/tile'), { recursive: true });
  expect((await network.run(publish)).stderr).toContain('entries are missing');
});

test('refresh gives the same tree later cosignatures, and asks nobody who is not a witness', async () => {
  const network = await TestNetwork.founded();
  const root = /^log .*$/m.exec(await network.done('refresh'))?.[0];
  network.nowSeconds += 3_600;
  const later = await network.done('refresh');
  expect(later).toContain(root);
  expect(later.match(/2027-01-15T09:00:00Z/g)).toHaveLength(3);
});

test('refresh --every goes on while witnesses are down, and ends at a signal', async () => {
  const network = await TestNetwork.founded();
  for (const witness of network.witnesses) witness.misdeed = 'refuses';
  const stop = new AbortController();
  const running = network.run(['refresh', '--every', '60s'], { stop });
  setTimeout(() => stop.abort(), 500);
  expect(await running).toMatchObject({ code: 0, stderr: expect.stringContaining('it takes 2') });
});

test('two processes never publish from one folder at a time', async () => {
  const network = await withHeartbeat();
  network.witnesses[0]!.misdeed = 'silent';
  const slow = network.run(publish);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const [refresh] = await Promise.all([network.run(['refresh']), slow]);
  expect(refresh).toMatchObject({ code: 5, stderr: expect.stringContaining('Another process') });
  expect((await slow).code).toBe(0);
});

test('the log can be read by everybody, and the rest of the folder by its owner alone', async () => {
  const network = await TestNetwork.founded();
  const mode = (name: string): number => statSync(network.path(name)).mode & 0o777;
  expect(mode('network/log/checkpoint')).toBe(0o644);
  for (const name of ['log.key', 'journal.json', 'network.json', 'founding.proposal'])
    expect(mode(`network/${name}`), name).toBe(0o600);
});

test('a new log key and new witnesses take the log over, vouched for by those before', async () => {
  const network = await TestNetwork.founded();
  await network.done('log-key', '--name', 'tea.example/log-2', '--out', 'network/next');
  await network.done('charter', '--out', 'draft');
  const vkey = network.text('network/next.pub').trim();
  const draft = JSON.parse(network.text('draft')) as { logKey: string; witnesses: string[] };
  const changed = { ...draft, logKey: vkey, witnesses: draft.witnesses.slice(1) };
  writeFileSync(network.path('draft'), JSON.stringify(changed));
  for (const witness of network.witnesses) witness.watch(vkey);
  const charter = ['charter', '--draft', 'draft'];
  await network.done('propose', ...charter, '--out', 'network/next');
  await network.signed('next', 'Ada', 'Ben');
  // The heartbeat under the old charter comes before, one under the new charter behind.
  await network.done('publish', 'network/next');
  expect(network.has('network/log/handover/0')).toBe(true);
  await network.done('propose', 'heartbeat');
  await network.signed('heartbeat-0.proposal', 'Ada', 'Ben');
  const withOld = await network.run(publish);
  expect(withOld.stderr).toContain('The charter in force has another log key');
  copyFileSync(network.path('network/next.key'), network.path('next.key'));
  const published = await network.done(...publish, '--log-key', 'next.key');
  expect(published).toContain('log      3 entries');
  expect(network.text('network/log/checkpoint')).toMatch(/^tea\.example\/log-2\n3\n/);
});

test('signatures that do not hold are left out of the log', async () => {
  const network = await withHeartbeat();
  const file = network.path('network/heartbeat-0.proposal');
  const proposal = JSON.parse(network.text('network/heartbeat-0.proposal')) as {
    signatures: { publicKey: string; signature: string }[];
  };
  const junk = { publicKey: '00'.repeat(32), signature: '11'.repeat(64) };
  const signatures = [junk, ...proposal.signatures, junk];
  writeFileSync(file, JSON.stringify({ ...proposal, signatures }));
  await network.done(...publish);
  const bundle = readFileSync(network.path('network/log/tile/entries/000.p/2'));
  const entry = parseActEntry(parseEntryBundle(bundle)[1]!);
  expect(entry.signatures.map((one) => one.publicKey.toHex())).toEqual(
    proposal.signatures.map(({ publicKey }) => publicKey),
  );
});

test('what is logged ahead of the clocks of the witnesses is told of, and counts when they get there', async () => {
  const network = await withHeartbeat();
  for (const witness of network.witnesses) witness.skewSeconds = -3_600;
  const early = await network.done(...publish);
  expect(early).toContain('The last 1 of them count later');
  network.nowSeconds += 3_600;
  expect(await network.done('refresh')).not.toContain('count later');
});
