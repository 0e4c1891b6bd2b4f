import { createPlugin } from '@sotto/core';
import type { Crypto, Services } from '@sotto/core';
import { nodeCrypto } from '@sotto/crypto-node';
import { expect, test } from 'vitest';
import { createSeededRandom } from '../src/index.ts';
import { modelCrypto } from '../src/model-crypto.ts';

async function models(): Promise<Crypto> {
  const real = await createPlugin(nodeCrypto(), {} as Services);
  return modelCrypto(real, createSeededRandom(1).bytes);
}

test('what was encapsulated to a key comes out with its private key and no other, in the sizes of X-Wing', async () => {
  const { xwing } = await models();
  const [own, others] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
  const publicKey = await xwing.publicKey(own);
  const made = await xwing.encapsulate(publicKey);
  if (made === undefined) throw new Error('Nothing was encapsulated.');
  expect([publicKey.length, made.ciphertext.length, made.sharedSecret.length]).toEqual([
    1_216, 1_120, 32,
  ]);
  expect(await xwing.decapsulate(own, made.ciphertext)).toEqual(made.sharedSecret);
  expect(await xwing.decapsulate(others, made.ciphertext)).not.toEqual(made.sharedSecret);
  const again = await xwing.encapsulate(publicKey);
  expect(again?.sharedSecret).not.toEqual(made.sharedSecret);
});

test('a signature verifies for its key and message, and for nothing else', async () => {
  const { Ed25519 } = (await models()).signatures;
  const privateKey = new Uint8Array(32).fill(1);
  const publicKey = await Ed25519.publicKey(privateKey);
  const other = await Ed25519.publicKey(new Uint8Array(32).fill(2));
  const message = Uint8Array.of(1, 2, 3);
  const signature = await Ed25519.sign(privateKey, message);
  expect(signature).toHaveLength(64);
  expect(await Ed25519.verify(publicKey, message, signature)).toBe(true);
  expect(await Ed25519.verify(other, message, signature)).toBe(false);
  expect(await Ed25519.verify(publicKey, Uint8Array.of(1, 2, 4), signature)).toBe(false);
  expect(await Ed25519.verify(publicKey, message, signature.subarray(1))).toBe(false);
});

test('inputs of the wrong length are refused as by the real ones', async () => {
  const { xwing, signatures } = await models();
  const short = new Uint8Array(31);
  expect(await xwing.encapsulate(new Uint8Array(7))).toBe(undefined);
  for (const call of [
    () => xwing.publicKey(short),
    () => xwing.decapsulate(new Uint8Array(32), short),
    () => signatures.Ed25519.sign(short, short),
  ]) {
    await expect(call()).rejects.toMatchObject({ code: 'CRYPTO_INPUT' });
  }
});
