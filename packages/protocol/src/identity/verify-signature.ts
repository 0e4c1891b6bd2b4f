/** `Ed25519.verify` of the crypto point: key 32 bytes, signature 64 bytes; false for a signature that is not of the key. */
export type VerifySignature = (
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
) => Promise<boolean>;
