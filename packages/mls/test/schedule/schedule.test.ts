import { describe, expect, test } from 'vitest';
import {
  externalInitReceive,
  externalInitSend,
  externalKeyPair,
} from '../../src/schedule/external-init.ts';
import {
  deriveEpochSecrets,
  epochSecrets,
  exportSecret,
  joinerSecret,
  welcomeSecret,
} from '../../src/schedule/key-schedule.ts';
import { pskSecret } from '../../src/schedule/psk.ts';
import type { PreSharedKeyId } from '../../src/wire/pre-shared-key.ts';
import { testSuite } from '../suite.ts';
import { toHex } from '../vectors.ts';

const suite = testSuite();
const random = () => suite.random(suite.hashBytes);
const context = suite.random(100);

describe('the key schedule', () => {
  test('gives every secret apart from every other, and all of them anew with any input changed', async () => {
    const inputs = [random(), random(), random(), context];
    const seen = new Set<string>();
    for (let changed = 0; changed <= inputs.length; changed += 1) {
      const [init, commit, psk, about] = inputs.map((input, index) =>
        index === changed ? input.with(0, input[0]! ^ 1) : input,
      ) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
      const joiner = await joinerSecret(suite, init, commit, about);
      const { secrets, welcomeSecret: welcome } = await epochSecrets(suite, joiner, psk, about);
      if (changed !== 2 && changed !== 3) seen.add(toHex(joiner));
      if (changed !== 3) seen.add(toHex(welcome));
      for (const secret of Object.values(secrets)) seen.add(toHex(secret));
    }
    // Nine of each of five epochs; the joiner secret, which a PSK does not change; the welcome secret.
    expect(seen.size).toBe(5 * 9 + 3 + 4);
  });

  test('leaves what it is given as it is: the caller overwrites it', async () => {
    const [init, commit, psk, epoch] = [random(), random(), random(), random()];
    const before = [init, commit, psk, epoch].map(toHex);
    const joiner = await joinerSecret(suite, init, commit, context);
    const joinerBefore = toHex(joiner);
    const known = await welcomeSecret(suite, joiner, psk);
    const { welcomeSecret: welcome } = await epochSecrets(suite, joiner, psk, context);
    await deriveEpochSecrets(suite, epoch);
    expect([init, commit, psk, epoch].map(toHex)).toEqual(before);
    expect(toHex(joiner)).toBe(joinerBefore);
    expect(known).toEqual(welcome);
  });

  test('exports for each label, context and length, within the bounds of the KDF', async () => {
    const secret = random();
    const about = Uint8Array.of(1);
    const exported = await exportSecret(suite, secret, 'one', about, 32);
    expect(await exportSecret(suite, secret, 'one', about, 32)).toEqual(exported);
    expect(await exportSecret(suite, secret, 'other', about, 32)).not.toEqual(exported);
    expect(await exportSecret(suite, secret, 'one', Uint8Array.of(2), 32)).not.toEqual(exported);
    expect(await exportSecret(suite, secret, 'one', about, 16)).not.toEqual(
      exported.subarray(0, 16),
    );
    const most = 255 * suite.hashBytes;
    expect(await exportSecret(suite, secret, 'one', about, most)).toHaveLength(most);
    for (const length of [most + 1, -1, 0.5, Number.NaN]) {
      await expect(exportSecret(suite, secret, 'one', about, length)).rejects.toMatchObject({
        code: 'MLS_INPUT',
      });
    }
  });
});

describe('external initialisation', () => {
  test.each([1, 2, 4, 0xf07a])(
    'gives both sides one secret, fresh each time: suite %i',
    async (id) => {
      const other = testSuite(id);
      const secret = other.random(other.hashBytes);
      const { publicKey } = await externalKeyPair(other, secret);
      const once = await externalInitSend(other, publicKey);
      const again = await externalInitSend(other, publicKey);
      expect(once!.initSecret).toHaveLength(other.hashBytes);
      expect(once!.initSecret).not.toEqual(again!.initSecret);
      for (const { kemOutput, initSecret } of [once!, again!]) {
        expect(await externalInitReceive(other, secret, kemOutput)).toEqual(initSecret);
      }
    },
  );

  test('is undefined for what is no key and no KEM output', async () => {
    for (const id of [1, 2, 4, 0xf07a]) {
      const other = testSuite(id);
      expect(await externalInitSend(other, new Uint8Array(3))).toBeUndefined();
      const secret = other.random(other.hashBytes);
      expect(await externalInitReceive(other, secret, new Uint8Array(3))).toBeUndefined();
    }
  });
});

describe('pre-shared keys', () => {
  const id = (pskNonce: Uint8Array): PreSharedKeyId => ({
    pskType: 'external',
    pskId: Uint8Array.of(1),
    pskNonce,
  });

  test('none give zeros', async () => {
    expect(await pskSecret(suite, [])).toEqual(new Uint8Array(suite.hashBytes));
  });

  test('give another secret with another order, number, nonce, name or usage', async () => {
    const [first, second] = [random(), random()];
    const [one, two] = [
      { id: id(first), psk: first },
      { id: id(second), psk: second },
    ] as const;
    const resumption = (usage: 'application' | 'reinit' | 'branch'): PreSharedKeyId => {
      const pskNonce = first;
      return { pskType: 'resumption', usage, pskGroupId: first, pskEpoch: 1n, pskNonce };
    };
    const lists = [
      [one],
      [two],
      [one, two],
      [two, one],
      [one, one],
      [{ id: id(second), psk: first }],
      [{ id: { ...id(first), pskId: Uint8Array.of(2) } as PreSharedKeyId, psk: first }],
      [{ id: resumption('application'), psk: first }],
      [{ id: resumption('reinit'), psk: first }],
      [{ id: resumption('branch'), psk: first }],
    ];
    const secrets = new Set<string>();
    for (const psks of lists) secrets.add(toHex(await pskSecret(suite, psks)));
    expect(secrets.size).toBe(lists.length);
  });

  test('are not overwritten, and no more than can be counted', async () => {
    const psk = random();
    const before = toHex(psk);
    await pskSecret(suite, [{ id: id(psk), psk }]);
    expect(toHex(psk)).toBe(before);
    const tooMany = Array.from({ length: 0x1_0000 }, () => ({ id: id(psk), psk }));
    await expect(pskSecret(suite, tooMany)).rejects.toMatchObject({ code: 'MLS_PSK_COUNT' });
  });
});
