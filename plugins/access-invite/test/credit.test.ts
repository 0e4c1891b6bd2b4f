import { mintCredit } from '@sotto/access-invite';
import { countingBytes } from '@sotto/contracts';
import { nodeCrypto } from '@sotto/crypto-node';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCredit } from '../src/credit.ts';

const crypto = await nodeCrypto().create({});
const privateKey = countingBytes(32, 7);
const publicKey = await crypto.signatures.Ed25519.publicKey(privateKey);
const read = (bytes: Uint8Array): ReturnType<typeof readCredit> =>
  readCredit(crypto, publicKey, bytes);

const latestMs = 0xffff_ffff * 1000 + 999;
const terms = fc.record({
  mailboxes: fc.integer({ min: 1, max: 0xffff }),
  expiresAtMs: fc.integer({ min: 0, max: latestMs }),
});

test('a credit says what it was made for, to the second', () =>
  fc.assert(
    fc.asyncProperty(terms, async ({ mailboxes, expiresAtMs }) => {
      const { bytes, ...said } = await mintCredit(crypto, privateKey, { mailboxes, expiresAtMs });
      expect(bytes.length).toBe(87);
      expect(said).toMatchObject({ mailboxes, expiresAtMs: expiresAtMs - (expiresAtMs % 1000) });
      expect(said.id).toMatch(/^[0-9a-f]{32}$/);
      expect(await read(bytes)).toEqual(said);
    }),
    { numRuns: 50 },
  ));

test('whatever the bytes, reading gives undefined and never rejects', () =>
  fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.uint8Array({ maxLength: 1_024 }),
        fc.uint8Array({ minLength: 87, maxLength: 87 }),
      ),
      fc.boolean(),
      async (bytes, asVersion1) => {
        if (asVersion1) bytes.fill(1, 0, 1);
        expect(await read(bytes)).toBeUndefined();
      },
    ),
  ));

test('a credit that another key signed is none', async () => {
  const other = countingBytes(32, 9);
  const { bytes } = await mintCredit(crypto, other, { mailboxes: 1, expiresAtMs: 1_000 });
  expect(await read(bytes)).toBeUndefined();
});

test.for([
  { mailboxes: 0, expiresAtMs: 1_000 },
  { mailboxes: 65_536, expiresAtMs: 1_000 },
  { mailboxes: 1.5, expiresAtMs: 1_000 },
  { mailboxes: Number.NaN, expiresAtMs: 1_000 },
  { mailboxes: 1, expiresAtMs: -1 },
  { mailboxes: 1, expiresAtMs: latestMs + 1 },
  { mailboxes: 1, expiresAtMs: Number.POSITIVE_INFINITY },
])('a credit is not made for what it cannot say: %o', async (impossible) => {
  await expect(mintCredit(crypto, privateKey, impossible)).rejects.toMatchObject({
    code: 'CREDIT_TERMS',
  });
});
