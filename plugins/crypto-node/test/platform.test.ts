import type * as node from 'node:crypto';
import { afterEach, expect, test, vi } from 'vitest';

const lacking: { argon2: boolean; mlKem: boolean } = { argon2: false, mlKem: false };

vi.mock('node:crypto', async (importOriginal) => {
  const original = await importOriginal<typeof node>();
  return {
    ...original,
    get argon2() {
      return lacking.argon2 ? undefined : original.argon2;
    },
    createPrivateKey: (input: node.JsonWebKeyInput) => {
      if (lacking.mlKem) throw new Error('unsupported');
      return original.createPrivateKey(input);
    },
  };
});

const { nodeCrypto } = await import('@sotto/crypto-node');

afterEach(() => {
  lacking.argon2 = false;
  lacking.mlKem = false;
});

test.each(['argon2', 'mlKem'] as const)(
  'a Node without %s is found out before anything is sealed',
  async (name) => {
    lacking[name] = true;
    await expect(nodeCrypto().create({})).rejects.toMatchObject({ code: 'CRYPTO_UNSUPPORTED' });
    lacking[name] = false;
    await nodeCrypto().create({});
  },
);
