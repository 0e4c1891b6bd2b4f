import { SottoError } from '@sotto/core';
import type { MailboxAddress, PostId, RelayUrl } from '@sotto/core';
import { controlToCbor } from '@sotto/protocol';
import type { BlobPlace } from '@sotto/protocol';
import { memoryRecords } from '@sotto/records-memory';
import { expect, test } from 'vitest';
import type { ConversationId } from '../src/api.ts';
import { syncKeys } from '../src/devices/sync-keys.ts';
import { parseHex } from '../src/hex.ts';
import { outboxTables } from '../src/outbox/outbox-tables.ts';
import { settlePosts } from '../src/outbox/settle-posts.ts';
import type { Judged } from '../src/outbox/settle-posts.ts';
import { decodeArrivedWelcome, encodeArrivedWelcome } from '../src/storage/arrived-welcome.ts';
import { encodeExport, exportId } from '../src/storage/export-record.ts';
import { decodeFacts } from '../src/storage/conversation-record.ts';
import { controlBytes } from '../src/storage/pending-record.ts';
import { encodePost } from '../src/storage/post-record.ts';
import { allUncovered } from '../src/storage/sent-record.ts';
import { encodeSyncEntry } from '../src/storage/sync-entry.ts';
import { tableRows } from '../src/storage/table-registry.ts';
import { tables } from '../src/storage/tables.ts';
import { encodeWaitingOrder } from '../src/storage/waiting-record.ts';
import type { RecordName, SealedChange, SealedStore } from '../src/vault/sealed-store.ts';
import { eventually, meet, passphrase, person, relayUrl, shows } from './handset-fixture.ts';
import type { Person } from './handset-fixture.ts';
import { plainStore } from './plain-store.ts';
import { tinyRelay } from './tiny-relay.ts';
import { collect, crypto, reopen } from './vault-fixture.ts';
import { vaultParts } from './vault-parts.ts';

const device = new Uint8Array(32).fill(7);
const unreachable = new SottoError('LINK_UNREACHABLE', 'Nobody is there.', { retryable: true });
const post = {
  postId: new Uint8Array(16) as PostId,
  relay: relayUrl,
  mailboxes: [device as MailboxAddress],
  body: device,
  createdAtMs: 1,
  messageId: device,
  covers: [0],
  alone: false,
  expendable: false,
  partly: false,
  parked: false,
  tries: 1,
};

/** What is stored, opened while the handset is closed. */
async function look<T>({ store }: Person, job: (store: SealedStore) => Promise<T>): Promise<T> {
  const records = await memoryRecords({ store }).create({});
  const opened = await reopen(vaultParts(records, crypto), passphrase);
  const seen = await job(opened.store);
  await opened.lock();
  await records.close();
  return seen;
}

type Tables = typeof tables;
type Shared = { [Name in keyof Tables]: Tables[Name] extends string ? Name : never }[keyof Tables];
type Own = Exclude<keyof Tables, Shared | 'keyPackages'>;

/** Every table of a conversation's own; `ended` is emptied when it ends, before it can be forgotten. */
const own: Readonly<Record<Own, 'kept' | 'ended'>> = {
  ...{ mls: 'kept', epochs: 'kept', peers: 'kept', sent: 'kept', uncovered: 'kept' },
  audiences: 'kept',
  ...{ puzzles: 'kept', history: 'kept', index: 'kept', waiting: 'kept', contents: 'kept' },
  ...{ gone: 'kept', due: 'kept', reported: 'kept', failed: 'kept', pictures: 'kept' },
  ...{ uploads: 'kept', failedUploads: 'kept', uploadBytes: 'kept' },
  ...{ pending: 'ended', intents: 'ended', ownCommit: 'ended' },
};

/** Names of the tables of a conversation that hold anything. */
async function tablesOf(store: SealedStore, id: ConversationId): Promise<readonly string[]> {
  const kept: string[] = [];
  for (const name of Object.keys(own) as Own[]) {
    const of = tables[name](id);
    const [kind] = tableRows[of.slice(0, of.indexOf('/'))]!;
    const isOrdered = kind === 'ordered';
    const held = await (isOrdered ? collect(store.range(of, {})) : collect(store.values(of)));
    if (held.length > 0) kept.push(name);
  }
  return kept;
}

const none = (): readonly string[] => [];
const ofId = (id: ConversationId): readonly string[] => [id];
const ofGroup = (_: ConversationId, groupId: Uint8Array): readonly Uint8Array[] => [groupId];
const waiting = (id: ConversationId, groupId: Uint8Array): readonly string[] =>
  facts(id, groupId).map((key) => `${key}@1`);
const facts = (_: ConversationId, groupId: Uint8Array): readonly string[] =>
  ['read', 'draft', 'muted'].map((what) => `${what}/${groupId.toHex()}`);

/** What is of one conversation in each table that is for all: the names of its records. */
const shared: Readonly<
  Record<Shared, (id: ConversationId, groupId: Uint8Array) => readonly (string | Uint8Array)[]>
> = {
  ...{ conversations: ofId, counters: ofId, groups: ofGroup, rejoin: ofId, readMarks: ofGroup },
  ...{ synced: facts, toTake: waiting },
  ...{ locker: none, lockerNotes: none, lockerPictures: none, lockerBytes: none },
  greetings: ofId,
  devicesKnown: (id) => [id, `told/${id}`],
  exports: (conversation) => [exportId({ conversation, device })],
  toSync: (id, groupId) => [
    ...waiting(id, groupId),
    `${syncKeys.history(device, groupId, 1)}@1`,
    `${syncKeys.late(device, groupId, device)}@1`,
  ],
  // Of people, of devices, of invites, or of this handset.
  ...{ self: none, settings: none, drops: none, healing: none, eraser: none, contacts: none },
  cover: none,
  ...{ invites: none, accepting: none, chains: none, linking: none, deviceNames: none },
  ...{ network: none, networkEntries: none, networkEvidence: none },
  ...{ ownKeyPackages: none, wipeTest: none, lost: none, lostKnown: none, lostCommands: none },
  ...{ tickets: ofId, returning: none, backups: none, recovery: none },
  // Sent, or joined by, whatever becomes of the conversation.
  ...{ owedWelcomes: none, arrivedWelcomes: none },
  // By address: `former-mailboxes` has a test of its own.
  formerMailboxes: none,
  // Empty in an open handset, once it has dealt with it.
  collected: none,
};

function namesOf(id: ConversationId, groupId: Uint8Array): readonly RecordName[] {
  return (Object.keys(shared) as Shared[]).flatMap((name) =>
    shared[name](id, groupId).map((of) => ({ table: tables[name], id: of })),
  );
}

async function kept(store: SealedStore, names: readonly RecordName[]): Promise<number> {
  const values = await Promise.all(names.map((name) => store.get(name)));
  return values.filter((value) => value !== undefined).length;
}

/** Such as a story cannot leave by itself: each belongs to the message, to another that never came, or to nobody. */
function leftovers(id: ConversationId, { message, picture, other }: Left): readonly SealedChange[] {
  const put = (
    table: string,
    of: string | Uint8Array,
    value: Uint8Array = device,
  ): SealedChange => ({
    put: { table, id: of },
    value,
  });
  const conversation = id;
  const failed = { ...post, postId: device.slice(16) as PostId, conversation, messageId: message };
  const waiting = encodeWaitingOrder([device]);
  return [
    put(tables.failed(id), `${message.toHex()}/${failed.postId.toHex()}`, encodePost(failed)),
    // The text has reached nobody, as after an outage.
    put(tables.uncovered(id), message, allUncovered(1)),
    put(tables.failedUploads(id), picture),
    put(tables.waiting(id), device),
    put(tables.waiting(id), 'order', waiting),
    put(tables.reported(id), other),
    { put: { table: tables.puzzles(id), ordinal: 0 }, value: device },
    // Of a conversation of two there is none.
    { put: { table: tables.audiences(id), ordinal: 3 }, value: device },
  ];
}

interface Left {
  readonly message: Uint8Array;
  readonly picture: Uint8Array;
  /** Identity of the contact. */
  readonly other: Uint8Array;
}

test('a conversation that is forgotten leaves nothing in the store, of whatever kind, also of what was still on its way', async () => {
  const relay = { ...tinyRelay(), blobState: () => Promise.reject(unreachable) };
  const ada = await person({ relay, name: 'Ada' });
  const ben = await person({ relay, name: 'Ben' });
  const { ofA, ofB } = await meet(ada, ben);
  const first = await ada.handset.send(ofA, { text: 'one' });
  await shows(ben.handset, ofB, ['one']);
  const other = await ben.handset.send(ofB, { text: 'two' });
  const third = await ben.handset.send(ofB, { text: 'three' });
  await shows(ada.handset, ofA, ['one', 'two', 'three']);
  await ada.handset.edit(ofA, first.id, 'one, edited');
  await ada.handset.react(ofA, other.id, '👍');
  await ada.handset.remove(ofA, third.id, 'me');
  await eventually(async () => {
    const { messages } = await ben.handset.history(ofB, { limit: 9 });
    return messages.some(({ reactions }) => reactions.length > 0);
  });
  await ada.handset.settled();
  const picture = await ada.handset.send(ofA, { picture: new TextEncoder().encode('PICture') });
  await ada.handset.leave(ofA);
  await eventually(async () => (await ada.handset.conversation(ofA)).state === 'left');
  await ada.vault.close();

  const names = await look(ada, async (store) => {
    const stored = await store.get({ table: tables.conversations, id: ofA });
    const all = namesOf(ofA, decodeFacts(stored!).groupId);
    const record = { conversation: ofA, device, before: 1, part: 1, done: 1, total: 2 };
    for (const name of all) {
      if (!('id' in name) || (await store.get(name)) !== undefined) continue;
      const { table, id } = name;
      const isSync = table === tables.toSync || table === tables.toTake;
      const value = isSync
        ? encodeSyncEntry({ key: String(id).split('@')[0]!, atMs: 1, payload: device })
        : table === tables.exports
          ? encodeExport(record)
          : device;
      await store.write([{ put: name, value }]);
    }
    const [message, sent] = [first.id, picture.id].map((id) => parseHex(id, 32)!);
    const identity = parseHex(ben.handset.identity, 32)!;
    await store.write(leftovers(ofA, { message: message!, picture: sent!, other: identity }));
    expect(await kept(store, all)).toBe(all.length);
    const expected = Object.entries(own).flatMap(([name, how]) => (how === 'kept' ? [name] : []));
    expect((await tablesOf(store, ofA)).toSorted()).toEqual(expected.toSorted());
    return all;
  });

  const again = await person({ relay, store: ada.store });
  await again.handset.forget(ofA);
  expect(await again.handset.conversations()).toEqual([]);
  await again.vault.close();
  await look(again, async (store) => {
    expect(await tablesOf(store, ofA)).toEqual([]);
    const gone = await Promise.all(
      names.map(async (name) => ((await store.get(name)) ? [name] : [])),
    );
    expect(gone.flat()).toEqual([]);
  });
  await ben.vault.close();
});

test('a Welcome that came in a conversation that was forgotten meanwhile is still tried', async () => {
  const relay = tinyRelay();
  const ada = await person({ relay, name: 'Ada' });
  const ben = await person({ relay, name: 'Ben' });
  const { ofA } = await meet(ada, ben);
  await ada.handset.leave(ofA);
  await eventually(async () => (await ada.handset.conversation(ofA)).state === 'left');
  await ada.handset.settled();
  await ada.vault.close();
  const id = device.slice(16);
  await look(ada, async (store) => {
    const away = 'https://away.example' as RelayUrl;
    const key = device as BlobPlace['key'];
    const place = {
      relay: away,
      id: device as BlobPlace['id'],
      key,
      noncePrefix: device.slice(25),
    };
    const parcel = { place: { ...place, plainBytes: 9 } };
    const control = { kind: 'welcome', parcel, tree: null, numbers: parcel } as const;
    const welcome = {
      ...{ id, conversation: ofA, relays: [away], identity: parseHex(ben.handset.identity, 32)! },
      ...{ control: controlBytes(controlToCbor(control)), arrivedAtMs: Date.now() },
    };
    const name = { table: tables.arrivedWelcomes, id };
    await store.write([{ put: name, value: encodeArrivedWelcome(welcome) }]);
  });
  const again = await person({ relay, store: ada.store });
  await again.handset.forget(ofA);
  await again.vault.close();
  await look(ada, async (store) => {
    const welcome = decodeArrivedWelcome((await store.get({ table: tables.arrivedWelcomes, id }))!);
    expect(welcome).toMatchObject({
      conversation: '',
      relays: expect.arrayContaining(['https://away.example']),
    });
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
  const verdict = { rest: undefined, covered: [], failure: 'MAILBOX_GONE' };
  const judged = { ordinal: 0, record: 0, post: { ...post, conversation }, verdict };
  const lane = outboxTables.lane(relayUrl);
  await store.write([
    { put: { table: lane, ordinal: 0 }, value: encodePost({ ...post, conversation }) },
  ]);
  await settlePosts({ store, crypto }, async () => {}, [judged as unknown as Judged]);
  expect(store.table(lane).size).toBe(0);
  expect(store.table(tables.failed(conversation)).size).toBe(0);
});
