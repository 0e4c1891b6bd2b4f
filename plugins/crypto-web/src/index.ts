export { webCrypto } from './web-crypto.ts';
export type { WebCryptoOptions } from './web-crypto.ts';
