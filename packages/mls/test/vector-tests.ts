import { expect, test } from 'vitest';
import { createSuite } from '../src/suite/suite.ts';
import type { Suite } from '../src/suite/suite.ts';
import { createCrypto } from './crypto.ts';
import { checkMessageProtection } from './framing/vector-check.ts';
import { checkKeySchedule, checkPskSecret, checkTranscript } from './schedule/vector-checks.ts';
import { checkWelcome } from './schedule/welcome-vector.ts';
import { checkSecretTree } from './secret-tree/vector-check.ts';
import { checkCryptoBasics } from './suite-vector-check.ts';
import { publishedVectors } from './vectors.ts';
import { checkMessages, checkVectorHeader } from './wire/vector-checks.ts';

type OfSuite = (suite: Suite, vector: never) => Promise<void>;

const ofSuites: readonly (readonly [file: string, vectors: number, check: OfSuite])[] = [
  ['crypto-basics', 7, checkCryptoBasics],
  ['key-schedule', 7, checkKeySchedule],
  ['psk_secret', 77, checkPskSecret],
  ['transcript-hashes', 7, checkTranscript],
  ['welcome', 7, checkWelcome],
  ['secret-tree', 21, checkSecretTree],
  ['message-protection', 7, checkMessageProtection],
];

const ofNone: readonly (readonly [file: string, vectors: number, check: (v: never) => void])[] = [
  ['messages', 300, checkMessages],
  ['deserialization', 14, checkVectorHeader],
];

/** What is published for primitives, encoding, key schedule, secret tree and framing; the same in Node and in a browser. */
export async function declareVectorTests(): Promise<void> {
  const crypto = await createCrypto();

  test.each(ofSuites)('%s: all %i published vectors hold, of all seven suites', async (...row) => {
    const [file, count, check] = row;
    const vectors = await publishedVectors<{ cipher_suite: number }>(`mls/${file}.json`);
    if (vectors === undefined) return;
    expect(vectors.length).toBe(count);
    for (const vector of vectors) {
      await check(createSuite(crypto, vector.cipher_suite)!, vector as never);
    }
    expect(new Set(vectors.map((vector) => vector.cipher_suite)).size).toBe(7);
  });

  test.each(ofNone)('%s: all %i published vectors hold', async (file, count, check) => {
    const vectors = await publishedVectors(`mls/${file}.json`);
    if (vectors === undefined) return;
    expect(vectors.length).toBe(count);
    for (const vector of vectors) check(vector as never);
  });
}
