import type { Crypto } from '@sotto/core';
import { SottoError } from '@sotto/core';
import { cipherSuites } from '@sotto/mls';
import type { KeyPackageInput } from '@sotto/mls';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGroupMls, groupSuite } from '../src/mls/group-mls.ts';
import { leafCapabilities, readKeyPackage } from '../src/mls/key-package.ts';
import { openMessage } from '../src/mls/open-message.ts';
import { isRefusal } from '../src/mls/refusal.ts';
import type { Party } from './mls-fixture.ts';
import {
  clock,
  crypto,
  found,
  makePair,
  makeParty,
  mls,
  newKeyPackage,
  opened,
  stranger,
  text,
  textOf,
} from './mls-fixture.ts';

const parts = { mls, clock };
const nowSeconds = clock.now() / 1_000;

/** The code of a refusal; anything else fails the test. */
async function refused(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'taken',
    (error: { code: string; message: string }) => {
      if (!isRefusal(error)) throw error;
      // A sentence of ours, and no byte of theirs.
      expect(error.message).toMatch(/^[A-Z][a-zA-Z ,:'0-9]+\.$/);
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
  it('with any bit flipped is forged or a replay, and the next true one still opens', async () => {
    const { alice, bob } = await makePair();
    const first = await mls.encrypt(alice, text('hello '.repeat(10)));
    const second = await mls.encrypt(first.state, text('again'));
    const after = (await opened(bob, first.message)).state;
    for (const [message, allowed] of [
      [first.message, ['forged', 'replayed']],
      [second.message, ['forged']],
    ] as const) {
      for (let bit = 0; bit < message.length * 8; bit += 3)
        expect(allowed).toContain(await openMessage(parts, after, flipped(message, bit)));
    }
    expect(textOf(await opened(after, second.message))).toBe('again');
  });

  it('cut, continued, or of any other bytes is forged', async () => {
    const { alice, bob } = await makePair();
    const { message } = await mls.encrypt(alice, text('hello'));
    const all = [
      ...message.keys().map((length) => message.subarray(0, length)),
      Uint8Array.of(...message, 0),
      new Uint8Array(65_537),
    ];
    for (const bytes of all) expect(await openMessage(parts, bob, bytes)).toBe('forged');
    const begin = fc.constantFrom([], ...[1, 2, 3, 4, 5].map((format) => [0, 1, 0, format]));
    await fc.assert(
      fc.asyncProperty(begin, fc.uint8Array({ maxLength: 300 }), async (start, rest) => {
        expect(await openMessage(parts, bob, Uint8Array.of(...start, ...rest))).toBe('forged');
      }),
    );
  });

  it('that is a proposal or a commit, public or private, is forged, though a member made it', async () => {
    const { alice, bob } = await makePair();
    for (const wireFormat of ['public_message', 'private_message'] as const) {
      const input = { wireFormat, nowSeconds };
      const { message } = await stranger.commit(alice, input);
      // It is a good one: the engine follows it.
      expect(await stranger.process(bob, message, { nowSeconds })).toMatchObject({
        kind: 'commit',
      });
      const remove = { proposalType: 'remove', removed: 1 } as const;
      const update = await stranger.proposeUpdate(alice, {}, input);
      const removal = await stranger.propose(alice, remove, input);
      for (const made of [message, update.message, removal.message])
        expect(await openMessage(parts, bob, made)).toBe('forged');
    }
    const { message } = await mls.encrypt(alice, text('we go on'));
    expect(textOf(await opened(bob, message))).toBe('we go on');
  });

  it('of an epoch that the other went on to alone is forged', async () => {
    const { alice, bob } = await makePair();
    const { accepted } = await stranger.commit(alice, { nowSeconds });
    const { message } = await stranger.encrypt(accepted.state, text('from the future'));
    expect(await openMessage(parts, bob, message)).toBe('forged');
  });

  it('signed by another key, or with data beside it, is forged, though all its keys are right', async () => {
    const { alice, bob } = await makePair();
    const other = { ...alice, signaturePrivateKey: crypto.random(32) };
    const forged = await mls.encrypt(other, text('forged'));
    expect(await openMessage(parts, bob, forged.message)).toBe('forged');
    const authenticatedData = text('beside');
    const { message } = await mls.encrypt(alice, text('x'), { authenticatedData });
    expect(await openMessage(parts, bob, message)).toBe('forged');
  });

  it('is not blamed for a platform that lacks a primitive', async () => {
    const lacking: Crypto = {
      ...crypto,
      aeadOpen: () => Promise.reject(new SottoError('CRYPTO_UNSUPPORTED', 'Not here.')),
    };
    const { alice, bob } = await makePair();
    const { message } = await mls.encrypt(alice, text('hello'));
    const theirs = createGroupMls(lacking);
    const records = new Map(theirs.save(bob).map(({ name, bytes }) => [name, bytes!]));
    const group = await theirs.load(records);
    await expect(openMessage({ mls: theirs, clock }, group, message)).rejects.toMatchObject({
      code: 'CRYPTO_UNSUPPORTED',
    });
  });
});

describe('a KeyPackage', () => {
  it('with any bit flipped, cut, or continued is refused', async () => {
    const { message } = await newKeyPackage(await makeParty());
    const read = (bytes: Uint8Array): Promise<string> => refused(readKeyPackage(parts, bytes));
    for (let bit = 0; bit < message.length * 8; bit += 61)
      expect(await read(flipped(message, bit))).not.toBe('taken');
    for (let length = 0; length < message.length; length += 29)
      expect(await read(message.subarray(0, length))).not.toBe('taken');
    expect(await read(Uint8Array.of(...message, 0))).not.toBe('taken');
    expect(await read(new Uint8Array(16_385))).toBe('MLS_REFUSED');
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (rest) => {
        expect(await read(Uint8Array.of(0, 1, 0, 5, ...rest))).not.toBe('taken');
      }),
    );
  });

  it('properly made, but of another suite, life or person, is refused', async () => {
    const party = await makeParty();
    const other = await makeParty();
    const code = async (change: Partial<KeyPackageInput>): Promise<string> => {
      const input = { ...(await inputOf(party)), ...change };
      const { message } = await stranger.createKeyPackage(input);
      return refused(readKeyPackage(parts, message));
    };
    const { capabilities } = await inputOf(party);
    const classical = cipherSuites.MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519;
    const basic = (identity: Uint8Array) => ({ credentialType: 'basic' as const, identity });
    const now = BigInt(nowSeconds);
    expect(await code({})).toBe('taken');
    expect(
      await code({
        cipherSuite: classical,
        capabilities: { ...capabilities, cipherSuites: [classical] },
      }),
    ).toBe('MLS_REFUSED');
    const long = { notBefore: now - 1n, notAfter: now + 3_456_000n };
    expect(await code({ lifetime: long })).toBe('MLS_LIFETIME');
    const over = { notBefore: now - 100n, notAfter: now - 1n };
    expect(await code({ lifetime: over })).toBe('MLS_LIFETIME');
    expect(await code({ credential: basic(other.self.device.credential) })).toBe(
      'MLS_CREDENTIAL_REFUSED',
    );
    expect(await code({ credential: basic(text('nobody')) })).toBe('MLS_CREDENTIAL_REFUSED');
    expect(
      await code({
        credential: { credentialType: 'x509', certificates: [text('c')] },
        capabilities: { ...capabilities, credentials: [2] },
      }),
    ).toBe('MLS_CREDENTIAL_REFUSED');
  });

  it('whose init key is no key of the suite is refused when a pair is made with it', async () => {
    const { keyPackage } = await newKeyPackage(await makeParty());
    const { initKey, leafNode } = keyPackage;
    const bad = { ...keyPackage, initKey: initKey.slice().fill(0xff, 0, 3), leafNode };
    expect(await refused(found(await makeParty(), bad))).not.toBe('taken');
  });
});

async function inputOf({ self }: Party): Promise<KeyPackageInput> {
  return {
    cipherSuite: groupSuite,
    credential: { credentialType: 'basic', identity: self.device.credential },
    signaturePrivateKey: self.device.signaturePrivateKey,
    lifetime: { notBefore: BigInt(nowSeconds - 60), notAfter: BigInt(nowSeconds + 86_400) },
    capabilities: leafCapabilities,
  };
}
