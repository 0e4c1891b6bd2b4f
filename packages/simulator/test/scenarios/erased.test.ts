import { memoryRecords } from '@sotto/records-memory';
import { expect, test } from 'vitest';
import { simulatedPicture } from '../../src/index.ts';
import type { NetworkWatch, SimulatedHandset } from '../../src/index.ts';
import { conversationOf, isDirect, pair } from '../device-fixture.ts';
import { agree, history, say } from '../group-fixture.ts';
import type { Person } from '../group-fixture.ts';

const word = 'ephemeralword';
const hourMs = 3_600_000;

/** Everything that anybody seals with the word in it, as it then lies on a medium: what is there later can be looked for. */
function sealedWords(): { readonly watch: NetworkWatch; readonly all: Set<string> } {
  const all = new Set<string>();
  return {
    all,
    watch: {
      sealed: (_who, _algorithm, { data }, ciphertext) => {
        if (Buffer.from(data).includes(word)) all.add(Buffer.from(ciphertext).toString('hex'));
      },
    },
  };
}

/** How many of the ciphertexts are in the handset's records. */
async function found({ records }: SimulatedHandset, sealed: ReadonlySet<string>): Promise<number> {
  const copy = await memoryRecords({ store: records.copy() }).create({});
  const all = { from: new Uint8Array(0), to: new Uint8Array(65).fill(0xff) };
  let count = 0;
  for await (const { value } of copy.range(all)) {
    // A record is a nonce, and then what was sealed.
    if (sealed.has(Buffer.from(value.subarray(12)).toString('hex'))) count += 1;
  }
  await copy.close();
  return count;
}

async function readAll({ who, id }: Person): Promise<void> {
  const last = (await history({ who, id })).at(-1);
  if (last) await who.handset().markRead(id, last.id);
}

test('when messages have disappeared, no device of anybody holds a word of them: texts, edits, pictures, answers, drafts, search', async () => {
  const { watch, all } = sealedWords();
  const { net, ada, ben, ofAda, ofBen } = await pair(1, { watch });
  const tablet = await net.addDevice(ben, 'Tablet');
  const ofTablet = await conversationOf(net, tablet, isDirect);
  await ada.handset().changeGroup(ofAda.id, { disappearAfterSeconds: 3_600 });
  for (const { who, id } of [ofBen, ofTablet])
    await net.until(
      async () => (await who.handset().conversation(id)).disappearAfterSeconds === 3_600,
    );
  const { id: text } = await say(ofAda, `${word} one`);
  await agree(net, [ofBen, ofTablet], [`${word} one`]);
  await ada.handset().edit(ofAda.id, text, `${word} two`);
  const answer = { text: 'an answer that quotes it', replyTo: text };
  await ben.handset().send(ofBen.id, answer);
  const picture = simulatedPicture(new TextEncoder().encode(`${word} three`));
  await net.wait(ada.handset().send(ofAda.id, { picture, caption: `${word} four` }));
  await net.until(async () =>
    (await history(ofTablet)).some(({ body }) => body.kind === 'picture'),
  );
  const shown = (await history(ofBen)).find(({ body }) => body.kind === 'picture');
  await net.wait(ben.handset().picture(ofBen.id, shown!.id));
  await ben.handset().arrange(ofBen.id, { draft: `${word} five, not sent` });
  await ben.handset().arrange(ofBen.id, { draft: '' });
  expect((await ben.handset().search(word)).messages.length).toBeGreaterThan(0);
  await readAll(ofAda);
  await readAll(ofBen);
  await net.advance(60_000);
  const people = [ada, ben, tablet];
  for (const who of people) expect(await found(who, all), who.name).toBeGreaterThan(0);

  await net.advance(2 * hourMs);
  for (const each of [ofAda, ofBen, ofTablet])
    expect((await history(each)).filter(({ body }) => body.kind !== 'event')).toEqual([]);
  for (const who of people) {
    expect(await found(who, all), who.name).toBe(0);
    expect((await who.handset().search(word)).messages).toEqual([]);
  }
  net.close();
});
