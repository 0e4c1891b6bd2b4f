import { afterEach, expect, it } from 'vitest';
import type { Handset } from '../src/api.ts';
import { besideOf, coverAt, openAll, place, startCover } from './cover-fixture.ts';
import { eventually, meet, person } from './handset-fixture.ts';
import type { Person } from './handset-fixture.ts';
import type { TinyRelay } from './tiny-relay.ts';

const open: { readonly lock: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.lock();
});

/** What the relay is asked, kind by kind, until nothing more comes. */
function record(relay: TinyRelay): () => readonly string[] {
  const kinds: string[] = [];
  relay.lies.instead = ({ kind }) => {
    kinds.push(kind);
    return undefined;
  };
  return () => kinds;
}

async function quiet(kinds: () => readonly string[]): Promise<void> {
  for (let seen = -1; seen !== kinds().length;) {
    seen = kinds().length;
    await new Promise((resolve) => setTimeout(resolve, 400));
  }
}

async function firstWords(
  handset: Handset,
  asked: () => readonly string[],
): Promise<readonly string[]> {
  await eventually(async () => (await handset.status()).connection === 'online');
  await quiet(asked);
  return asked();
}

it('asks the relay for the same things in the same order as any handset that is unlocked', async () => {
  const at = await place();
  const cover = await coverAt(at);
  openAll(at, besideOf(cover));
  const ofCover = record(at.relay);
  const { handset } = await startCover(at, cover);
  open.push(handset);
  const said = await firstWords(handset, ofCover);
  const { conversations } = await handset.status();

  const { relay } = await place();
  const ada = await person({ relay, name: 'Ada' });
  const others: Person[] = [];
  await ada.handset.notes();
  while ((await ada.handset.conversations()).length < conversations - 1) {
    const other = await person({ relay, name: 'Other' });
    others.push(other);
    await meet(ada, other);
    await other.handset.settled();
  }
  const members = (await ada.handset.contacts()).slice(0, 2).map(({ identity }) => identity);
  await ada.handset.createGroup({ name: 'All', members });
  await eventually(async () =>
    (await ada.handset.conversations()).every(({ changesWaiting }) => changesWaiting === 0),
  );
  for (const { handset: each } of [ada, ...others]) await each.settled();
  await eventually(() => relay.unacked() === 0);
  await ada.vault.close();
  for (const other of others) await other.vault.close();
  const ofAda = record(relay);
  const again = await person({ relay, store: ada.store });
  open.push(again.handset);
  const usual = await firstWords(again.handset, ofAda);
  expect(said).toEqual(usual);
});
