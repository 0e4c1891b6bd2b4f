import type { EnvelopeContent } from '@sotto/protocol';
import { expect, test, vi } from 'vitest';
import { inspect } from '../src/inspect.ts';
import { sealBlob } from '../src/pictures/blob-seal.ts';
import { awayUrl, circle, settled, texts } from './group-circle.ts';
import type { Circle } from './group-circle.ts';
import { eventually, meet, person, relayUrl } from './handset-fixture.ts';
import { crypto } from './node-crypto.ts';
import { tinyRelay } from './tiny-relay.ts';
import type { TinyRelay } from './tiny-relay.ts';

/** Eve at a relay of her own. */
async function scene() {
  const away = tinyRelay();
  const others: Record<string, TinyRelay> = { [awayUrl]: away };
  return { ...(await circle({ others })), away, others };
}

/** A sound commit of Eve's, put as a blob at a relay, as the register is to name it. */
async function placed(
  { evil }: Circle,
  relay: TinyRelay,
  url: typeof relayUrl,
): Promise<EnvelopeContent> {
  const message = await evil.commit({});
  const { sealed, id, key, noncePrefix } = await sealBlob(crypto, message);
  const ttlSeconds = 3_600;
  await relay.putBlobPart({ id, offset: 0, totalBytes: sealed.length, bytes: sealed, ttlSeconds });
  const place = { relay: url, id, key, noncePrefix, plainBytes: message.length };
  return { kind: 'elsewhere', place };
}

const epochOf = async (made: Circle) =>
  Number((await inspect(made.ben.handset, made.of(made.ben))).epoch);

test('a commit that is said to be at a relay which nobody reaches holds up nobody', async () => {
  const made = await scene();
  const { ada, ben, evil, away, others, of } = made;
  const before = await settled(made, made.all);
  const content = await placed(made, away, awayUrl);
  delete others[awayUrl];
  away.cutAll();
  await evil.register(content);
  await ada.handset.changeGroup(of(ada), { name: 'Goes on' });
  for (const who of [ada, ben])
    await eventually(async () => (await who.handset.conversation(of(who))).name === 'Goes on');
  expect(await epochOf(made)).toBe(before + 1);
  await made.close();
});

test('a commit that is elsewhere counts at the relay whose register names it, and at no other', async () => {
  const made = await scene();
  const { ada, ben, evil, relay, away, of } = made;
  const before = await settled(made, made.all);
  // Everybody could have it there, and nobody takes it.
  await evil.register(await placed(made, away, awayUrl));
  await ada.handset.changeGroup(of(ada), { name: 'Goes on' });
  expect(await settled(made, made.all)).toBe(before + 1);
  await made.eve.handset.send(of(made.eve), { text: 'in the new epoch' });
  await eventually(async () => (await texts(made, ben)).includes('in the new epoch'));
  await evil.register(await placed(made, relay, relayUrl));
  for (const who of [ada, ben]) await evil.post(who, { kind: 'hint' });
  await eventually(async () => (await epochOf(made)) === before + 2);
  expect(await settled(made, [ada, ben])).toBe(before + 2);
  await made.close();
});

test('a commit that is too long for a register is put beside it, wherever its author is at home', async () => {
  const relay = tinyRelay();
  const away = tinyRelay();
  const others = { [awayUrl]: away };
  const ada = await person({ relay, others, name: 'Ada' });
  const ben = await person({ relay, others, name: 'Ben', home: awayUrl });
  await meet(ada, ben);
  const friends = [];
  for (const name of ['Cleo', 'Dora', 'Emma']) {
    const friend = await person({ relay, others, name });
    await meet(ben, friend);
    friends.push(friend);
  }
  const members = [ben.handset.identity];
  const { id: ofAda } = await ada.handset.createGroup({ name: 'Long', members });
  const ofBen = await eventually(
    async () => (await ben.handset.conversations()).find(({ kind }) => kind === 'group')?.id,
  );
  const roles = [{ identity: ben.handset.identity, role: 'admin' } as const];
  await ada.handset.changeGroup(ofAda, { roles });
  await eventually(async () => (await ben.handset.conversation(ofBen)).group?.myRole === 'admin');
  const here = vi.spyOn(relay, 'putBlobPart');
  const picture = new Uint8Array([...new TextEncoder().encode('PIC'), ...crypto.random(16_000)]);
  const add = friends.map(({ handset }) => handset.identity);
  await ben.handset.changeGroup(ofBen, { picture, add });
  await eventually(async () => (await ada.handset.members(ofAda)).length === 5);
  expect(here).toHaveBeenCalled();
  for (const { vault } of [ada, ben, ...friends]) await vault.close();
});
