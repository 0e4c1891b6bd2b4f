import type { Crypto } from '@sotto/core';
import { createPlugin } from '@sotto/core';
import { nodeCrypto } from '@sotto/crypto-node';
import type { Ed25519 } from '@sotto/tlog';

/** Primitives on this machine. The plugin needs no services. */
export const crypto: Crypto = await createPlugin(nodeCrypto(), {} as never);

/** The one Ed25519 rule of Sotto. */
export const ed25519: Ed25519 = crypto.signatures.Ed25519;

/** A new private key, 32 bytes. */
export function newPrivateKey(): Uint8Array {
  return crypto.random(32);
}
