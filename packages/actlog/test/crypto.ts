import type { Crypto } from '@sotto/core';

/** The primitives of where the test runs: Node's, or a browser's. */
export async function createCrypto(): Promise<Crypto> {
  if ('document' in globalThis) {
    const { webCrypto } = await import('@sotto/crypto-web');
    return webCrypto().create({});
  }
  const { nodeCrypto } = await import('@sotto/crypto-node');
  return nodeCrypto().create({});
}
