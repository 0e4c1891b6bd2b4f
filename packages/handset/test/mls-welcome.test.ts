import type { Crypto } from '@sotto/core';
import { createMls, encodeMessage, extensionTypes } from '@sotto/mls';
import type { CreateGroupInput, Extension, KeyPackage, OwnKeyPackage } from '@sotto/mls';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainRoom } from '../src/group/begin-group.ts';
import { joinPair } from '../src/group/pair.ts';
import { roomExtensions } from '../src/group/room-of.ts';
import { handsetLimits } from '../src/limits.ts';
import { createGroupMls } from '../src/mls/group-mls.ts';
import { isRefusal } from '../src/mls/refusal.ts';
import type { Party } from './mls-fixture.ts';
import {
  clock,
  copyOf,
  crypto,
  makePair,
  makeParty,
  mls,
  newKeyPackage,
  registers,
  stranger,
} from './mls-fixture.ts';

const nowSeconds = clock.now() / 1_000;
const extensions = roomExtensions(plainRoom('direct', registers));

/** The code of a refusal, or `joined`; anything else fails the test. */
async function outcome(
  own: OwnKeyPackage,
  welcome: Uint8Array,
  over: Party['mls'] = mls,
): Promise<string> {
  return joinPair({ mls: over }, copyOf(own), welcome).then(
    () => 'joined',
    (error: { code: string; message: string }) => {
      if (!isRefusal(error)) throw error;
      expect(error.message).toMatch(/^[A-Z][a-zA-Z ,:'0-9]+\.$/);
      return error.code;
    },
  );
}

interface Story {
  /** Who is added, commit after commit: the one who joins, and others. */
  readonly adds: (
    ours: KeyPackage,
    others: readonly KeyPackage[],
  ) => readonly (readonly KeyPackage[])[];
  readonly group?: Partial<CreateGroupInput>;
  readonly path?: boolean;
}

/** What becomes of a Welcome that is good MLS, made by somebody whom we know, with a group of their choice. */
async function welcomed({ adds, group = {}, path = false }: Story): Promise<string> {
  const mallory = await makeParty();
  const own = await newKeyPackage(await makeParty());
  const others = await Promise.all(
    [1, 2].map(async () => (await newKeyPackage(await makeParty())).keyPackage),
  );
  let { state } = await stranger.createGroup({
    groupId: crypto.random(32),
    own: await newKeyPackage(mallory),
    extensions,
    nowSeconds,
    ...group,
  });
  let welcome: Uint8Array | undefined;
  for (const added of adds(own.keyPackage, others)) {
    const proposals = added.map((keyPackage) => ({ proposalType: 'add' as const, keyPackage }));
    const made = await stranger.commit(state, {
      proposals,
      path: path || added.length === 0,
      nowSeconds,
    });
    ({ state } = made.accepted);
    ({ welcome } = made);
  }
  return outcome(own, welcome!);
}

describe('a Welcome', () => {
  it('with any bit flipped, cut, continued, or of other bytes is refused', async () => {
    const { bobOwn, welcome } = await makePair();
    for (let bit = 0; bit < welcome.length * 8; bit += 211) {
      const changed = welcome.slice();
      changed[bit >> 3]! ^= 1 << (bit & 7);
      expect(await outcome(bobOwn, changed)).not.toBe('joined');
    }
    for (let length = 0; length < welcome.length; length += 97)
      expect(await outcome(bobOwn, welcome.subarray(0, length))).not.toBe('joined');
    expect(await outcome(bobOwn, Uint8Array.of(...welcome, 0))).not.toBe('joined');
    expect(await outcome(bobOwn, new Uint8Array(61_441))).toBe('MLS_REFUSED');
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (rest) => {
        expect(await outcome(bobOwn, Uint8Array.of(0, 1, 0, 3, ...rest))).not.toBe('joined');
      }),
    );
    expect(await outcome(bobOwn, welcome)).toBe('joined');
  });

  it('with secrets for somebody else beside ours is refused', async () => {
    const { bobOwn, welcome } = await makePair();
    const message = mls.parse(welcome);
    if (message.wireFormat !== 'welcome') throw new Error('no Welcome');
    const [secret] = message.welcome.secrets;
    const secrets = [secret!, { ...secret!, newMember: crypto.random(32) }];
    const bytes = encodeMessage({ ...message, welcome: { ...message.welcome, secrets } });
    expect(await outcome(bobOwn, bytes)).toBe('MLS_REFUSED');
  });

  it('that is valid leads into nothing but a new pair', async () => {
    const required: Extension = {
      extensionType: extensionTypes.requiredCapabilities,
      data: Uint8Array.of(0, 0, 0),
    };
    expect(await welcomed({ adds: (ours) => [[ours]] })).toBe('joined');
    expect(await welcomed({ adds: (ours) => [[ours]], path: true })).toBe('joined');
    expect(await welcomed({ adds: (ours, [third]) => [[ours, third!]] })).toBe('MLS_REFUSED');
    expect(await welcomed({ adds: (ours, [third]) => [[third!], [ours]] })).toBe('MLS_REFUSED');
    expect(await welcomed({ adds: (ours) => [[], [ours]] })).toBe('MLS_REFUSED');
    const adds: Story['adds'] = (ours) => [[ours]];
    const others = (['group', 'notes'] as const).map((kind) =>
      roomExtensions({ ...plainRoom(kind, registers), name: kind === 'group' ? 'Us' : '' }),
    );
    for (const room of [...others, [], [...extensions, required]])
      expect(await welcomed({ adds, group: { extensions: room } })).toBe('MLS_REFUSED');
    expect(await welcomed({ adds, group: { groupId: new Uint8Array(65) } })).toBe('MLS_TOO_LONG');
  });

  it('of somebody whose credential does not hold is refused as that', async () => {
    const { self } = await makeParty();
    const other = await makeParty();
    const own = await newKeyPackage(await makeParty());
    // Their name on our key.
    const device = { ...other.self.device, signaturePrivateKey: self.device.signaturePrivateKey };
    const believing = createMls({ crypto, authenticate: () => true });
    const mallory = { crypto, clock, mls: believing, self: { ...self, device } };
    const alone = await believing.createGroup({
      groupId: crypto.random(32),
      own: await newKeyPackage(mallory),
      extensions,
      nowSeconds,
    });
    const { welcome } = await believing.commit(alone.state, {
      proposals: [{ proposalType: 'add', keyPackage: own.keyPackage }],
      path: false,
      nowSeconds,
    });
    expect(await outcome(own, welcome!)).toBe('MLS_CREDENTIAL_REFUSED');
  });

  it('into a tree of many is refused, and costs no more than the length of a Welcome allows', async () => {
    const many = await Promise.all(
      Array.from({ length: 20 }, async () => (await newKeyPackage(await makeParty())).keyPackage),
    );
    const own = await newKeyPackage(await makeParty());
    const { state } = await stranger.createGroup({
      groupId: crypto.random(32),
      own: await newKeyPackage(await makeParty()),
      extensions,
      nowSeconds,
    });
    const filled = await stranger.commit(state, {
      proposals: many.map((keyPackage) => ({ proposalType: 'add', keyPackage })),
      path: false,
      nowSeconds,
    });
    const { welcome } = await stranger.commit(filled.accepted.state, {
      proposals: [{ proposalType: 'add', keyPackage: own.keyPackage }],
      path: false,
      nowSeconds,
    });
    let verified = 0;
    const { verify } = crypto.signatures.Ed25519;
    const counting: Crypto = {
      ...crypto,
      signatures: {
        ...crypto.signatures,
        Ed25519: {
          ...crypto.signatures.Ed25519,
          verify: (...input) => {
            verified += 1;
            return verify(...input);
          },
        },
      },
    };
    expect(await outcome(own, welcome!, createGroupMls(counting))).toBe('MLS_REFUSED');
    // Of each leaf its own signature and that of its credential, beside that of the GroupInfo.
    const leafBytes = 1_216;
    expect(verified).toBeLessThanOrEqual(1 + 2 * (handsetLimits.maxMlsWelcomeBytes / leafBytes));
  });

  it('that is refused leaves no private key behind', async () => {
    const { bobSelf, bobOwn, welcome } = await makePair();
    const own = copyOf(bobOwn);
    await expect(joinPair(bobSelf, own, welcome.subarray(1))).rejects.toThrow();
    for (const key of [own.initPrivateKey, own.encryptionPrivateKey, own.signaturePrivateKey])
      expect(key.every((byte) => byte === 0)).toBe(true);
  });
});
