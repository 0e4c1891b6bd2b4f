import { test } from 'vitest';
import { meet, person } from './handset-fixture.ts';
import { tinyRelay } from './tiny-relay.ts';
test('x', async () => {
  const relay = tinyRelay();
  const ada = await person({ relay, name: 'Ada' });
  const ben = await person({ relay, name: 'Ben' });
  const { ofA, ofB } = await meet(ada, ben);
  await ben.vault.close();
  for (let i = 0; i < 30; i++) await ada.handset.send(ofA, { text: `${i}` });
  console.log('sent');
  const t = setTimeout(async () => console.log('stuck', await ada.handset.status()), 5000);
  await ada.handset.settled();
  clearTimeout(t);
  console.log('settled');
  relay.lies.deliver = (envelopes) => envelopes.toReversed();
  const again = await person({ relay, store: ben.store });
  for (let i = 0; i < 8; i++) {
    await new Promise((r) => setTimeout(r, 500));
    console.log((await again.handset.history(ofB, { limit: 200 })).messages.map(({ body }) => ('text' in body ? body.text : body.kind)).join(), again.seen.filter((e) => e.type !== 'message' && e.type !== 'conversation').map((e) => JSON.stringify(e)).join().slice(0, 300));
  }
}, 15000);
