import { envelopeLength, sharedSlotBytes } from '@sotto/protocol';
import { describe, expect, test } from 'vitest';
import { openContent, sealContentFor } from '../src/conversation/envelope.ts';
import { crypto } from './node-crypto.ts';

const aside = { kind: 'aside', aside: crypto.random(700) } as const;
const keyOf = () => ({ envelopeKey: crypto.random(32) });
const sealedFor = (keys: readonly { readonly envelopeKey: Uint8Array }[], content = aside) =>
  sealContentFor(
    crypto,
    keys.map(({ envelopeKey }) => envelopeKey),
    content,
  );

describe('what is sealed for several epochs', () => {
  test('opens with the key of any of them, and of no other', async () => {
    for (const count of [1, 2, 9, 16]) {
      const keys = Array.from({ length: count }, keyOf);
      const body = await sealedFor(keys);
      for (const by of keys) {
        const opened = await openContent(crypto, [keyOf(), by, keyOf()], body);
        expect(opened).toEqual({ content: aside, by, isShared: count > 1 });
      }
      expect(await openContent(crypto, [keyOf(), keyOf()], body)).toBeUndefined();
    }
  });

  test('is as long as what is sealed for one, with a bucket more at most, whatever their number', async () => {
    const lengths = await Promise.all(
      [1, 2, 16].map(
        async (count) => (await sealedFor(Array.from({ length: count }, keyOf))).length,
      ),
    );
    expect(lengths).toEqual([1_024, 2_048, 2_048].map(envelopeLength));
  });

  test('opens for nobody when a bit of it was turned, of somebody else’s slot too', async () => {
    const keys = [keyOf(), keyOf()];
    const body = await sealedFor(keys);
    // The nonce, each part of the other one's slot, a slot that nobody has, the content.
    for (const at of [1, 13 + sharedSlotBytes, 13 + 47 + sharedSlotBytes, 13 + 9 * 48, 1_000]) {
      const turned = body.with(at, body[at]! ^ 1);
      expect(await openContent(crypto, keys.slice(0, 1), turned)).toBeUndefined();
    }
    expect(await openContent(crypto, keys.slice(0, 1), body)).toBeDefined();
  });

  test('says the same twice without two bytes of it telling so', async () => {
    const keys = [keyOf(), keyOf()];
    const [one, two] = [await sealedFor(keys), await sealedFor(keys)];
    const same = one.filter((byte, index) => byte === two[index]).length;
    expect(same).toBeLessThan(one.length / 50);
  });
});
