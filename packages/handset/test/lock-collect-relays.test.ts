import type { Envelope, RelayUrl } from '@sotto/core';
import { afterEach, describe, expect, test } from 'vitest';
import { eventually, meet, passphrase, person, relayUrl, shows } from './handset-fixture.ts';
import type { Person, PersonOptions } from './handset-fixture.ts';
import { crypto } from './node-crypto.ts';
import { tinyRelay } from './tiny-relay.ts';
import type { TinyRelay } from './tiny-relay.ts';

const otherUrl = 'https://other.example' as RelayUrl;
const open: Person[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map(({ vault }) => vault.close()));
});

/** Ada, whose mailboxes are at two relays, and Ben, who writes to her. */
async function story() {
  const [relay, other] = [tinyRelay(), tinyRelay()];
  const join = async (options: Partial<PersonOptions>): Promise<Person> => {
    const made = await person({ relay, others: { [otherUrl]: other }, ...options });
    open.push(made);
    return made;
  };
  const ada = await join({ name: 'Ada' });
  const ben = await join({ name: 'Ben' });
  const { ofA, ofB } = await meet(ada, ben);
  await ada.handset.moveTo([relayUrl, otherUrl]);
  await ben.handset.send(ofB, { text: 'before' });
  await shows(ada.handset, ofA, ['before']);
  // Until Ben has heard of the other one, and everything came by both.
  await eventually(async () => {
    await ben.handset.send(ofB, { text: 'again' });
    await Promise.all([ada.handset.settled(), ben.handset.settled()]);
    return other.posts.length > 0;
  });
  const before = await eventually(async () => {
    const { messages } = await ada.handset.history(ofA);
    return isQuiet([relay, other]) && messages.map(({ body }) => (body as { text: string }).text);
  });
  const write = async (...said: readonly string[]): Promise<void> => {
    for (const text of said) await ben.handset.send(ofB, { text });
    await ben.handset.settled();
  };
  const unlock = async (): Promise<void> => {
    ada.handset = await ada.vault.unlock({ passphrase });
  };
  return { relays: [relay, other] as const, ada, ofA, before, write, unlock };
}

function isQuiet(relays: readonly TinyRelay[]): boolean {
  return relays.every((each) => each.unacked() === 0);
}

/** This relay gives something else in the place of what was posted. */
function replacesAll(relay: TinyRelay): void {
  relay.lies.deliver = (envelopes: readonly Envelope[]) =>
    envelopes.map((envelope) => ({ ...envelope, body: crypto.random(envelope.body.length) }));
}

describe('what comes by two relays', () => {
  test('is stored as each of them gave it, sealed for itself, and shown once', async () => {
    const { relays, ada, ofA, before, write, unlock } = await story();
    await ada.handset.lock({ collect: true });
    const from = relays.map(({ posts }) => posts.length);
    await write('one', 'two', 'three', 'four', 'five');
    await eventually(() => isQuiet(relays));
    const [here, there] = relays.map(({ posts }, index) => posts.slice(from[index]));
    expect(here!.length).toBeGreaterThanOrEqual(5);
    expect(there!.length).toBe(here!.length);
    expect(ada.vault.collected()).toBe(2 * here!.length);
    // Nothing tells the relays, or the locked handset, which of them are the same.
    const all = [...here!, ...there!];
    expect(new Set(all.map(({ body }) => body)).size).toBe(all.length);
    expect(new Set(all.map(({ postId }) => postId)).size).toBe(all.length);
    await unlock();
    await shows(ada.handset, ofA, [...before, 'one', 'two', 'three', 'four', 'five']);
    expect(ada.vault.collected()).toBe(0);
    const { dropped, healing } = await ada.handset.status();
    expect([...Object.values(dropped), healing.missing]).toEqual([0, 0, 0, 0, 0]);
  });

  test('is shown once when one of them was away while the handset was locked, and gives it later', async () => {
    const { relays, ada, ofA, before, write, unlock } = await story();
    const [relay] = relays;
    await ada.handset.lock({ collect: true });
    relay.lies.deliver = () => [];
    await write('one', 'two');
    await eventually(() => relays[1].unacked() === 0);
    await unlock();
    await shows(ada.handset, ofA, [...before, 'one', 'two']);
    delete relay.lies.deliver;
    relay.cutAll();
    await eventually(() => isQuiet(relays));
    await write('three');
    await shows(ada.handset, ofA, [...before, 'one', 'two', 'three']);
  });

  test.each(['runs', 'is locked'])(
    'is shown although one of them gives something else in its place, while the handset %s',
    async (how) => {
      const { relays, ada, ofA, before, write, unlock } = await story();
      const [liar, other] = relays;
      replacesAll(liar);
      // What it says comes first.
      let isSaid = false;
      other.lies.deliver = (envelopes) => (isSaid ? envelopes : []);
      if (how === 'is locked') await ada.handset.lock({ collect: true });
      await write('one', 'two');
      await eventually(() => liar.unacked() === 0);
      isSaid = true;
      other.cutAll();
      await eventually(() => isQuiet(relays));
      if (how === 'is locked') await unlock();
      await shows(ada.handset, ofA, [...before, 'one', 'two']);
      // Nobody had to send anything again.
      expect((await ada.handset.status()).healing.repaired).toBe(0);
    },
  );
});
