import type { CommitInput } from '@sotto/mls';
import { extensionTypes } from '@sotto/mls';
import { encodeCommitNote, parseCredential } from '@sotto/protocol';
import type { EnvelopeContent, Room } from '@sotto/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { leavesOf } from '../src/group/leaves.ts';
import { roomExtensions } from '../src/group/room-of.ts';
import { handsetLimits } from '../src/limits.ts';
import { leafCapabilities, leafExtensions } from '../src/mls/key-package.ts';
import { createOwnMailbox } from '../src/invite/own-mailbox.ts';
import { groupSuite } from '../src/mls/group-mls.ts';
import { revokeLink } from './device-fixture.ts';
import { goodNote, lawless } from './evil-member.ts';
import { circle, roster, settled } from './group-circle.ts';
import type { Circle } from './group-circle.ts';
import { eventually, relayUrl } from './handset-fixture.ts';
import type { Person } from './handset-fixture.ts';
import { makeParty, setClock } from './mls-fixture.ts';
import { crypto } from './node-crypto.ts';
import { tinyLimits } from './tiny-relay.ts';

type Making = (circle: Circle) => Promise<EnvelopeContent | Uint8Array>;

const mls = (message: Uint8Array): EnvelopeContent => ({ kind: 'mls', message });
const nowSeconds = Math.floor(Date.now() / 1_000);

/** A commit of Eve's with these proposals and whatever else. */
const commit =
  (input: (circle: Circle) => Partial<CommitInput> | Promise<Partial<CommitInput>>): Making =>
  async (made) =>
    mls(await made.evil.commit(await input(made)));

const room = (change: (room: Room, circle: Circle) => Partial<Room>): Making =>
  commit((made) => ({
    proposals: [
      {
        proposalType: 'group_context_extensions',
        extensions: roomExtensions({ ...made.evil.room(), ...change(made.evil.room(), made) }),
      },
    ],
  }));

/** The KeyPackage of a stranger, with a leaf as the test wants it. */
async function stranger({ mailbox = true, credential = undefined as Uint8Array | undefined } = {}) {
  const { self } = await makeParty({ clock: setClock(Date.now()) });
  const { device } = self;
  const own = await createOwnMailbox(crypto, [relayUrl]);
  const { keyPackage } = await lawless.createKeyPackage({
    cipherSuite: groupSuite,
    credential: { credentialType: 'basic', identity: credential ?? device.credential },
    signaturePrivateKey: device.signaturePrivateKey,
    lifetime: { notBefore: BigInt(nowSeconds - 60), notAfter: BigInt(nowSeconds + 86_400) },
    capabilities: leafCapabilities,
    ...(mailbox ? { leafNodeExtensions: leafExtensions(own) } : {}),
  });
  return keyPackage;
}

const adds = (options: Parameters<typeof stranger>[0] = {}): Making =>
  commit(async () => ({
    proposals: [{ proposalType: 'add', keyPackage: await stranger(options) }],
  }));

/** An external commit of a stranger, in the place of somebody or of nobody. */
async function external({ evil }: Circle, instead: Person | undefined): Promise<EnvelopeContent> {
  const state = evil.state();
  const { device } = (await makeParty({ clock: setClock(Date.now()) })).self;
  const own = await createOwnMailbox(crypto, [relayUrl]);
  const { message } = await lawless.joinExternal({
    groupInfo: await lawless.groupInfo(state, { ratchetTree: false, externalPub: true }),
    ratchetTree: lawless.ratchetTree(state),
    credential: { credentialType: 'basic', identity: device.credential },
    signaturePrivateKey: device.signaturePrivateKey.slice(),
    capabilities: leafCapabilities,
    leafNodeExtensions: leafExtensions(own),
    ...(instead === undefined ? {} : { replaces: evil.leafOf(instead).leafIndex }),
    authenticatedData: goodNote,
    isMemberOf: () => false,
  });
  return mls(message);
}

/** Registers what Eve made, and then an honest change: everybody is where that leads, and nowhere else. */
async function holds(made: Circle, bodies: readonly (EnvelopeContent | Uint8Array)[], page = 0) {
  const { ada, all, evil, of } = made;
  const epoch = await settled(made, all);
  expect(Number(evil.state().context.epoch)).toBe(epoch);
  const before = await Promise.all(all.map((who) => roster(made, who)));
  for (const body of bodies)
    await (body instanceof Uint8Array ? evil.registerBytes(body, page) : evil.register(body, page));
  for (const who of [made.ada, made.ben]) await evil.post(who, { kind: 'hint' });
  const name = `Circle ${epoch}`;
  await ada.handset.changeGroup(of(ada), { name });
  expect(await settled(made, all)).toBe(epoch + 1);
  for (const who of all) {
    const { kind, state, name: shown } = await who.handset.conversation(of(who));
    expect({ kind, state, shown }).toEqual({ kind: 'group', state: 'active', shown: name });
  }
  expect(await Promise.all(all.map((who) => roster(made, who)))).toEqual(before);
}

function credentialOf({ evil }: Circle, who: Person) {
  const { leafIndex } = evil.leafOf(who);
  const member = lawless.members(evil.state()).find((each) => each.leafIndex === leafIndex);
  const credential = member?.leafNode.credential;
  if (credential?.credentialType !== 'basic') throw new Error('It is basic.');
  return credential;
}

const others = ({ evil, eve }: Circle) =>
  leavesOf(lawless, evil.state()).all.filter(
    ({ leafIndex }) => leafIndex !== evil.leafOf(eve).leafIndex,
  );

describe('a member who is no admin', () => {
  let made: Circle;
  beforeAll(async () => {
    made = await circle();
  });
  afterAll(() => made.close());

  const forbidden: Readonly<Record<string, Making>> = {
    'removes another': commit(({ evil, ben }) => ({
      proposals: [{ proposalType: 'remove', removed: evil.leafOf(ben).leafIndex }],
    })),
    'removes the admin': commit(({ evil, ada }) => ({
      proposals: [{ proposalType: 'remove', removed: evil.leafOf(ada).leafIndex }],
    })),
    'removes all others': commit((of) => ({
      proposals: others(of).map(({ leafIndex: removed }) => ({ proposalType: 'remove', removed })),
    })),
    'removes another by a word that they did not give': commit(({ evil, ben }) => {
      const { leafIndex } = evil.leafOf(ben);
      const leaves = [{ leafIndex, next: 0, signature: crypto.random(64) }];
      const clock = { physicalMs: 1, counter: 0 };
      return {
        proposals: [{ proposalType: 'remove', removed: leafIndex }],
        authenticatedData: encodeCommitNote({ leaves, clock }),
      };
    }),
    'removes another by a device chain that they did not sign': commit(async ({ evil, ben }) => {
      const { leafIndex, device } = evil.leafOf(ben);
      const member = lawless.members(evil.state()).find((each) => each.leafIndex === leafIndex)!;
      const { credential } = member.leafNode;
      if (credential.credentialType !== 'basic') throw new Error('It is no credential of ours.');
      const { links } = parseCredential(credential.identity);
      const eve = { seed: evil.state().signaturePrivateKey, key: device };
      const chain = [...links, await revokeLink(eve, { key: device }, links)];
      const clock = { physicalMs: 1, counter: 0 };
      return {
        proposals: [{ proposalType: 'remove', removed: leafIndex }],
        authenticatedData: encodeCommitNote({ leaves: [], clock, revoked: chain }),
      };
    }),
    'adds somebody': adds(),
    'renames the group': room(() => ({ name: 'Eve’s' })),
    'makes herself an admin': room(({ admins }, { eve }) => ({
      admins: [
        ...admins,
        Uint8Array.fromHex(eve.handset.identity) as (typeof admins)[number],
      ].toSorted((a, b) => (a.toHex() < b.toHex() ? -1 : 1)),
    })),
    'takes the admin’s role': room(() => ({ admins: [] })),
    'lets members add others': room(() => ({ membersMayAdd: true })),
    'makes messages disappear': room(() => ({ disappearAfterSeconds: 1 })),
    'moves the register': room(() => ({ registers: ['https://eve.example' as never] })),
  };
  test.each(Object.entries(forbidden))(
    'and %s is not followed, and holds up nobody',
    async (_, making) => holds(made, [await making(made)]),
  );

  test('may renew her keys', async () => {
    const epoch = await settled(made, made.all);
    await made.evil.register(mls(await made.evil.commit({})));
    for (const who of made.all) await made.evil.post(who, { kind: 'hint' });
    await eventually(async () => (await settled(made, [made.ada, made.ben])) === epoch + 1);
  });
});

describe('a member who is an admin', () => {
  let made: Circle;
  beforeAll(async () => {
    made = await circle({ eveIsAdmin: true });
  });
  afterAll(() => made.close());

  const requires = {
    extensionType: extensionTypes.requiredCapabilities,
    data: Uint8Array.of(0, 0, 0),
  };
  const context = (extensions: (room: Room) => ReturnType<typeof roomExtensions>): Making =>
    commit(({ evil }) => ({
      proposals: [
        { proposalType: 'group_context_extensions', extensions: extensions(evil.room()) },
      ],
    }));
  const forbidden: Readonly<Record<string, Making>> = {
    'makes the group one of two': room(() => ({ kind: 'direct', name: '', admins: [] })),
    'makes the group notes': room(() => ({ kind: 'notes', name: '', admins: [] })),
    'makes it no room': context(() => []),
    'puts something beside the room': context((now) => [...roomExtensions(now), requires]),
    'adds somebody with the name of another': (of) =>
      adds({ credential: credentialOf(of, of.ada).identity })(of),
    'adds somebody without a name': adds({ credential: crypto.random(40) }),
    'adds somebody without a mailbox': adds({ mailbox: false }),
    'asks for a pre-shared key': commit(({ evil }) => {
      const { groupId: pskGroupId, epoch } = evil.state().context;
      const pskNonce = crypto.random(32);
      const usage = { pskType: 'resumption', usage: 'application' } as const;
      const psk = { ...usage, pskGroupId, pskEpoch: epoch - 1n, pskNonce };
      return { proposals: [{ proposalType: 'psk', psk }] };
    }),
    'ends the group for another': commit(({ evil }) => {
      const { extensions, cipherSuite } = evil.state().context;
      const next = { groupId: crypto.random(32), version: 1, cipherSuite, extensions };
      return { proposals: [{ proposalType: 'reinit', ...next }] };
    }),
    'takes the name of another': commit((of) => ({
      leaf: { credential: credentialOf(of, of.ben) },
    })),
    'says nothing of when': commit(() => ({ authenticatedData: new Uint8Array(0) })),
    'says of when what has no form': commit(() => ({ authenticatedData: crypto.random(30) })),
    'says it in private': commit(() => ({ wireFormat: 'private_message' })),
    'brings a stranger from outside': (of) => external(of, undefined),
    'brings a stranger from outside in her place': (of) => external(of, of.eve),
    'brings a stranger from outside in Ben’s place': (of) => external(of, of.ben),
    'brings a stranger from outside in Ada’s place': (of) => external(of, of.ada),
  };
  test.each(Object.entries(forbidden))(
    'and %s is not followed, and holds up nobody',
    async (_, making) => holds(made, [await making(made)]),
  );
});

describe('the register of an epoch', () => {
  let made: Circle;
  beforeAll(async () => {
    made = await circle();
  });
  afterAll(() => made.close());

  test('that holds what is no commit is looked through, and the commit behind it counts', async () => {
    const { evil } = made;
    const good = await evil.commit({});
    const place = {
      relay: relayUrl,
      id: crypto.random(32) as never,
      key: crypto.random(32),
      noncePrefix: crypto.random(7),
    };
    await holds(made, [
      new Uint8Array(0),
      crypto.random(1),
      crypto.random(600),
      crypto.random(65_536),
      await evil.sealed(new Uint8Array(0)),
      await evil.sealed(crypto.random(40)),
      mls(crypto.random(1)),
      mls(crypto.random(300)),
      mls(good.subarray(0, -1)),
      mls(Uint8Array.of(...good, 0)),
      mls(good.with(good.length - 1, good.at(-1)! ^ 1)),
      { kind: 'hint' },
      { kind: 'aside', aside: await evil.aside({ kind: 'typing' }) },
      { kind: 'elsewhere', place: { ...place, plainBytes: 1_000 } },
      { kind: 'elsewhere', place: { ...place, plainBytes: handsetLimits.maxMlsMessageBytes + 1 } },
      {
        kind: 'elsewhere',
        place: { ...place, relay: 'https://eve.example' as never, plainBytes: 9 },
      },
    ]);
  });

  test('that holds the commit of another epoch, or an application message, is no other', async () => {
    const { evil, all } = made;
    const old = await evil.commit({});
    await holds(made, []);
    await settled(made, all);
    const { message } = await lawless.encrypt(evil.state(), crypto.random(20));
    await holds(made, [mls(old), mls(message)]);
  });

  test('that holds a proposal, and a commit that names it, is not followed', async () => {
    const { evil, ben } = made;
    const remove = { proposalType: 'remove', removed: evil.leafOf(ben).leafIndex } as const;
    const input = {
      wireFormat: 'public_message',
      authenticatedData: goodNote,
      nowSeconds,
    } as const;
    const proposed = await lawless.propose(evil.state(), remove, input);
    const { message } = await lawless.commit(proposed.state, input);
    await holds(made, [mls(proposed.message), mls(message)]);
  });

  test('whose pages somebody filled goes on with the next', async () => {
    const full = () =>
      Array.from({ length: tinyLimits.maxRegisterEntries }, () => crypto.random(100));
    for (const body of full()) await made.evil.registerBytes(body, 1);
    await holds(made, full());
  });
});
