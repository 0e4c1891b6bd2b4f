export { CheckedKeys } from './checked-keys.ts';
export { isSignatureForm } from './encoding.ts';
export { primeOrderByX25519, primeOrderScalar } from './prime-order.ts';
export type { PrimeOrderMultiply, PrimeOrderTest } from './prime-order.ts';
export { probeEquation } from './probe.ts';
export { ed25519Verifier } from './verifier.ts';
export type { Ed25519Platform, Ed25519Verify } from './verifier.ts';
