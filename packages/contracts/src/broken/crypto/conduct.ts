import type { Flaws } from '../../contract.ts';
import { flawOf } from '../../contract.ts';
import type { ConductClauseId } from '../../crypto/conduct.ts';

export const brokenConduct: Flaws<ConductClauseId, 'crypto'> = {
  'random-length': flawOf(({ random }) => ({
    random: (length) => random(Math.min(length, 1_024)),
  })),
  'random-bounds': flawOf(({ random }) => ({
    random: (length) => random(Math.min(65_536, Math.max(0, Math.floor(length) || 0))),
  })),
  'random-fresh': flawOf(({ random }) => ({
    random: (length) => random(length).map((byte) => byte & 0x7f),
  })),
  // Compares the shorter length only.
  equal: flawOf(() => ({ equal: (a, b) => a.every((byte, index) => byte === (b[index] ?? byte)) })),
  'inputs-unchanged': flawOf(({ aeadSeal }) => ({
    aeadSeal: async (algorithm, box) => {
      const sealed = await aeadSeal(algorithm, box);
      box.key.fill(0);
      return sealed;
    },
  })),
  'output-own': flawOf(({ hmac }) => {
    const pool = new Uint8Array(8_192);
    return {
      hmac: async (algorithm, key, data) => {
        const code = await hmac(algorithm, key, data);
        pool.set(code);
        return pool.subarray(0, code.length);
      },
    };
  }),
  'input-views': flawOf(({ hash }) => ({
    hash: (algorithm, data) => hash(algorithm, new Uint8Array(data.buffer)),
  })),
  // Keeps imported keys by the array they came in, without looking whether it still holds the same bytes.
  'input-reused': flawOf(({ dh }) => {
    const imported = new WeakMap<Uint8Array, Uint8Array>();
    return {
      dh: {
        ...dh,
        X25519: {
          ...dh.X25519,
          agree: (privateKey, publicKey) => {
            const key = imported.get(privateKey) ?? privateKey.slice();
            imported.set(privateKey, key);
            return dh.X25519.agree(key, publicKey);
          },
        },
      },
    };
  }),
  // One working memory for all calls.
  'calls-at-once': flawOf(({ argon2id }) => {
    let memory: Uint8Array;
    return {
      argon2id: async (input) => {
        memory = input.password;
        await Promise.resolve();
        return argon2id({ ...input, password: memory });
      },
    };
  }),
};
