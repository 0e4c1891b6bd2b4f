import { expect, test } from 'vitest';
import { probeEquation } from '@sotto/ed25519-check';
import { nobleEd25519 } from '@sotto/ed25519-check/noble';
import { openssl } from './openssl.ts';

test('OpenSSL checks the equation itself', async () => {
  expect(await probeEquation(openssl)).toBe('cofactorless');
});

test('a verifier that checks it times 8 is found out', async () => {
  expect(await probeEquation(nobleEd25519)).toBe('unknown');
});

test('a verifier that refuses an honest signature is found out', async () => {
  expect(await probeEquation({ ...openssl, verify: async () => false })).toBe('broken');
});
