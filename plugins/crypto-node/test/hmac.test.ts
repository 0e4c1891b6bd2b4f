import * as node from 'node:crypto';
import { expect, test } from 'vitest';
import { nodeCrypto } from '../src/index.ts';

const hashes = [
  ['SHA-256', 'sha256'],
  ['SHA-384', 'sha384'],
  ['SHA-512', 'sha512'],
] as const;

test.each(hashes)(
  'HMAC with %s is that of OpenSSL for keys and data of all lengths about its bounds',
  async (algorithm, name) => {
    const crypto = await nodeCrypto().create({});
    const keyLengths = [0, 1, 31, 32, 63, 64, 65, 127, 128, 129, 200];
    const dataLengths = [0, 1, 55, 56, 64, 511, 512, 513, 2_000];
    for (const keyLength of keyLengths) {
      for (const dataLength of dataLengths) {
        const [key, data] = [node.randomBytes(keyLength), node.randomBytes(dataLength)];
        const expected = node.createHmac(name, key).update(data).digest('hex');
        expect((await crypto.hmac(algorithm, key, data)).toHex()).toBe(expected);
      }
    }
  },
);
