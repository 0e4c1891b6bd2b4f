import { expect, test } from 'vitest';
import { nodeCrypto } from '@sotto/crypto-node';

test.each([0, 1.5, -1, 1_000_001, Number.NaN])(
  'maxKnownKeys of %s is refused at once',
  (maxKnownKeys) => {
    expect(() => nodeCrypto({ maxKnownKeys })).toThrow(
      expect.objectContaining({ code: 'CRYPTO_INPUT' }),
    );
  },
);

test('a store for one key still answers rightly for several', async () => {
  const { signatures, random } = await nodeCrypto({ maxKnownKeys: 1 }).create({});
  const ed25519 = signatures.Ed25519;
  const message = random(10);
  const keys = [random(32), random(32), random(32)];
  for (const privateKey of [...keys, ...keys]) {
    const publicKey = await ed25519.publicKey(privateKey);
    expect(await ed25519.verify(publicKey, message, await ed25519.sign(privateKey, message))).toBe(
      true,
    );
    expect(
      await ed25519.verify(publicKey, random(10), await ed25519.sign(privateKey, message)),
    ).toBe(false);
  }
});
