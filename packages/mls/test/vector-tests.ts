import { describe, expect, test } from 'vitest';
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

interface OfSuite {
  readonly cipher_suite: number;
}

/** What is published for primitives, encoding, key schedule, secret tree and framing; the same in Node and in a browser. */
export async function declareVectorTests(): Promise<void> {
  const crypto = await createCrypto();

  function ofEachSuite<T extends OfSuite>(
    path: string,
    count: number,
    check: (suite: Suite, vector: T) => Promise<void>,
  ): Promise<void> {
    return declare<T>(path, count, async (vectors) => {
      for (const vector of vectors) await check(createSuite(crypto, vector.cipher_suite)!, vector);
      expect(new Set(vectors.map((vector) => vector.cipher_suite)).size).toBe(7);
    });
  }

  await ofEachSuite('mls/crypto-basics.json', 7, checkCryptoBasics);
  await ofEachSuite('mls/key-schedule.json', 7, checkKeySchedule);
  await ofEachSuite('mls/psk_secret.json', 77, checkPskSecret);
  await ofEachSuite('mls/transcript-hashes.json', 7, checkTranscript);
  await ofEachSuite('mls/welcome.json', 7, checkWelcome);
  await ofEachSuite('mls/secret-tree.json', 21, checkSecretTree);
  await ofEachSuite('mls/message-protection.json', 7, checkMessageProtection);
  await declare('mls/messages.json', 300, async (vectors) => vectors.forEach(checkMessages));
  await declare('mls/deserialization.json', 14, async (vectors) =>
    vectors.forEach(checkVectorHeader),
  );
}

async function declare<T>(
  path: string,
  count: number,
  check: (vectors: readonly T[]) => Promise<void>,
): Promise<void> {
  const vectors = await publishedVectors<T>(path);
  describe(path, () => {
    test(vectors === undefined ? 'is not here' : `all ${count} vectors hold`, async () => {
      if (vectors === undefined) return;
      expect(vectors.length).toBe(count);
      await check(vectors);
    });
  });
}
