import { createPrivateKey, createPublicKey, diffieHellman } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ml_kem768_x25519 as nobleXWing } from '@noble/post-quantum/hybrid.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { webCrypto } from '@sotto/crypto-web';
import { isModulusKept } from '../src/ml-kem.ts';
import { isSmallOrderU } from '../src/x25519.ts';
import { bareSubtle } from './bare-subtle.ts';

interface XWingVector {
  readonly sk: string;
  readonly pk: string;
  readonly ct: string;
  readonly ss: string;
}

// Published vectors are not part of the repository: they are looked for in a folder beside it.
const path = join(import.meta.dirname, '../../../../shared/vectors/xwing/test-vectors.json');
const published = existsSync(path)
  ? (JSON.parse(readFileSync(path, 'utf8')) as readonly XWingVector[])
  : undefined;
if (published === undefined)
  process.stderr.write('no published vectors here: xwing/test-vectors.json\n');
const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));

describe.each([
  ['on WebCrypto', webCrypto()],
  ['on noble', webCrypto({ subtle: bareSubtle() })],
])('X-Wing %s', (_, plugin) => {
  test.skipIf(published === undefined)(
    'publicKey and decapsulate pass the vectors of the draft',
    async () => {
      const { xwing } = await plugin.create({});
      expect(published!.length).toBeGreaterThan(0);
      for (const { sk, pk, ct, ss } of published!) {
        expect(await xwing.publicKey(bytes(sk))).toEqual(bytes(pk));
        expect(await xwing.decapsulate(bytes(sk), bytes(ct))).toEqual(bytes(ss));
      }
    },
  );

  test('encapsulations cross over to another implementation, and back', async () => {
    const { xwing, random } = await plugin.create({});
    for (let round = 0; round < 3; round += 1) {
      const privateKey = random(32);
      const publicKey = await xwing.publicKey(privateKey);
      expect(publicKey).toEqual(nobleXWing.getPublicKey(privateKey));
      const ours = await xwing.encapsulate(publicKey);
      expect(nobleXWing.decapsulate(ours!.ciphertext, privateKey)).toEqual(ours!.sharedSecret);
      const theirs = nobleXWing.encapsulate(publicKey);
      expect(await xwing.decapsulate(privateKey, theirs.cipherText)).toEqual(theirs.sharedSecret);
    }
  });
});

test('the u of small order are those for which OpenSSL’s X25519 gives nothing', () => {
  const header = (hex: string, key: Uint8Array) => Buffer.concat([Buffer.from(hex, 'hex'), key]);
  const privateKey = createPrivateKey({
    key: header('302e020100300506032b656e04220420', new Uint8Array(32).fill(9)),
    format: 'der',
    type: 'pkcs8',
  });
  const givesNothing = (u: Uint8Array): boolean => {
    const publicKey = createPublicKey({
      key: header('302a300506032b656e032100', u),
      format: 'der',
      type: 'spki',
    });
    try {
      diffieHellman({ privateKey, publicKey });
      return false;
    } catch {
      return true;
    }
  };
  const known = [
    new Uint8Array(32),
    new Uint8Array(32).with(0, 1),
    ...[0xec, 0xed, 0xee].map((first) =>
      new Uint8Array(32).fill(0xff).with(0, first).with(31, 0x7f),
    ),
    bytes('e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800'),
    bytes('5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157'),
  ];
  for (const u of known.flatMap((low) => [low, low.with(31, low[31]! | 0x80)])) {
    expect(isSmallOrderU(u)).toBe(true);
    expect(givesNothing(u)).toBe(true);
  }
  const near = known.flatMap((low) => [low.with(0, low[0]! ^ 2), low.with(17, low[17]! ^ 1)]);
  for (const u of near) expect(isSmallOrderU(u)).toBe(givesNothing(u));
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (u) => {
      expect(isSmallOrderU(u)).toBe(givesNothing(u));
    }),
  );
});

test('the modulus check refuses a public key exactly when a coefficient is not below q', () => {
  const coefficient = fc.oneof(fc.nat({ max: 4_095 }), fc.constantFrom(0, 3_328, 3_329, 4_095));
  fc.assert(
    fc.property(coefficient, fc.nat({ max: 767 }), (value, index) => {
      const publicKey = new Uint8Array(1_216).fill(0xff, 1_152);
      const offset = 3 * (index >> 1);
      if (index % 2 === 0) publicKey.set([value & 0xff, value >> 8], offset);
      else publicKey.set([(value & 15) << 4, value >> 4], offset + 1);
      expect(isModulusKept(publicKey)).toBe(value < 3_329);
    }),
    { numRuns: 300 },
  );
});
