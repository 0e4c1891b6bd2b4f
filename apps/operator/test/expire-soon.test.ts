import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { start, TestNetwork } from './network-fixture.ts';
import { certificateEndsAt, startTlsServer } from './tls-server.ts';

/** A network whose relay is a server on loopback; the last of several `--relay` would be one more. */
async function networkAt(port: number, at = start): Promise<TestNetwork> {
  return TestNetwork.founded({ at, relay: `https://127.0.0.1:${port}` });
}

test('it names what ends within so many days, the first to end first, and nothing else', async () => {
  const network = await networkAt(await startTlsServer());
  const texts = ['--text', 'en=x'];
  await network.acted('n', ['notice', '--grade', 'move', ...texts, '--for', '20d'], 'Ada', 'Ben');
  await network.acted(
    'f',
    ['freeze', '--level', 'noSending', ...texts, '--for', '3d'],
    'Ada',
    'Ben',
  );
  const soon = await network.run(['expire-soon', '--days', '10']);
  expect(soon.code).toBe(6);
  expect(soon.stdout).toContain('in 3 days: freeze (noSending): it is over');
  expect(soon.stdout).not.toContain('notice');
  const later = await network.run(['expire-soon']);
  expect(later.stdout).toMatch(/freeze[^]*in 20 days: notice 0 \(move\)/);
  const nothing = await network.run(['expire-soon', '--days', '1']);
  expect(nothing.stdout).not.toMatch(/freeze|notice|role|key/);
});

test('keys and roles are told of before they end, and when too few persons are left', async () => {
  const network = await networkAt(await startTlsServer());
  network.nowSeconds += 350 * 86_400;
  const { stdout, code } = await network.run(['expire-soon']);
  expect(code).toBe(6);
  expect(stdout).toContain('in 15 days: key 0 of Ada');
  expect(stdout).toContain('in 15 days: role root: it can do nothing from then on');
  expect(stdout).toContain('in 15 days: role network: too few persons have a key from then on');
  network.nowSeconds += 20 * 86_400;
  expect((await network.run(['expire-soon'])).stdout).toContain('over since 5 days: key 0 of Ada');
});

test('certificates of relays and witnesses are looked at, and who would not be taken is told of', async () => {
  const port = await startTlsServer();
  const ends = Date.parse(certificateEndsAt) / 1000;
  const network = await networkAt(port, ends - 5 * 86_400);
  const { stdout, code } = await network.run(['expire-soon']);
  expect(code).toBe(6);
  expect(stdout).toContain(
    `${certificateEndsAt}  in 5 days: certificate of https://127.0.0.1:${port}, by Tea Certificates`,
  );
  expect(stdout).toMatch(
    /The certificate of \S+ is not taken by handsets: DEPTH_ZERO_SELF_SIGNED_CERT/,
  );
});

test('it says plainly when a certificate cannot be seen, and goes on', async () => {
  const network = await networkAt(9);
  const settings = network.text('network/network.json');
  const [first] = network.witnesses;
  const plain = first!.option.split(' ')[0]!;
  writeFileSync(
    network.path('network/network.json'),
    settings.replace(plain, plain.replace('http:', 'https:')),
  );
  const { stdout, code } = await network.run(['expire-soon', '--days', '1']);
  expect(code).toBe(6);
  expect(stdout.match(/was not seen: it cannot be reached, or speaks no TLS/g)).toHaveLength(2);
});
