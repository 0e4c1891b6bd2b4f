import type { MailboxAddress, PostId } from '@sotto/core';
import { memoryRecords } from '@sotto/records-memory';
import { expect, test } from 'vitest';
import type { ConversationId } from '../src/api.ts';
import { parseHex } from '../src/hex.ts';
import { outboxTables } from '../src/outbox/outbox-tables.ts';
import { settlePosts } from '../src/outbox/settle-posts.ts';
import type { Judged } from '../src/outbox/settle-posts.ts';
import { encodeExport, exportId } from '../src/storage/export-record.ts';
import { decodeFacts } from '../src/storage/conversation-record.ts';
import { encodePost } from '../src/storage/post-record.ts';
import { encodeRejoin } from '../src/storage/rejoin-record.ts';
import { allUncovered } from '../src/storage/sent-record.ts';
import { tables } from '../src/storage/tables.ts';
import type { RecordName, SealedStore } from '../src/vault/sealed-store.ts';
import { eventually, meet, passphrase, person, relayUrl, shows } from './handset-fixture.ts';
import type { Person } from './handset-fixture.ts';
import { plainStore } from './plain-store.ts';
import { tinyRelay } from './tiny-relay.ts';
import { collect, crypto, reopen } from './vault-fixture.ts';

const device = new Uint8Array(32).fill(7);

/** What is stored, opened while the handset is closed. */
async function look<T>({ store }: Person, job: (store: SealedStore) => Promise<T>): Promise<T> {
  const records = await memoryRecords({ store }).create({});
  const random = (length: number): Uint8Array => crypto.random(length);
  const opened = await reopen({ records, crypto, random }, passphrase);
  const seen = await job(opened.store);
  await opened.lock();
  await records.close();
  return seen;
}

/** Names of the tables of a conversation that hold anything. */
async function tablesOf(store: SealedStore, id: ConversationId): Promise<readonly string[]> {
  const kept: string[] = [];
  for (const [name, table] of Object.entries(tables)) {
    if (typeof table === 'string' || name === 'keyPackages') continue;
    const of = table(id);
    const byOrdinal = await collect(store.range(of, {}));
    const byId = await collect(store.values(of));
    if (byOrdinal.length + byId.length > 0) kept.push(name);
  }
  return kept;
}

/** Records of a conversation in tables that are for all. */
function namesOf(id: ConversationId, groupId: Uint8Array): readonly RecordName[] {
  const facts = ['read', 'draft', 'muted'].map((what) => `${what}/${groupId.toHex()}`);
  return [
    { table: tables.conversations, id },
    { table: tables.counters, id },
    { table: tables.groups, id: groupId },
    { table: tables.rejoin, id },
    { table: tables.devicesKnown, id },
    { table: tables.devicesKnown, id: `told/${id}` },
    { table: tables.readMarks, id: groupId },
    { table: tables.exports, id: exportId({ conversation: id, device }) },
    ...facts.map((fact) => ({ table: tables.synced, id: fact })),
  ];
}

async function kept(store: SealedStore, names: readonly RecordName[]): Promise<number> {
  const values = await Promise.all(names.map((name) => store.get(name)));
  return values.filter((value) => value !== undefined).length;
}

test('a conversation that is forgotten leaves nothing in the store, also of what was still on its way', async () => {
  const relay = tinyRelay();
  const ada = await person({ relay, name: 'Ada' });
  const ben = await person({ relay, name: 'Ben' });
  const { ofA, ofB } = await meet(ada, ben);
  const first = await ada.handset.send(ofA, { text: 'one' });
  await shows(ben.handset, ofB, ['one']);
  const other = await ben.handset.send(ofB, { text: 'two' });
  await shows(ada.handset, ofA, ['one', 'two']);
  await ada.handset.edit(ofA, first.id, 'one, edited');
  await ada.handset.react(ofA, other.id, '👍');
  await eventually(async () => {
    const { messages } = await ben.handset.history(ofB, { limit: 9 });
    return messages.some(({ reactions }) => reactions.length > 0);
  });
  await ada.handset.settled();
  await ada.handset.leave(ofA);
  await eventually(async () => (await ada.handset.conversation(ofA)).state === 'left');
  await ada.handset.settled();
  await ada.vault.close();

  const names = await look(ada, async (store) => {
    const facts = await store.get({ table: tables.conversations, id: ofA });
    const all = namesOf(ofA, decodeFacts(facts!).groupId);
    const record = { conversation: ofA, device, before: 1, part: 1, done: 1, total: 2 };
    const privateKey = new Uint8Array(32).fill(1);
    const rejoin = { privateKey, requestId: device.slice(16), tries: 1, askAtMs: 1 };
    const values = new Map<string, Uint8Array>([
      [tables.rejoin, encodeRejoin(rejoin)],
      [tables.exports, encodeExport(record)],
    ]);
    const missing = all.slice(3);
    await store.write([
      ...missing.map((name) => ({ put: name, value: values.get(name.table) ?? device })),
      // The text has reached nobody, as after an outage.
      {
        put: { table: tables.uncovered(ofA), id: parseHex(first.id, 32)! },
        value: allUncovered(1),
      },
    ]);
    expect(await kept(store, all)).toBe(all.length);
    expect(await tablesOf(store, ofA)).toEqual(
      expect.arrayContaining(['mls', 'epochs', 'peers', 'sent', 'uncovered', 'history', 'index']),
    );
    return all;
  });

  const again = await person({ relay, store: ada.store });
  await again.handset.forget(ofA);
  expect(await again.handset.conversations()).toEqual([]);
  await again.handset.settled();
  await again.vault.close();
  await look(again, async (store) => {
    expect(await tablesOf(store, ofA)).toEqual([]);
    expect(await kept(store, names)).toBe(0);
  });
  await ben.vault.close();
});

test('a conversation that is forgotten leaves nothing of what nobody could be told either', async () => {
  const relay = tinyRelay();
  const ada = await person({ relay, name: 'Ada' });
  const ben = await person({ relay, name: 'Ben' });
  const { ofA, ofB } = await meet(ada, ben);
  const other = await ben.handset.send(ofB, { text: 'two' });
  await shows(ada.handset, ofA, ['two']);
  await ada.handset.settled();
  await ben.vault.close();
  relay.forgetMailboxes();
  const sent = await ada.handset.send(ofA, { text: 'three' });
  await ada.handset.react(ofA, other.id, '👍');
  await eventually(async () => {
    const { messages } = await ada.handset.history(ofA, { limit: 9 });
    return messages.find(({ id }) => id === sent.id)?.state === 'failed';
  });
  await ada.handset.settled();
  await ada.handset.leave(ofA);
  await eventually(async () => (await ada.handset.conversation(ofA)).state === 'left');
  await ada.handset.settled();
  await ada.vault.close();
  await look(ada, async (store) => {
    expect(await collect(store.values(tables.failed(ofA)))).toHaveLength(2);
    expect(await collect(store.values(tables.uncovered(ofA)))).toHaveLength(2);
  });

  const again = await person({ relay, store: ada.store });
  await again.handset.forget(ofA);
  await again.handset.settled();
  await again.vault.close();
  await look(again, async (store) => expect(await tablesOf(store, ofA)).toEqual([]));
});

test('a post that fails once its conversation is forgotten is not kept to be tried again', async () => {
  const store = plainStore();
  const conversation = 'gone' as ConversationId;
  const post = {
    postId: new Uint8Array(16) as PostId,
    relay: relayUrl,
    mailboxes: [device as MailboxAddress],
    body: device,
    createdAtMs: 1,
    conversation,
    messageId: device,
    covers: [0],
    alone: false,
    expendable: false,
    partly: false,
    parked: false,
    tries: 1,
  };
  const verdict = { rest: undefined, covered: [], failure: 'MAILBOX_GONE' };
  const judged = { ordinal: 0, post, verdict } as unknown as Judged;
  const lane = outboxTables.lane(relayUrl);
  await store.write([{ put: { table: lane, ordinal: 0 }, value: encodePost(post) }]);
  await settlePosts({ store }, async () => {}, [judged]);
  expect(store.table(lane).size).toBe(0);
  expect(store.table(tables.failed(conversation)).size).toBe(0);
});
