import type { SignatureScheme } from '@sotto/core';
import { ed25519Verifier } from '@sotto/ed25519-check';
import { requireBytes, requireLength } from './input.ts';
import { KeptKeys } from './kept-keys.ts';
import type { SignaturePlatform } from './signature-platform.ts';

/** Ed25519 on whatever the platform has, under the one rule. */
export function createEd25519<PrivateKey, PublicKey>(
  platform: SignaturePlatform<PrivateKey, PublicKey>,
  maxKnownKeys: number,
): SignatureScheme {
  const privateKeys = new KeptKeys((seed) => platform.importPrivateKey(seed));
  return {
    publicKey: async (privateKey) => {
      requireLength(privateKey, 32, 'privateKey');
      const { publicKey } = await privateKeys.get(privateKey);
      return publicKey.slice();
    },
    sign: async (privateKey, message) => {
      requireLength(privateKey, 32, 'privateKey');
      requireBytes(message, 'message');
      const { key } = await privateKeys.get(privateKey);
      return platform.sign(key, message);
    },
    verify: ed25519Verifier(platform, maxKnownKeys),
  };
}
