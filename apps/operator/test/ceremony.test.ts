import { expect, test } from 'vitest';
import { TestNetwork } from './network-fixture.ts';

const freeze = [
  'freeze',
  '--level',
  'noSending',
  '--text',
  'en=A relay was seized.',
  '--text',
  'de=Ein Relay wurde beschlagnahmt.',
  '--for',
  '7d',
];

test('three persons found a network, two of them freeze it, and the log has both', async () => {
  const network = await TestNetwork.founded();
  await network.done('propose', ...freeze);
  await network.signed('freeze-0.proposal', 'Ben');
  const tooFew = await network.run(['publish', 'network/freeze-0.proposal']);
  expect(tooFew).toMatchObject({ code: 1, stderr: expect.stringContaining('1 more of the role') });
  await network.signed('freeze-0.proposal', 'Cleo');
  const published = await network.done('publish', 'network/freeze-0.proposal');
  expect(published).toContain('entry 1: a freeze, number 0');
  expect(published.match(/^witness /gm)).toHaveLength(3);
});
