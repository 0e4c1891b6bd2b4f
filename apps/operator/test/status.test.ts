import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { TestNetwork } from './network-fixture.ts';

test('status tells who runs it, who vouched for the head, what stands, and which proposals are open', async () => {
  const network = await TestNetwork.founded();
  const texts = ['--text', 'en=Two\nlines.', '--text', 'xx=Τσάι'];
  await network.acted('n', ['notice', '--grade', 'update', ...texts, '--for', '3d'], 'Ada', 'Ben');
  await network.acted('f', ['freeze', '--level', 'advice', ...texts, '--for', '2d'], 'Ada', 'Ben');
  const relays = ['--add', 'https://two.example', '--drain', 'https://one.example'];
  await network.acted('r', ['relays', ...relays], 'Ben', 'Cleo');
  await network.done('propose', 'heartbeat');
  await network.signed('heartbeat-0.proposal', 'Ben');
  await network.done('propose', 'unfreeze', '--text', 'en=Go on.');
  network.witnesses[0]!.misdeed = 'refuses';
  network.nowSeconds += 3_600;
  await network.done('refresh');
  writeFileSync(network.path('network/junk.proposal'), 'junk');
  const told = await network.done('status');
  for (const line of [
    /^log {6}4 entries/m,
    /^witness {2}w2\.example at 2027-01-15T09:00:00Z$/m,
    /^pulse {4}operator: fresh, last heard 1 hour ago; members are told after 30 days$/m,
    /^pulse {4}witnesses: fresh, last heard 0 seconds ago/m,
    /^network {2}Tea and cake$/m,
    /^role {5}network: 2 of Ada, Ben, Cleo, until 2028-01-15T08:00:00Z$/m,
    /^role {5}recovery: nobody$/m,
    /^relay {4}https:\/\/one\.example draining\nrelay {4}https:\/\/two\.example active$/m,
    /^notice {3}0 \(update\), entry 1, until 2027-01-18T08:00:00Z\n {9}\[en\] Two\n {11}\| lines\.\n {9}\[xx\] Τσάι$/m,
    /^freeze {3}advice, entry 2, until .*, ended by 2 persons$/m,
    /^proposal founding\.proposal: a charter, logged as entry 0$/m,
    /^proposal heartbeat-0\.proposal: a heartbeat, signed by Ben, needs more signatures$/m,
    /^proposal unfreeze-1\.proposal: the end of a freeze, signed by nobody/m,
    /^proposal junk\.proposal: The proposal is not JSON\.$/m,
  ])
    expect(told).toMatch(line);
  expect(told).not.toContain('w1.example at');
});

test('status tells of silence, of what is over, and of a head that waits', async () => {
  const network = await TestNetwork.founded();
  const notice = ['notice', '--grade', 'advice', '--text', 'en=x', '--for', '1d'];
  await network.acted('n', notice, 'Ada', 'Ben');
  await network.done('propose', 'heartbeat', '--valid', '1d');
  await network.signed('heartbeat-0.proposal', 'Ada', 'Ben');
  for (const witness of network.witnesses) witness.misdeed = 'refuses';
  await network.run(['publish', 'network/heartbeat-0.proposal']);
  network.nowSeconds += 91 * 86_400;
  const told = await network.done('status');
  expect(told).toMatch(/^pulse {4}operator: silent, last heard 91 days ago/m);
  expect(told).toMatch(/^pulse {4}witnesses: silent/m);
  expect(told).toContain('waiting  a signed head of 3 entries: publish goes on with it');
  expect(told).toContain('would count for nothing: its time is over');
  expect(told).not.toMatch(/^notice/m);
});
