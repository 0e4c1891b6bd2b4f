import type { CryptoErrorCode } from '@sotto/core';
import { SottoError } from '@sotto/core';

/** Throws CRYPTO_INPUT: the caller's fault. Messages name the argument, never its content. */
export function refuseInput(message: string): never {
  throw new SottoError<CryptoErrorCode>('CRYPTO_INPUT', message);
}

/** Bytes of any length. @throws CRYPTO_INPUT */
export function requireBytes(bytes: Uint8Array, name: string): void {
  if (!(bytes instanceof Uint8Array)) refuseInput(`${name} must be a Uint8Array.`);
}

/** Exactly `length` bytes. @throws CRYPTO_INPUT */
export function requireLength(bytes: Uint8Array, length: number, name: string): void {
  requireBytes(bytes, name);
  if (bytes.length !== length) refuseInput(`${name} must have ${length} bytes.`);
}

/** A whole number within bounds, both inclusive. @throws CRYPTO_INPUT */
export function requireWhole(value: number, min: number, max: number, name: string): void {
  if (!Number.isInteger(value) || value < min || value > max) {
    refuseInput(`${name} must be a whole number from ${min} to ${max}.`);
  }
}
