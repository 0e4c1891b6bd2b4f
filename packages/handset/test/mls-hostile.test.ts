import * as fc from 'fast-check';
import type { KeyPackage } from 'ts-mls';
import { signKeyPackage } from 'ts-mls/keyPackage.js';
import { signLeafNodeKeyPackage } from 'ts-mls/leafNode.js';
import { decodeMlsMessage, encodeMlsMessage } from 'ts-mls/message.js';
import { protect } from 'ts-mls/messageProtection.js';
import { createProposal } from 'ts-mls/createMessage.js';
import { protectApplicationData } from 'ts-mls/messageProtection.js';
import { describe, expect, it } from 'vitest';
import { SottoError } from '@sotto/core';
import type { Crypto } from '@sotto/core';
import { createCipherSuite } from '../src/mls/cipher-suite.ts';
import { createMls } from '../src/mls/mls.ts';
import { decodeSaved } from '../src/mls/saved-group.ts';
import type { MlsDevice } from '../src/mls/seam.ts';
import {
  clock,
  crypto,
  makeDevice,
  makePair,
  mls,
  opened,
  random,
  read,
  text,
} from './mls-fixture.ts';

const suite = createCipherSuite(crypto, random);
const refused = { name: 'SottoError', code: 'MLS_REFUSED' };

/** What became of it, as one word; anything that is neither a value nor a coded error fails the test. */
async function outcome(work: Promise<unknown>): Promise<string> {
  return work.then(
    (value) =>
      typeof value === 'object' && value !== null && 'kind' in value ? String(value.kind) : 'taken',
    (error: { name?: string; code?: string }) => {
      if (error.name !== 'SottoError' || error.code === undefined) throw error;
      return error.code;
    },
  );
}

function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const changed = bytes.slice();
  changed[bit >> 3]! ^= 1 << (bit & 7);
  return changed;
}

describe('a message', () => {
  it('with any bit flipped is refused or a replay, and changes no state', async () => {
    const { alice, bob } = await makePair();
    const first = await alice.encrypt(text('hello '.repeat(10)));
    const second = await first.group.encrypt(text('again'));
    const after = (await opened(bob, first.message)).group;
    for (const [state, message, allowed] of [
      [after, first.message, ['MLS_REFUSED', 'replayed']],
      [after, second.message, ['MLS_REFUSED']],
    ] as const) {
      const before = state.save().ratchet;
      for (let bit = 0; bit < message.length * 8; bit += 3) {
        expect(allowed).toContain(await outcome(state.decrypt(flipped(message, bit))));
      }
      expect(state.save().ratchet).toEqual(before);
    }
    expect(read((await opened(after, second.message)).plaintext)).toBe('again');
  });

  it('cut, continued, or of any other bytes is refused', async () => {
    const { alice, bob } = await makePair();
    const { message } = await alice.encrypt(text('hello'));
    for (let length = 0; length < message.length; length += 1) {
      expect(await outcome(bob.decrypt(message.subarray(0, length)))).toBe('MLS_REFUSED');
    }
    expect(await outcome(bob.decrypt(Uint8Array.of(...message, 0)))).toBe('MLS_REFUSED');
    expect(await outcome(bob.decrypt(new Uint8Array(65_537)))).toBe('MLS_REFUSED');
    const begin = fc.constantFrom(
      [],
      [0, 1, 0, 2],
      [0, 1, 0, 1],
      [0, 1, 0, 3],
      [0, 1, 0, 4],
      [0, 1, 0, 5],
    );
    await fc.assert(
      fc.asyncProperty(begin, fc.uint8Array({ maxLength: 300 }), async (start, rest) => {
        expect(await outcome(bob.decrypt(Uint8Array.of(...start, ...rest)))).toBe('MLS_REFUSED');
      }),
    );
  });

  it('with a length written in more bytes than it needs is refused', async () => {
    const { alice, bob } = await makePair();
    const { message } = await alice.encrypt(text('hello'));
    const idLength = message[4]!;
    const longer = Uint8Array.of(...message.subarray(0, 4), 0x40, idLength, ...message.subarray(5));
    expect(decodeMlsMessage(longer, 0)?.[0].wireformat).toBe('mls_private_message');
    expect(await outcome(bob.decrypt(longer))).toBe('MLS_REFUSED');
  });

  it('that is a proposal, a commit or public is refused, though a member made it', async () => {
    const { alice, bob } = await makePair();
    const state = decodeSaved(alice.save());
    const remove = { proposalType: 'remove', remove: { removed: 1 } } as const;
    for (const isPublic of [false, true]) {
      const { message } = await createProposal(state, isPublic, remove, suite);
      expect(await outcome(bob.decrypt(encodeMlsMessage(message)))).toBe('MLS_REFUSED');
    }
  });

  it('signed by another key, or as if by us, is refused, though all its keys are right', async () => {
    const { alice, bob } = await makePair();
    const state = decodeSaved(alice.save());
    const seal = async (
      signKey: Uint8Array,
      leafIndex: number,
      aad: Uint8Array = new Uint8Array(0),
    ): Promise<Uint8Array> => {
      const { privateMessage } = await protectApplicationData(
        signKey,
        state.keySchedule.senderDataSecret,
        text('forged'),
        aad,
        state.groupContext,
        state.secretTree,
        leafIndex,
        { kind: 'alwaysPad', paddingLength: 0 },
        suite,
      );
      return encodeMlsMessage({
        version: 'mls10',
        wireformat: 'mls_private_message',
        privateMessage,
      });
    };
    expect(await outcome(bob.decrypt(await seal(state.signaturePrivateKey, 0)))).toBe('message');
    expect(await outcome(bob.decrypt(await seal(crypto.random(32), 0)))).toBe('MLS_REFUSED');
    expect(await outcome(bob.decrypt(await seal(state.signaturePrivateKey, 1)))).toBe(
      'MLS_REFUSED',
    );
    expect(
      await outcome(bob.decrypt(await seal(state.signaturePrivateKey, 0, text('extra')))),
    ).toBe('MLS_REFUSED');
  });

  it('whose sender is outside the tree, or its parent node, is refused', async () => {
    const { alice, bob } = await makePair();
    const state = decodeSaved(alice.save());
    const content = {
      contentType: 'application',
      applicationData: text('x'),
      auth: { contentType: 'application', signature: new Uint8Array(64) },
    } as const;
    // The library takes the leaf index on trust; a tree with more nodes lets it seal as any.
    const nodes = Array.from({ length: 9 }, () => state.secretTree[0]!);
    for (const leafIndex of [2, 3, 4]) {
      const { privateMessage } = await protect(
        state.keySchedule.senderDataSecret,
        new Uint8Array(0),
        state.groupContext,
        nodes,
        {
          ...content,
          groupId: state.groupContext.groupId,
          epoch: 1n,
          sender: { senderType: 'member', leafIndex },
          authenticatedData: new Uint8Array(0),
        } as Parameters<typeof protect>[4],
        leafIndex,
        { kind: 'alwaysPad', paddingLength: 0 },
        suite,
      );
      const bytes = encodeMlsMessage({
        version: 'mls10',
        wireformat: 'mls_private_message',
        privateMessage,
      });
      expect(await outcome(bob.decrypt(bytes))).toBe('MLS_REFUSED');
    }
  });

  it('makes no error whose text holds a byte of it', async () => {
    const { alice, bob } = await makePair();
    const { message } = await alice.encrypt(text('hello'));
    for (let bit = 0; bit < message.length * 8; bit += 11) {
      const error: Error = await bob.decrypt(flipped(message, bit)).then(
        () => new Error('A message was taken.'),
        (reason: Error) => reason,
      );
      expect(error.message).toMatch(/^(A|An) (MLS )?(message|ciphertext)[a-zA-Z ]*\.$/);
    }
  });

  it('is not blamed for a platform that lacks a primitive', async () => {
    const pair = await makePair();
    const { message } = await pair.alice.encrypt(text('hello'));
    const lacking: Crypto = {
      ...crypto,
      aeadOpen: () => Promise.reject(new SottoError('CRYPTO_UNSUPPORTED', 'Not here.')),
    };
    const group = await createMls(lacking, random, clock).load(pair.bob.save());
    await expect(group.decrypt(message)).rejects.toMatchObject({ code: 'CRYPTO_UNSUPPORTED' });
  });
});

describe('a KeyPackage', () => {
  it('with any bit flipped, cut, or continued is refused', async () => {
    const { keyPackage } = await mls.createKeyPackage(await makeDevice('bob'));
    for (let bit = 0; bit < keyPackage.length * 8; bit += 61) {
      await expect(mls.readKeyPackage(flipped(keyPackage, bit))).rejects.toMatchObject(refused);
    }
    for (let length = 0; length < keyPackage.length; length += 29) {
      await expect(mls.readKeyPackage(keyPackage.subarray(0, length))).rejects.toMatchObject(
        refused,
      );
    }
    await expect(mls.readKeyPackage(Uint8Array.of(...keyPackage, 0))).rejects.toMatchObject(
      refused,
    );
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (rest) => {
        expect(await outcome(mls.readKeyPackage(Uint8Array.of(0, 1, 0, 5, ...rest)))).toBe(
          'MLS_REFUSED',
        );
      }),
    );
  });

  it('properly signed, but with another suite, version, lifetime, credential or extension, is refused', async () => {
    const device = await makeDevice('bob');
    const base = await baseKeyPackage(device);
    const { leafNode } = base;
    const { capabilities } = leafNode;
    const now = BigInt(clock.now() / 1_000);
    await expect(mls.readKeyPackage(await resigned(device, base))).resolves.toBeDefined();
    const extension = {
      extensionType: 0xf0f0,
      extensionData: text('x'),
    } as unknown as KeyPackage['extensions'][number];
    const wrong: [string, KeyPackage][] = [
      ['suite', { ...base, cipherSuite: 'MLS_256_XWING_CHACHA20POLY1305_SHA512_Ed25519' }],
      ['no life left', leaf({ lifetime: { notBefore: now - 100n, notAfter: now - 1n } })],
      ['not yet alive', leaf({ lifetime: { notBefore: now + 1n, notAfter: now + 100n } })],
      ['a life too long', leaf({ lifetime: { notBefore: now - 1n, notAfter: now + 3_456_000n } })],
      ['backwards', leaf({ lifetime: { notBefore: now + 10n, notAfter: now - 10n } })],
      ['x509', leaf({ credential: { credentialType: 'x509', certificates: [text('c')] } })],
      [
        'long credential',
        leaf({ credential: { credentialType: 'basic', identity: new Uint8Array(1_025) } }),
      ],
      ['cannot our suite', leaf({ capabilities: { ...capabilities, ciphersuites: [] } })],
      ['cannot our version', leaf({ capabilities: { ...capabilities, versions: [] } })],
      ['cannot basic', leaf({ capabilities: { ...capabilities, credentials: ['x509'] } })],
      ['a leaf extension', leaf({ extensions: [extension] })],
      ['an extension', { ...base, extensions: [extension] }],
      ['one key twice', { ...base, initKey: leafNode.hpkePublicKey }],
      ['a short init key', { ...base, initKey: base.initKey.subarray(1) }],
      ['a short leaf key', leaf({ hpkePublicKey: leafNode.hpkePublicKey.subarray(1) })],
    ];
    for (const [what, keyPackage] of wrong) {
      const bytes = await resigned(device, keyPackage);
      expect([what, await outcome(mls.readKeyPackage(bytes))]).toEqual([what, 'MLS_REFUSED']);
      expect(await outcome(mls.createPair(await makeDevice('alice'), text('id'), bytes))).toBe(
        'MLS_REFUSED',
      );
    }

    function leaf(change: object): KeyPackage {
      return { ...base, leafNode: { ...leafNode, ...change } };
    }
  });

  it('with one of its two signatures wrong is refused', async () => {
    const device = await makeDevice('bob');
    const base = await baseKeyPackage(device);
    const signature = base.leafNode.signature.slice();
    signature[0]! ^= 1;
    const leafNode = { ...base.leafNode, signature };
    const signed = await signKeyPackage(
      { ...base, leafNode },
      device.signaturePrivateKey,
      suite.signature,
    );
    for (const keyPackage of [signed, { ...base, signature }]) {
      const bytes = encodeMlsMessage({
        version: 'mls10',
        wireformat: 'mls_key_package',
        keyPackage,
      });
      await expect(mls.readKeyPackage(bytes)).rejects.toMatchObject(refused);
    }
  });

  it('whose init key is no X-Wing key is refused when a pair is made with it', async () => {
    const device = await makeDevice('bob');
    const base = await baseKeyPackage(device);
    const initKey = base.initKey.slice().fill(0xff, 0, 3);
    const bytes = await resigned(device, { ...base, initKey });
    await expect(
      mls.createPair(await makeDevice('alice'), text('id'), bytes),
    ).rejects.toMatchObject(refused);
  });
});

describe('a Welcome', () => {
  it('with any bit flipped, cut, or continued is refused', async () => {
    const { bobOwn, welcome } = await makePair();
    for (let bit = 0; bit < welcome.length * 8; bit += 211) {
      await expect(mls.join(bobOwn, flipped(welcome, bit))).rejects.toMatchObject(refused);
    }
    for (let length = 0; length < welcome.length; length += 97) {
      await expect(mls.join(bobOwn, welcome.subarray(0, length))).rejects.toMatchObject(refused);
    }
    await expect(mls.join(bobOwn, Uint8Array.of(...welcome, 0))).rejects.toMatchObject(refused);
    expect((await mls.join(bobOwn, welcome)).epoch).toBe(1n);
  });

  it('with secrets for another member beside ours is refused', async () => {
    const { bobOwn, welcome } = await makePair();
    const message = decodeMlsMessage(welcome, 0)?.[0];
    if (message?.wireformat !== 'mls_welcome') throw new Error('no Welcome');
    const secret = message.welcome.secrets[0]!;
    const secrets = [secret, { ...secret, newMember: crypto.random(64) }];
    const bytes = encodeMlsMessage({ ...message, welcome: { ...message.welcome, secrets } });
    await expect(mls.join(bobOwn, bytes)).rejects.toMatchObject(refused);
  });

  it('of random bytes is refused, and a broken private part is a fault of ours', async () => {
    const { bobOwn, welcome } = await makePair();
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (rest) => {
        expect(await outcome(mls.join(bobOwn, Uint8Array.of(0, 1, 0, 3, ...rest)))).toBe(
          'MLS_REFUSED',
        );
      }),
    );
    for (const secret of [
      new Uint8Array(0),
      bobOwn.secret.subarray(1),
      Uint8Array.of(2, ...bobOwn.secret.subarray(1)),
    ]) {
      await expect(mls.join({ ...bobOwn, secret }, welcome)).rejects.toMatchObject({
        code: 'MLS_INPUT',
      });
    }
  });
});

async function baseKeyPackage(device: MlsDevice): Promise<KeyPackage> {
  const { keyPackage } = await mls.createKeyPackage(device);
  const message = decodeMlsMessage(keyPackage, 0)?.[0];
  if (message?.wireformat !== 'mls_key_package') throw new Error('no KeyPackage');
  return message.keyPackage;
}

async function resigned(device: MlsDevice, keyPackage: KeyPackage): Promise<Uint8Array> {
  const leafNode = await signLeafNodeKeyPackage(
    keyPackage.leafNode,
    device.signaturePrivateKey,
    suite.signature,
  );
  const signed = await signKeyPackage(
    { ...keyPackage, leafNode },
    device.signaturePrivateKey,
    suite.signature,
  );
  return encodeMlsMessage({ version: 'mls10', wireformat: 'mls_key_package', keyPackage: signed });
}
