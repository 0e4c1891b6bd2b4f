import * as node from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DhAlgorithm, SignatureAlgorithm } from '@sotto/core';
import { webCrypto } from '@sotto/crypto-web';
import { choosePrimeCurve } from '../src/primitives.ts';
import { primeCurves } from '../src/prime-curve.ts';
import { bareSubtle } from './bare-subtle.ts';

const plain = (buffer: Uint8Array): Uint8Array => new Uint8Array(buffer);
const bytesOf = (text: string): Uint8Array => plain(Buffer.from(text, 'base64url'));

/** A key of OpenSSL, and its bytes as the point has them. */
function nodeKey(name: SignatureAlgorithm | DhAlgorithm) {
  const keys = name.startsWith('P-')
    ? node.generateKeyPairSync('ec', { namedCurve: name })
    : node.generateKeyPairSync(name.toLowerCase() as 'x448');
  const { x, y, d } = keys.privateKey.export({ format: 'jwk' });
  const publicKey = y
    ? plain(Buffer.concat([Uint8Array.of(4), bytesOf(x!), bytesOf(y)]))
    : bytesOf(x!);
  return { keys, privateKey: bytesOf(d!), publicKey };
}

const hashes = {
  Ed25519: null,
  Ed448: null,
  'P-256': 'sha256',
  'P-384': 'sha384',
  'P-521': 'sha512',
};

describe.each([
  ['on WebCrypto', webCrypto()],
  ['on noble', webCrypto({ subtle: bareSubtle() })],
])('%s', (_, plugin) => {
  test.each(Object.entries(hashes) as [SignatureAlgorithm, string | null][])(
    'signatures in %s cross over to OpenSSL, and back',
    async (name, hash) => {
      const { sign, verify, publicKey } = (await plugin.create({})).signatures[name];
      for (let round = 0; round < 4; round += 1) {
        const { keys, privateKey, publicKey: point } = nodeKey(name);
        const message = plain(node.randomBytes(50 * round));
        expect(await publicKey(privateKey)).toEqual(point);
        const signature = await sign(privateKey, message);
        expect(node.verify(hash, message, keys.publicKey, signature)).toBe(true);
        const theirs = plain(node.sign(hash, message, keys.privateKey));
        expect(await verify(point, message, theirs)).toBe(true);
      }
    },
  );

  test.each(['P-256', 'P-521', 'Ed448'] as const)(
    'a damaged signature in %s is judged as OpenSSL judges it',
    async (name) => {
      const { verify } = (await plugin.create({})).signatures[name];
      const { keys, publicKey } = nodeKey(name);
      const message = plain(node.randomBytes(20));
      const good = plain(node.sign(hashes[name], message, keys.privateKey));
      const damage = fc.array(
        fc.tuple(fc.nat({ max: good.length - 1 }), fc.integer({ min: 0, max: 255 })),
        { maxLength: 2 },
      );
      await fc.assert(
        fc.asyncProperty(damage, fc.integer({ min: -1, max: 1 }), async (changes, more) => {
          let signature = good.slice();
          for (const [at, byte] of changes) signature[at] = byte;
          if (more < 0) signature = signature.slice(0, more);
          if (more > 0) signature = Uint8Array.of(...signature, 0);
          expect(await verify(publicKey, message, signature)).toBe(
            node.verify(hashes[name], message, keys.publicKey, signature),
          );
        }),
        { numRuns: 30 },
      );
    },
  );

  test.each(['X25519', 'X448', 'P-256', 'P-384', 'P-521'] as const)(
    'secrets in %s are those of OpenSSL',
    async (name) => {
      const { agree, publicKey } = (await plugin.create({})).dh[name];
      for (let round = 0; round < 4; round += 1) {
        const [one, two] = [nodeKey(name), nodeKey(name)];
        expect(await publicKey(one.privateKey)).toEqual(one.publicKey);
        const secret = node.diffieHellman({
          privateKey: one.keys.privateKey,
          publicKey: two.keys.publicKey,
        });
        expect(await agree(one.privateKey, two.publicKey)).toEqual(plain(secret));
      }
    },
  );
});

test('a P curve that the platform cannot use in full comes from noble', async () => {
  const { subtle } = globalThis.crypto;
  const scalar = new Uint8Array(66).with(65, 9);
  const native = await choosePrimeCurve(subtle, primeCurves['P-521']);
  expect((await native.importSignKey(scalar)).key).toBeInstanceOf(CryptoKey);
  // A browser that wants the public key beside the private one, as some did.
  const picky = new Proxy(subtle, {
    get: (target, name) => {
      const member = Reflect.get(target, name) as (...given: unknown[]) => unknown;
      return async (...given: unknown[]) => {
        if (given[0] === 'pkcs8') throw new DOMException('No public key.', 'DataError');
        return Reflect.apply(member, target, given);
      };
    },
  });
  const fallback = await choosePrimeCurve(picky, primeCurves['P-521']);
  expect((await fallback.importSignKey(scalar)).key).toBeInstanceOf(Uint8Array);
});
