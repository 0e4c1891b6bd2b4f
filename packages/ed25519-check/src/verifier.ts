import { CheckedKeys } from './checked-keys.ts';
import { isSignatureForm } from './encoding.ts';
import type { PrimeOrderTest } from './prime-order.ts';

/** A platform's Ed25519, used bare nowhere. */
export interface Ed25519Platform<Key> {
  /** The platform's form of 32 bytes that passed `isPrimeOrder`. */
  readonly importPublicKey: (publicKey: Uint8Array) => Promise<Key>;
  readonly verify: (key: Key, message: Uint8Array, signature: Uint8Array) => Promise<boolean>;
  readonly isPrimeOrder: PrimeOrderTest;
  /**
   * `cofactorless`: `verify` is known to check S·B = R + k·A itself, as bytes or as points, so that R is of prime order when A is.
   * `unknown`: it may check the equation times 8; then R is tested as well, which costs as much as verifying.
   */
  readonly equation: 'cofactorless' | 'unknown';
}

/** `false` for whatever is not a good signature, of whatever lengths; rejects only when the platform itself fails. */
export type Ed25519Verify = (
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
) => Promise<boolean>;

/**
 * Sotto's one Ed25519 rule on a platform's verifier: A and R canonical and of prime order, S < L, then the equation.
 * Up to `maxKeys` public keys are remembered, so that a known key costs no test.
 */
export function ed25519Verifier<Key>(
  platform: Ed25519Platform<Key>,
  maxKeys: number,
): Ed25519Verify {
  const keys = new CheckedKeys<Key>(maxKeys, async (publicKey) =>
    (await platform.isPrimeOrder(publicKey)) ? platform.importPublicKey(publicKey) : undefined,
  );
  return async (publicKey, message, signature) => {
    if (publicKey.length !== 32 || !isSignatureForm(signature)) return false;
    const key = await keys.get(publicKey);
    if (key === undefined) return false;
    if (
      platform.equation === 'unknown' &&
      !(await platform.isPrimeOrder(signature.subarray(0, 32)))
    )
      return false;
    return platform.verify(key, message, signature);
  };
}
