import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Mls, OwnKeyPackage } from '../../src/index.ts';
import { createCrypto } from '../crypto.ts';
import type { CountedCrypto } from './counted-crypto.ts';
import { countCalls } from './counted-crypto.ts';
import type { Stage } from './stage.ts';
import { createKeyPackage, now, setStage } from './stage.ts';
import type { Member } from './world.ts';
import { snapshotOf, World } from './world.ts';

/** Calls of primitives that any message may cause in a group of four before it is refused. */
const maxCalls = 250;
const options = { seed: 9_420, numRuns: 60 };

let counted: CountedCrypto;
let stage: Stage;
let ben: Member;
let before: string;
let own: OwnKeyPackage;
/** Valid ones, each of which ben, or dora who is invited, would take. */
const messages = new Map<string, Uint8Array>();

beforeAll(async () => {
  counted = countCalls(await createCrypto());
  stage = await setStage({ crypto: counted.crypto });
  const { mls } = stage;
  const world = await World.of(stage, ['ada', 'ben', 'cleo']);
  const ada = world.get('ada');
  ben = world.get('ben');
  own = await createKeyPackage(stage, 'dora');
  const add = { proposalType: 'add' as const, keyPackage: own.keyPackage };
  const input = { nowSeconds: now };
  for (const wireFormat of ['public_message', 'private_message'] as const) {
    const commit = await mls.commit(ada.state, { proposals: [add], wireFormat, ...input });
    const update = await mls.proposeUpdate(ada.state, {}, { wireFormat, ...input });
    const proposal = await mls.propose(ada.state, add, { wireFormat, ...input });
    messages.set(`commit in a ${wireFormat}`, commit.message);
    messages.set(`update in a ${wireFormat}`, update.message);
    messages.set(`proposal in a ${wireFormat}`, proposal.message);
    messages.set('welcome', commit.welcome!);
  }
  messages.set('application message', (await mls.encrypt(ada.state, new Uint8Array(50))).message);
  messages.set('group info', await mls.groupInfo(ada.state));
  messages.set('key package', own.message);
  before = snapshotOf(ben);
});

const kinds = [
  ...['public_message', 'private_message'].flatMap((format) => [
    `commit in a ${format}`,
    `update in a ${format}`,
    `proposal in a ${format}`,
  ]),
  'application message',
  'welcome',
  'group info',
  'key package',
];

describe.for(kinds)('%s', (kind) => {
  it('is taken as it is', async () => {
    await expect(take(stage.mls, kind, messages.get(kind)!)).resolves.toBeUndefined();
  });

  it('is refused with any change to it, by name, without change and in bounded work', async () => {
    await fc.assert(
      fc.asyncProperty(mutation, async (mutate) => {
        const message = messages.get(kind)!;
        const mutated = mutate(message);
        if (mutated.toHex() === message.toHex()) return;
        await expectRefusal(kind, mutated);
      }),
      options,
    );
  });
});

describe('bytes that are no message', () => {
  it('are refused by name, without change and in bounded work', async () => {
    const bytes = fc.uint8Array({ maxLength: 300 });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...kinds),
        bytes,
        fc.integer({ min: 0, max: 5 }),
        async (kind, tail, format) => {
          await expectRefusal(kind, tail);
          await expectRefusal(kind, Uint8Array.of(0, 1, 0, format, ...tail));
        },
      ),
      { seed: 1, numRuns: 300 },
    );
  });

  it('are refused when they promise more than they hold', async () => {
    const huge = [0xbf, 0xff, 0xff, 0xff];
    for (const kind of kinds) {
      const message = messages.get(kind)!;
      for (const offset of [4, 5, 20, 40, 60, 100, 140]) {
        if (offset >= message.length) continue;
        await expectRefusal(
          kind,
          Uint8Array.of(...message.subarray(0, offset), ...huge, ...message.subarray(offset)),
        );
      }
    }
  });
});

async function expectRefusal(kind: string, message: Uint8Array): Promise<void> {
  counted.calls = 0;
  await expect(take(stage.mls, kind, message)).rejects.toMatchObject({
    name: 'MlsError',
    code: expect.stringMatching(/^MLS_/),
  });
  expect(counted.calls).toBeLessThan(maxCalls);
  expect(snapshotOf(ben)).toBe(before);
}

/** Gives a message to the one whom such a message is for; nothing of what comes of it is kept. */
async function take(mls: Mls, kind: string, message: Uint8Array): Promise<void> {
  const isMemberOf = () => false;
  switch (kind) {
    case 'welcome':
      await mls.joinGroup({ welcome: message, own: [own], isMemberOf });
      break;
    case 'group info': {
      const { leafNode } = own.keyPackage;
      await mls.joinExternal({
        groupInfo: message,
        credential: leafNode.credential,
        signaturePrivateKey: own.signaturePrivateKey,
        capabilities: leafNode.capabilities,
        isMemberOf,
      });
      break;
    }
    case 'key package': {
      const parsed = mls.parse(message);
      if (parsed.wireFormat === 'key_package') await mls.validateKeyPackage(parsed.keyPackage, now);
      else await mls.process(ben.state, message, { nowSeconds: now });
      break;
    }
    default:
      await mls.process(ben.state, message, { nowSeconds: now });
  }
}

/** A bit turned, a byte set, a piece cut out, doubled, or put in; an end cut off, or bytes behind it. */
const mutation: fc.Arbitrary<(message: Uint8Array) => Uint8Array> = fc
  .record({
    how: fc.constantFrom('flip', 'set', 'cut', 'double', 'insert', 'truncate', 'append'),
    at: fc.double({ min: 0, max: 0.999_999, noNaN: true }),
    length: fc.integer({ min: 1, max: 40 }),
    byte: fc.integer({ min: 0, max: 255 }),
    bit: fc.integer({ min: 0, max: 7 }),
  })
  .map(({ how, at, length, byte, bit }) => (message) => {
    const offset = Math.floor(at * message.length);
    const [head, tail] = [message.subarray(0, offset), message.subarray(offset)];
    switch (how) {
      case 'flip':
        return message.with(offset, message[offset]! ^ (1 << bit));
      case 'set':
        return message.with(offset, byte);
      case 'cut':
        return Uint8Array.of(...head, ...tail.subarray(length));
      case 'double':
        return Uint8Array.of(...head, ...tail.subarray(0, length), ...tail);
      case 'insert':
        return Uint8Array.of(...head, ...new Uint8Array(length).fill(byte), ...tail);
      case 'truncate':
        return head;
      default:
        return Uint8Array.of(...message, ...new Uint8Array(length).fill(byte));
    }
  });
