import { afterEach, describe, expect, it } from 'vitest';
import type { RelayUrl } from '@sotto/core';
import type { Conversation, Handset, Message } from '../src/api.ts';
import { freshenCover } from '../src/cover/freshen-cover.ts';
import { memoryStore } from '../src/cover/memory-store.ts';
import { decodeFacts } from '../src/storage/conversation-record.ts';
import { decodeMessageRecord } from '../src/storage/message-record.ts';
import { tables } from '../src/storage/tables.ts';
import type { SealedStore } from '../src/vault/sealed-store.ts';
import { besideOf, coverAt, openAll, place, startCover, started } from './cover-fixture.ts';
import type { Opened, Place } from './cover-fixture.ts';
import { eventually, person, relayUrl } from './handset-fixture.ts';

const open: Handset[] = [];
afterEach(async () => {
  for (const handset of open.splice(0)) await handset.lock();
});

async function opened(at: Place, options: Parameters<typeof coverAt>[1] = {}): Promise<Opened> {
  const cover = await coverAt(at, options);
  openAll(at, besideOf(cover));
  const made = await startCover(at, cover);
  open.push(made.handset);
  return made;
}

const online = (handset: Handset): Promise<true> =>
  eventually(async () => (await handset.status()).connection === 'online');

async function messagesOf(handset: Handset, { id }: Conversation): Promise<readonly Message[]> {
  return (await handset.history(id, { limit: 200 })).messages;
}

const ofKind = async (handset: Handset, kind: Conversation['kind']): Promise<Conversation[]> =>
  (await handset.conversations()).filter((each) => each.kind === kind);

async function isWhole(handset: Handset): Promise<void> {
  const status = await handset.status();
  expect(status.dropped).toEqual({ undecryptable: 0, replayed: 0, malformed: 0, forged: 0 });
  expect(status.healing).toEqual({
    ...{ missing: 0, repaired: 0, lost: 0, forksHealed: 0, rejoined: 0 },
  });
  for (const conversation of await handset.conversations()) {
    expect(conversation.state).toBe('active');
    const messages = await messagesOf(handset, conversation);
    expect(messages.length).toBeGreaterThan(0);
    expect(messages.map(({ state }) => state)).not.toContain('failed');
    expect(messages.map(({ state }) => state)).not.toContain('queued');
  }
}

const dayMs = 86_400_000;

/** Of all messages of a store. */
async function newestMs(store: SealedStore): Promise<number> {
  let newest = 0;
  for await (const value of store.values(tables.conversations))
    for await (const entry of store.range(tables.history(decodeFacts(value).id), {}))
      newest = Math.max(newest, decodeMessageRecord(entry.value).hlc.physicalMs);
  return newest;
}

describe('a generated cover', () => {
  it('opens like any handset: people, conversations of two, a group and notes, all of them whole', async () => {
    const { handset } = await opened(await place());
    await online(handset);
    const direct = await ofKind(handset, 'direct');
    expect(direct.length).toBeGreaterThanOrEqual(3);
    expect(await ofKind(handset, 'group')).toHaveLength(1);
    expect(await ofKind(handset, 'notes')).toHaveLength(1);
    expect((await handset.contacts()).length).toBe(direct.length);
    await isWhole(handset);
  });

  it('keeps what is written to its people at the relay, as for somebody who is away', async () => {
    const at = await place();
    const { handset } = await opened(at);
    await online(handset);
    for (const { id, kind } of await handset.conversations()) {
      const { id: sent } = await handset.send(id, { text: 'are you there?' });
      await handset.settled();
      const { state } = await handset.message(id, sent);
      expect({ kind, state }).toEqual({ kind, state: 'relayed' });
    }
    expect(at.relay.unacked()).toBeGreaterThan(0);
    expect((await handset.status()).dropped.undecryptable).toBe(0);
  });

  it('finds what its people said', async () => {
    const { handset } = await opened(await place());
    const [conversation] = await ofKind(handset, 'direct');
    const messages = await messagesOf(handset, conversation!);
    const said = messages.find(({ body }) => body.kind === 'text' && body.text.length > 12)!;
    const text = said.body.kind === 'text' ? said.body.text : '';
    const { messages: hits } = await handset.search(text);
    expect(hits.map(({ id }) => id)).toContain(said.id);
  });

  it('can meet somebody who is there', async () => {
    const at = await place();
    const { handset } = await opened(at);
    const grace = await person({ relay: at.relay, name: 'Grace' });
    open.push(grace.handset);
    const { link } = await handset.createInvite();
    const { id } = await grace.handset.acceptInvite(link);
    await grace.handset.send(id, { text: 'hello from outside' });
    await eventually(async () => {
      const all = await handset.conversations();
      return all.some(
        ({ latest }) => latest?.body.kind === 'text' && latest.body.text === 'hello from outside',
      );
    });
  });

  it('is told on in its own volume: its newest messages are of the last days again, and it is whole', async () => {
    const at = await place();
    const cover = await coverAt(at);
    const store = memoryStore();
    await store.write(cover.first);
    const before = await newestMs(store);
    at.clock.offsetMs += 20 * dayMs;
    const homes = [{ relay: relayUrl }];
    const settings = { language: 'ar', lockAfterSeconds: 60 };
    let known = besideOf(cover);
    for (let week = 0; week < 3; week++) {
      at.clock.offsetMs += 7 * dayMs;
      const nowMs = at.clock.now();
      known = await freshenCover(at.parts, store, known, { homes, settings, nowMs });
    }
    expect(await newestMs(store)).toBeGreaterThan(before + 27 * dayMs);
    openAll(at, known);
    openAll(at, besideOf(cover));
    const handset = await started({ ...at.parts, store, messageKinds: [] });
    open.push(handset);
    await online(handset);
    await isWhole(handset);
    expect(await handset.settings()).toMatchObject(settings);
    for (const { id } of await handset.conversations()) {
      const { id: sent } = await handset.send(id, { text: 'still there?' });
      await handset.settled();
      expect((await handset.message(id, sent)).state).toBe('relayed');
    }
  });

  it('follows when the handset beside it moves to another relay', async () => {
    const at = await place();
    const cover = await coverAt(at);
    const store = memoryStore();
    await store.write(cover.first);
    const homes = [{ relay: 'https://elsewhere.example' as RelayUrl }];
    at.clock.offsetMs += 8 * dayMs;
    const settings = { language: '', lockAfterSeconds: 900 };
    await freshenCover(at.parts, store, besideOf(cover), {
      homes,
      settings,
      nowMs: at.clock.now(),
    });
    for await (const value of store.values(tables.conversations)) {
      const { kind, own } = decodeFacts(value);
      if (kind !== 'notes') expect(own.relays).toEqual(['https://elsewhere.example']);
    }
  });

  it('is whole whatever chance made of it, in each language', async () => {
    for (let made = 0; made < 10; made++) {
      const language = made % 2 === 0 ? 'en' : 'ar-EG';
      const { handset } = await opened(await place(), { language });
      await online(handset);
      await isWhole(handset);
    }
  });

  it('is another one each time', async () => {
    const at = await place();
    const said = new Set<string>();
    for (let made = 0; made < 4; made++) {
      const { handset } = await opened(at);
      const names = (await handset.contacts()).map(({ name }) => name);
      const [latest] = await handset.conversations();
      said.add(JSON.stringify([handset.identity, names, latest?.latest?.body]));
    }
    expect(said.size).toBe(4);
  });
});
