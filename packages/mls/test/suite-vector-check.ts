import { expect } from 'vitest';
import type { Suite } from '../src/suite/suite.ts';
import type { Hex } from './vectors.ts';
import { fromHex, toHex } from './vectors.ts';

export interface CryptoBasicsVector {
  readonly cipher_suite: number;
  readonly ref_hash: { readonly label: string; readonly value: Hex; readonly out: Hex };
  readonly expand_with_label: {
    readonly secret: Hex;
    readonly label: string;
    readonly context: Hex;
    readonly length: number;
    readonly out: Hex;
  };
  readonly derive_secret: { readonly secret: Hex; readonly label: string; readonly out: Hex };
  readonly derive_tree_secret: {
    readonly secret: Hex;
    readonly label: string;
    readonly generation: number;
    readonly length: number;
    readonly out: Hex;
  };
  readonly sign_with_label: {
    readonly priv: Hex;
    readonly pub: Hex;
    readonly content: Hex;
    readonly label: string;
    readonly signature: Hex;
  };
  readonly encrypt_with_label: {
    readonly priv: Hex;
    readonly pub: Hex;
    readonly label: string;
    readonly context: Hex;
    readonly plaintext: Hex;
    readonly kem_output: Hex;
    readonly ciphertext: Hex;
  };
}

export async function checkCryptoBasics(suite: Suite, vector: CryptoBasicsVector): Promise<void> {
  const reference = vector.ref_hash;
  expect(toHex(await suite.refHash(reference.label, fromHex(reference.value)))).toBe(reference.out);
  const { secret, label, context, length, out } = vector.expand_with_label;
  const expanded = suite.expandWithLabel(fromHex(secret), label, fromHex(context), length);
  expect(toHex(await expanded)).toBe(out);
  const derived = vector.derive_secret;
  expect(toHex(await suite.deriveSecret(fromHex(derived.secret), derived.label))).toBe(derived.out);
  const ratchet = vector.derive_tree_secret;
  const next = suite.deriveTreeSecret(
    fromHex(ratchet.secret),
    ratchet.label,
    ratchet.generation,
    ratchet.length,
  );
  expect(toHex(await next)).toBe(ratchet.out);
  await checkSigning(suite, vector.sign_with_label);
  await checkEncryption(suite, vector.encrypt_with_label);
}

async function checkSigning(
  suite: Suite,
  vector: CryptoBasicsVector['sign_with_label'],
): Promise<void> {
  const content = fromHex(vector.content);
  const publicKey = fromHex(vector.pub);
  const own = await suite.sign(fromHex(vector.priv), vector.label, content);
  for (const signature of [fromHex(vector.signature), own]) {
    expect(await suite.verify(publicKey, vector.label, content, signature)).toBe(true);
    expect(await suite.verify(publicKey, `${vector.label}!`, content, signature)).toBe(false);
  }
}

async function checkEncryption(
  suite: Suite,
  vector: CryptoBasicsVector['encrypt_with_label'],
): Promise<void> {
  const context = await suite.hpkeContext(vector.label, fromHex(vector.context));
  const published = {
    kemOutput: fromHex(vector.kem_output),
    ciphertext: fromHex(vector.ciphertext),
  };
  const own = await suite.hpkeSeal(fromHex(vector.pub), context, fromHex(vector.plaintext));
  for (const sealed of [published, own!]) {
    const opened = await suite.hpkeOpen(fromHex(vector.priv), context, sealed);
    expect(toHex(opened!)).toBe(vector.plaintext);
  }
}
