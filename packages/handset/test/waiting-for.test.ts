import { expect, test } from 'vitest';
import { handsetLimits } from '../src/limits.ts';
import { eventually, meet, person } from './handset-fixture.ts';
import { tinyRelay } from './tiny-relay.ts';

test('a group waits for those alone who have no KeyPackages here', async () => {
  const relay = tinyRelay();
  const ada = await person({ relay, name: 'Ada' });
  const ben = await person({ relay, name: 'Ben' });
  const cleo = await person({ relay, name: 'Cleo' });
  await meet(ada, ben);
  await meet(ada, cleo);
  await eventually(() => relay.unacked() === 0);
  for (const { handset } of [ada, ben, cleo]) await handset.settled();
  await cleo.vault.close();
  // Each group takes one of those that Cleo gave before she went.
  const members = [cleo.handset.identity];
  for (let made = 0; made < handsetLimits.keyPackagesGiven; made++) {
    const { id } = await ada.handset.createGroup({ name: `${made}`, members });
    await eventually(async () => (await ada.handset.members(id)).length === 2);
  }
  const { id } = await ada.handset.createGroup({ name: 'last', members });
  await ada.handset.settled();
  expect(await ada.handset.conversation(id)).toMatchObject({
    changesWaiting: 1,
    group: { waitingFor: [cleo.handset.identity] },
  });

  ada.weather.down = true;
  relay.cutAll();
  await ada.handset.changeGroup(id, { add: [ben.handset.identity] });
  expect(await ada.handset.conversation(id)).toMatchObject({
    changesWaiting: 2,
    group: { waitingFor: [cleo.handset.identity] },
  });
  ada.weather.down = false;
  await eventually(async () => (await ada.handset.members(id)).length === 2);
  await ada.vault.close();
  await ben.vault.close();
});
