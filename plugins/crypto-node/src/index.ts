export { nodeCrypto } from './node-crypto.ts';
export type { NodeCryptoOptions } from './node-crypto.ts';
