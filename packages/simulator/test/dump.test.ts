import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fsBlobs } from '@sotto/blobs-fs';
import type { Crypto, Plugin, Services } from '@sotto/core';
import { createPlugin, definePlugin } from '@sotto/core';
import { nodeCrypto } from '@sotto/crypto-node';
import type { Handset } from '@sotto/handset';
import { sqliteMailboxes } from '@sotto/mailboxes-sqlite';
import { photographMaker, takePhotograph } from '@sotto/photograph';
import { sharpPictures } from '@sotto/pictures-sharp';
import { memoryRecords } from '@sotto/records-memory';
import { expect, onTestFinished, test } from 'vitest';
import type { RelaySetup, SimulatedHandset, SimulatedRelay } from '../src/index.ts';
import { createNetwork } from '../src/index.ts';
import type { Place, Secret } from './dump-search.ts';
import { findSecrets, textSecret } from './dump-search.ts';

/** Everything that a relay keeps, and everything that it says. */
interface Dumped {
  readonly setup: RelaySetup;
  readonly places: (relay: SimulatedRelay) => Promise<readonly Place[]>;
}

function logCollector(): {
  readonly log: NonNullable<RelaySetup['log']>;
  readonly text: () => string;
} {
  const lines: string[] = [];
  const write = (event: string, fields = {}): void =>
    void lines.push(JSON.stringify({ event, ...fields }));
  return { log: { info: write, warn: write, error: write }, text: () => lines.join('\n') };
}

function inMemory(): Dumped {
  const { log, text } = logCollector();
  return {
    setup: { log },
    places: async (relay) => [
      ...[...relay.mailboxes.mailboxes.values()].flatMap(({ address, envelopes }) => [
        { where: 'an address', bytes: address },
        ...envelopes.flatMap(({ postId, body }) => [
          { where: 'a post id', bytes: postId },
          { where: 'an envelope', bytes: body },
        ]),
      ]),
      ...[...relay.mailboxes.registers.values()].flatMap(({ bodies }) =>
        bodies.map((bytes) => ({ where: 'a register', bytes })),
      ),
      ...[...relay.mailboxes.registers.keys(), ...relay.blobs.blobs.keys()].map((key) => ({
        where: 'a key',
        bytes: Buffer.from(key),
      })),
      ...[...relay.blobs.blobs.values()].map((blob) => ({
        where: 'a blob',
        bytes: blobBytes(blob),
      })),
      { where: 'the log', bytes: Buffer.from(text()) },
      { where: 'the metrics', bytes: Buffer.from(await relay.metrics()) },
    ],
  };
}

/** The store's own shape is its own business: every piece of bytes in it counts. */
function blobBytes(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (typeof value !== 'object' || value === null) return new Uint8Array(0);
  return Buffer.concat(Object.values(value).map(blobBytes));
}

function onDisk(): Dumped {
  const folder = mkdtempSync(join(tmpdir(), 'sotto-dump-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const { log, text } = logCollector();
  return {
    setup: {
      log,
      stores: () => [
        sqliteMailboxes({ path: join(folder, 'mailboxes.db') }),
        fsBlobs({ folder: join(folder, 'blobs') }),
      ],
    },
    places: async (relay) => [
      ...readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => statSync(join(folder, name)).isFile())
        .flatMap((name) => [
          { where: name, bytes: readFileSync(join(folder, name)) },
          { where: 'a file name', bytes: Buffer.from(name) },
        ]),
      { where: 'the log', bytes: Buffer.from(text()) },
      { where: 'the metrics', bytes: Buffer.from(await relay.metrics()) },
    ],
  };
}

const people = { a: 'Adalbert Quittenbaum', b: 'Berenike Ohnesorge' };
const petname = 'my old friend from Kiel';
const label = 'for the lady at the harbour';
const words = ['The meeting is at the lighthouse at nine', 'Bring the yellow umbrella'];
const caption = 'the view from the lighthouse';

/** Two people get to know each other, talk, and end with messages that still wait at the relay. */
async function converse(
  dumped: Dumped,
  crypto: () => Plugin<'crypto'>,
): Promise<{ secrets: readonly Secret[]; places: readonly Place[] }> {
  const net = createNetwork({ seed: 77, crypto, pictures: sharpPictures });
  onTestFinished(net.close);
  const relay = await net.addRelay('relay', dumped.setup);
  const [a, b] = [await net.addHandset(people.a, relay), await net.addHandset(people.b, relay)];
  const { link } = await net.wait(a.handset().createInvite({ label }));
  const dumps = [await dumped.places(relay)];
  // Whoever is to receive is away each time, so that what was posted lies at the relay.
  a.setNetwork('down');
  const { id: ofB } = await net.wait(b.handset().acceptInvite(link, { petname }));
  await net.wait(b.handset().settled());
  dumps.push(await dumped.places(relay));
  a.setNetwork('up');
  const ofA = await firstConversation(net.until, a.handset());
  b.setNetwork('down');
  await net.wait(a.handset().send(ofA, { text: words[0] ?? '' }));
  await net.wait(a.handset().settled());
  dumps.push(await dumped.places(relay));
  a.setNetwork('down');
  b.setNetwork('up');
  await net.until(async () => (await b.handset().history(ofB)).messages.length === 1);
  await net.advance(5_000);
  await net.wait(b.handset().settled());
  dumps.push(await dumped.places(relay));
  a.setNetwork('up');
  await net.until(async () => (await a.handset().history(ofA)).messages[0]?.state === 'delivered');
  b.setNetwork('down');
  const photograph = await takePhotograph({ seed: 9, width: 300, height: 400 });
  await net.wait(a.handset().send(ofA, { text: words[1] ?? '' }));
  const sent = await net.wait(a.handset().send(ofA, { picture: photograph, caption }));
  await net.wait(a.handset().settled());
  const picture = await net.wait(a.handset().picture(ofA, sent.id));
  const { groups } = await net.wait(a.handset().safetyNumber(b.handset().identity));
  const { messages } = await net.wait(a.handset().history(ofA));
  const secrets: Secret[] = [
    ...[...words, caption, petname, label, photographMaker, ...Object.values(people)].map((text) =>
      textSecret(`"${text}"`, text),
    ),
    ...[a, b].map(({ name }) => textSecret('a passphrase', `passphrase of ${name}`)),
    ...[a, b].map((who) => ({
      what: 'an identity hash',
      bytes: Buffer.from(who.handset().identity, 'hex'),
    })),
    ...messages.map(({ id }) => ({ what: 'a message id', bytes: Buffer.from(id, 'hex') })),
    ...[ofA, ofB].map((id) => textSecret('a conversation id', id)),
    ...groups
      .slice(0, -1)
      .map((group, at) => textSecret('the safety number', `${group} ${groups[at + 1]}`)),
    textSecret('the safety number', groups.join('')),
    textSecret('the invite', link.split('#')[1] ?? ''),
    ...pieces('the picture', picture.bytes),
    ...pieces('the photograph', photograph),
  ];
  const atEnd = await dumped.places(relay);
  expect(atEnd.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBeGreaterThan(
    picture.bytes.length,
  );
  return {
    secrets,
    places: [...dumps.flat(), ...atEnd, ...(await recordsOf(a)), ...(await recordsOf(b))],
  };
}

async function firstConversation(
  until: ReturnType<typeof createNetwork>['until'],
  handset: Handset,
) {
  await until(async () => (await handset.conversations()).length === 1);
  const [first] = await handset.conversations();
  if (first === undefined) throw new Error('There is no conversation.');
  return first.id;
}

/** Pieces from the middle of a file, where no format has its fixed words. */
function pieces(what: string, bytes: Uint8Array): readonly Secret[] {
  return [0.3, 0.5, 0.8].map((part) => {
    const from = Math.floor(bytes.length * part);
    return { what, bytes: bytes.slice(from, from + 48) };
  });
}

/** What lies on a handset's own disk. */
async function recordsOf({ records }: SimulatedHandset): Promise<readonly Place[]> {
  const opened = await createPlugin(memoryRecords({ store: records.copy() }), undefined as never);
  const places: Place[] = [];
  for await (const { key, value } of opened.range({
    from: new Uint8Array(0),
    to: new Uint8Array(65).fill(0xff),
  })) {
    places.push({ where: 'a record', bytes: value }, { where: 'a record’s name', bytes: key });
  }
  return places;
}

test.each([
  ['in memory', inMemory],
  ['on disk', onDisk],
] as const)(
  'after a conversation, a relay %s holds, and its log says, no word, name, picture, identity, message id or number; nor does a disk of theirs',
  async (_name, dump) => {
    const { secrets, places } = await converse(dump(), nodeCrypto);
    expect(findSecrets(secrets, places)).toEqual([]);
  },
);

/** AEADs that authenticate and do not encrypt: everything else is as it should be. */
function leakyCrypto(): Plugin<'crypto'> {
  const good = nodeCrypto();
  const tag = (real: Crypto, box: { key: Uint8Array; data: Uint8Array }) =>
    real.hmac('SHA-256', box.key, box.data);
  return definePlugin({
    ...good,
    create: async (services): Promise<Crypto> => {
      const real = await createPlugin(good, services as Services);
      return {
        ...real,
        aeadSeal: async (_algorithm, box) =>
          Buffer.concat([box.data, (await tag(real, box)).subarray(0, 16)]),
        aeadOpen: async (_algorithm, { key, data }) => {
          const content = data.slice(0, data.length - 16);
          const expected = (await tag(real, { key, data: content })).subarray(0, 16);
          return real.equal(expected, data.slice(content.length)) ? content : undefined;
        },
      };
    },
  });
}

test.each([
  ['in memory', inMemory],
  ['on disk', onDisk],
] as const)(
  'the search itself can fail: with sealing that hides nothing, a relay %s gives away words, names, the picture, identities and message ids',
  async (_name, dump) => {
    const { secrets, places } = await converse(dump(), leakyCrypto);
    const relayPlaces = places.filter(({ where }) => !where.startsWith('a record'));
    const found = findSecrets(secrets, relayPlaces).join('\n');
    for (const what of [
      ...words,
      caption,
      people.b,
      'an identity hash',
      'a message id',
      'the picture',
    ]) {
      expect(found).toContain(what);
    }
    const onTheirDisks = findSecrets(
      secrets,
      places.filter(({ where }) => where.startsWith('a record')),
    ).join('\n');
    for (const what of [...words, petname]) expect(onTheirDisks).toContain(what);
  },
);
