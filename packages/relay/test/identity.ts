import type { Crypto, MailboxAddress, PostId, ReadKey, RegisterToken } from '@sotto/core';
import { createPlugin } from '@sotto/core';
import { nodeCrypto } from '@sotto/crypto-node';
import { closeSignatureInput, listenSignatureInput, mailboxAddress } from '@sotto/protocol';

export const crypto: Crypto = await createPlugin(nodeCrypto(), {} as never);

/** Whoever may read one mailbox. */
export interface Reader {
  readonly readKey: ReadKey;
  readonly address: MailboxAddress;
  readonly signListen: (nonce: Uint8Array) => Promise<Uint8Array>;
  readonly signClose: (nonce: Uint8Array) => Promise<Uint8Array>;
}

export async function newReader(): Promise<Reader> {
  const seed = crypto.random(32);
  const readKey = (await crypto.signatures.Ed25519.publicKey(seed)) as ReadKey;
  const address = mailboxAddress(readKey);
  return {
    readKey,
    address,
    signListen: (nonce) =>
      crypto.signatures.Ed25519.sign(seed, listenSignatureInput(nonce, address)),
    signClose: (nonce) => crypto.signatures.Ed25519.sign(seed, closeSignatureInput(nonce, address)),
  };
}

export function newPostId(): PostId {
  return crypto.random(16) as PostId;
}

export function newToken(): RegisterToken {
  return crypto.random(32) as RegisterToken;
}
