import { createHash } from 'node:crypto';
import {
  bytesInteger,
  integerBytes,
  order,
  Point,
  prime,
  smallOrderPoint,
} from './curve-points.ts';

export const message: Uint8Array = new TextEncoder().encode('sotto voce');

export interface EdgeCase {
  readonly name: string;
  readonly publicKey: Uint8Array;
  readonly signature: Uint8Array;
  /** Whether S·B = R + k·A holds for the decoded points. */
  readonly cofactorlessHolds: boolean;
}

const secret = hashInteger('secret');
export const honestKey: Uint8Array = Point.BASE.multiply(secret).toBytes();

function hashInteger(...parts: (string | Uint8Array)[]): bigint {
  const hash = createHash('sha512');
  for (const part of parts) hash.update(part);
  return bytesInteger(hash.digest()) % order;
}

function challenge(r: Uint8Array, publicKey: Uint8Array): bigint {
  return hashInteger(r, publicKey, message);
}

function signatureOf(r: Uint8Array, s: bigint): Uint8Array {
  return Uint8Array.of(...r, ...integerBytes(s));
}

/** Signs for a key with a torsion part, with k a multiple of 8, so that the torsion part vanishes from the equation. */
function forKey(name: string, publicKey: Uint8Array, scalar: bigint): EdgeCase {
  for (let attempt = 0; ; attempt += 1) {
    const nonce = hashInteger(name, String(attempt));
    const r = Point.BASE.multiply(nonce).toBytes();
    const k = challenge(r, publicKey);
    if (k % 8n !== 0n) continue;
    return {
      name,
      publicKey,
      signature: signatureOf(r, (nonce + k * scalar) % order),
      cofactorlessHolds: true,
    };
  }
}

function forNonce(
  name: string,
  r: Uint8Array,
  nonce: bigint,
  cofactorlessHolds: boolean,
): EdgeCase {
  const s = (nonce + challenge(r, honestKey) * secret) % order;
  return { name, publicKey: honestKey, signature: signatureOf(r, s), cofactorlessHolds };
}

export function honest(): EdgeCase {
  const nonce = hashInteger('nonce');
  return forNonce('honest', Point.BASE.multiply(nonce).toBytes(), nonce, true);
}

/** Encodings of the identity that are not canonical: y = p + 1, and x = 0 with the sign bit. */
const strangeIdentities = [integerBytes(prime + 1n), integerBytes(1n + (1n << 255n))] as const;

/** Signatures that some library accepts and that the rule refuses. */
export function refused(): readonly EdgeCase[] {
  const nonce = hashInteger('other nonce');
  const s = bytesInteger(honest().signature.subarray(32));
  const r = honest().signature.slice(0, 32);
  const cases: EdgeCase[] = [
    {
      name: 'S + L',
      publicKey: honestKey,
      signature: signatureOf(r, s + order),
      cofactorlessHolds: true,
    },
  ];
  for (let count = 0; count < 8; count += 1) {
    const torsion = smallOrderPoint(count);
    cases.push(
      forKey(`A of small order, ${count}`, torsion.toBytes(), 0n),
      forNonce(`R of small order, ${count}`, torsion.toBytes(), 0n, count === 0),
    );
    if (count === 0) continue;
    cases.push(
      forKey(
        `A of mixed order, ${count}`,
        Point.BASE.multiply(secret).add(torsion).toBytes(),
        secret,
      ),
      forNonce(
        `R of mixed order, ${count}`,
        Point.BASE.multiply(nonce).add(torsion).toBytes(),
        nonce,
        false,
      ),
    );
  }
  for (const [index, identity] of strangeIdentities.entries()) {
    cases.push(
      forKey(`A not canonical, ${index}`, identity, 0n),
      forNonce(`R not canonical, ${index}`, identity, 0n, true),
    );
  }
  return cases;
}
