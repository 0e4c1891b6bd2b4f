import type { Ed25519Platform, PrimeOrderTest } from '@sotto/ed25519-check';
import { primeOrderByX25519, primeOrderScalar, probeEquation } from '@sotto/ed25519-check';
import type { Cipher } from './cipher.ts';
import { subtleCipher } from './cipher.ts';
import type { MlKem } from './ml-kem.ts';
import { subtleMlKem } from './ml-kem.ts';
import type { PrimeCurve, PrimeCurvePlatform } from './prime-curve.ts';
import type { SignaturePlatform } from './signature-platform.ts';
import { subtleSignatures } from './signature-platform.ts';
import { subtlePrimeCurve } from './subtle-prime-curve.ts';
import type { X25519 } from './x25519.ts';
import { subtleX25519 } from './x25519.ts';

/** What this browser has, and noble for the rest: loaded only where it is needed. */
export interface Primitives {
  readonly aesGcm: Cipher;
  readonly chacha: Cipher;
  readonly signatures: SignaturePlatform;
  readonly x25519: X25519;
  readonly mlKem: MlKem;
}

/** Tries each primitive once. An old browser says so by rejecting, each in words of its own. */
export async function choosePrimitives(subtle: SubtleCrypto): Promise<Primitives> {
  const [x25519, mlKem, chacha] = await Promise.all([
    chooseX25519(subtle),
    chooseMlKem(subtle),
    chooseChaCha(subtle),
  ]);
  const signatures = await chooseSignatures(subtle, x25519);
  return {
    aesGcm: subtleCipher(subtle, 'AES-GCM'),
    chacha,
    signatures,
    x25519: x25519.variant,
    mlKem,
  };
}

interface Choice<Variant> {
  readonly variant: Variant;
  readonly native: boolean;
}

async function works(attempt: () => Promise<unknown>): Promise<boolean> {
  try {
    await attempt();
    return true;
  } catch {
    // The answer to the question; the reason has no name that browsers agree on.
    return false;
  }
}

async function chooseX25519(subtle: SubtleCrypto): Promise<Choice<X25519>> {
  const native = subtleX25519(subtle);
  const usable = await works(async () => {
    const { key, publicKey } = await native.importPrivateKey(primeOrderScalar);
    await native.multiply(key, publicKey);
  });
  if (usable) return { variant: native as X25519, native: true };
  const { nobleX25519 } = await import('./noble-curve.ts');
  return { variant: nobleX25519 as X25519, native: false };
}

async function chooseChaCha(subtle: SubtleCrypto): Promise<Cipher> {
  const native = subtleCipher(subtle, 'ChaCha20-Poly1305');
  const [key, nonce, none] = [new Uint8Array(32), new Uint8Array(12), new Uint8Array(0)];
  const usable = await works(async () => {
    const data = await native.seal({ key, nonce, associatedData: none, data: none });
    await native.open({ key, nonce, associatedData: none, data });
  });
  if (usable) return native;
  const { nobleChaCha } = await import('./noble-chacha.ts');
  return nobleChaCha;
}

async function chooseMlKem(subtle: SubtleCrypto): Promise<MlKem> {
  const native = subtleMlKem(subtle);
  const usable = await works(async () => {
    const { key, publicKey } = await native.importPrivateKey(new Uint8Array(64));
    const { ciphertext } = await native.encapsulate(publicKey);
    await native.decapsulate(key, ciphertext);
  });
  if (usable) return native as MlKem;
  const { nobleMlKem } = await import('./noble-ml-kem.ts');
  return nobleMlKem as MlKem;
}

/** When a P curve is first used: most conversations need none. */
export async function choosePrimeCurve(
  subtle: SubtleCrypto,
  curve: PrimeCurve,
): Promise<PrimeCurvePlatform> {
  const native = subtlePrimeCurve(subtle, curve);
  const scalar = new Uint8Array(curve.bytes).with(curve.bytes - 1, 3);
  const usable = await works(async () => {
    const { key, publicKey } = await native.importAgreeKey(scalar);
    const secret = await native.agree(key, publicKey);
    const signing = await native.importSignKey(scalar);
    const raw = await native.sign(signing.key, scalar);
    const verifying = await native.importVerifyKey(publicKey);
    const good = verifying && (await native.verify(verifying, scalar, raw));
    if (secret?.length !== curve.bytes || !good) throw new Error(`${curve.name} does not work.`);
  });
  if (usable) return native as PrimeCurvePlatform;
  const { noblePrimeCurve } = await import('./noble-prime-curve.ts');
  return noblePrimeCurve(curve) as PrimeCurvePlatform;
}

async function chooseSignatures(
  subtle: SubtleCrypto,
  x25519: Choice<X25519>,
): Promise<SignaturePlatform> {
  const native = subtleSignatures(subtle);
  let equation: Ed25519Platform<CryptoKey>['equation'] | 'broken' = 'broken';
  const usable = await works(async () => {
    const { key } = await native.importPrivateKey(primeOrderScalar);
    await native.sign(key, new Uint8Array(1));
    equation = await probeEquation(native);
  });
  if (usable && equation !== 'broken') {
    return {
      ...native,
      equation,
      isPrimeOrder: await choosePrimeOrder(x25519),
    } as SignaturePlatform;
  }
  const { nobleSignatures } = await import('./noble-curve.ts');
  return nobleSignatures as SignaturePlatform;
}

async function choosePrimeOrder({ variant, native }: Choice<X25519>): Promise<PrimeOrderTest> {
  if (native) {
    const { key } = await variant.importPrivateKey(primeOrderScalar);
    return primeOrderByX25519((u) => variant.multiply(key, u));
  }
  const { primeOrderByPoints } = await import('@sotto/ed25519-check/noble');
  return primeOrderByPoints;
}
