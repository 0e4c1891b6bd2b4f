import type { DhGroup, SignatureScheme } from '@sotto/core';
import { requireBytes, requireLength } from './input.ts';

const load = async () => (await import('./noble-448.ts')).curve448;

const signatureKeyBytes = 57;
const dhKeyBytes = 56;

/** Ed448, fetched when first asked for. */
export const ed448: SignatureScheme = {
  publicKey: async (privateKey) => {
    requireLength(privateKey, signatureKeyBytes, 'privateKey');
    return (await load()).signingKey(privateKey);
  },
  sign: async (privateKey, message) => {
    requireLength(privateKey, signatureKeyBytes, 'privateKey');
    requireBytes(message, 'message');
    return (await load()).sign(privateKey, message);
  },
  verify: async (publicKey, message, signature) =>
    publicKey.length === signatureKeyBytes &&
    signature.length === 2 * signatureKeyBytes &&
    (await load()).verify(publicKey, message, signature),
};

/** X448, fetched when first asked for. */
export const x448: DhGroup = {
  publicKey: async (privateKey) => {
    requireLength(privateKey, dhKeyBytes, 'privateKey');
    return (await load()).agreementKey(privateKey);
  },
  agree: async (privateKey, publicKey) => {
    requireLength(privateKey, dhKeyBytes, 'privateKey');
    if (publicKey.length !== dhKeyBytes) return undefined;
    return (await load()).agree(privateKey, publicKey);
  },
};
