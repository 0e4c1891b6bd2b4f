import type { Crypto, DhAlgorithm, DhGroup } from '@sotto/core';
import type { Flaw, Flaws } from '../../contract.ts';
import { flawOf } from '../../contract.ts';
import type { AgreementClauseId } from '../../crypto/agreement.ts';

/** Breaks one group and leaves the others as they are. */
function groupFlaw(
  algorithm: DhAlgorithm,
  change: (good: DhGroup, crypto: Crypto) => Partial<DhGroup>,
): Flaw<'crypto'> {
  return flawOf((crypto) => {
    const good = crypto.dh[algorithm];
    return { dh: { ...crypto.dh, [algorithm]: { ...good, ...change(good, crypto) } } };
  });
}

export const brokenAgreement: Flaws<AgreementClauseId, 'crypto'> = {
  // The hash of the secret, as libraries give it that keep the raw one to themselves.
  'dh-vectors': groupFlaw('P-256', ({ agree }, { hash }) => ({
    agree: async (privateKey, publicKey) => {
      const secret = await agree(privateKey, publicKey);
      return secret && hash('SHA-256', secret);
    },
  })),
  // Mixes its own public key in.
  'dh-both-sides': groupFlaw('X448', ({ agree, publicKey }) => ({
    agree: async (privateKey, peer) => {
      const own = await publicKey(privateKey);
      return (await agree(privateKey, peer))?.map((byte, index) => byte ^ own[index]!);
    },
  })),
  // A number, without the zeros that it begins with.
  'dh-length': groupFlaw('P-384', ({ agree }) => ({
    agree: async (privateKey, publicKey) => {
      const secret = await agree(privateKey, publicKey);
      return secret?.slice(secret.findIndex((byte) => byte !== 0));
    },
  })),
  'dh-bounds': groupFlaw('X25519', ({ publicKey }) => ({
    publicKey: (privateKey) => publicKey(privateKey.slice(0, 32)),
  })),
  'dh-key-length': groupFlaw('P-521', ({ agree }) => ({
    agree: async (privateKey, publicKey) => {
      if (publicKey.length !== 133) throw new RangeError('A public key has 133 bytes.');
      return agree(privateKey, publicKey);
    },
  })),
  // Takes no notice of how a point is encoded.
  'dh-points': groupFlaw('P-256', ({ agree }) => ({
    agree: (privateKey, publicKey) =>
      agree(privateKey, publicKey.length === 65 ? publicKey.with(0, 4) : publicKey),
  })),
  // X25519 as X-Wing wants it.
  'dh-zero': groupFlaw('X25519', ({ agree }) => ({
    agree: async (privateKey, publicKey) =>
      (await agree(privateKey, publicKey)) ??
      (publicKey.length === 32 ? new Uint8Array(32) : undefined),
  })),
  // Refuses a u that is not below the prime.
  'dh-not-reduced': groupFlaw('X25519', ({ agree }) => ({
    agree: async (privateKey, publicKey) =>
      publicKey[31] === 0x7f && publicKey[30] === 0xff ? undefined : agree(privateKey, publicKey),
  })),
};
