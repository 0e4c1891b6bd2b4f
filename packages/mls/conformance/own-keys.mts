import type { OwnKeyPackage } from '../src/index.ts';
import { parseMessage } from '../src/index.ts';
import { sameBytes } from '../src/bytes.ts';
import { knownCipherSuites } from '../src/suite/cipher-suites.ts';
import type { Suite } from '../src/suite/suite.ts';
import { Failure } from './failure.mts';
import { fromHex } from './hex.mts';
import type { PassiveClientVector } from './vector.mts';

const signatureKeyBytes = { Ed25519: 32, Ed448: 57, 'P-256': 32, 'P-384': 48, 'P-521': 66 };

/** The client's KeyPackage with its private keys, each of which has to belong to the public key there. */
export async function ownKeys(
  suite: Suite,
  vector: PassiveClientVector,
  maxBytes: number,
): Promise<OwnKeyPackage> {
  const message = fromHex(vector.key_package);
  const parsed = parseMessage(message, maxBytes);
  if (parsed.wireFormat !== 'key_package') throw new Failure('NOT_A_KEY_PACKAGE');
  const { keyPackage } = parsed;
  const { signature } = knownCipherSuites.find(({ id }) => id === suite.id)!;
  const own: OwnKeyPackage = {
    keyPackage,
    message,
    initPrivateKey: fit(fromHex(vector.init_priv), suite.privateKeyBytes),
    encryptionPrivateKey: fit(fromHex(vector.encryption_priv), suite.privateKeyBytes),
    signaturePrivateKey: fit(
      withoutSuffix(fromHex(vector.signature_priv), keyPackage.leafNode.signatureKey),
      signatureKeyBytes[signature],
    ),
  };
  const { initKey, leafNode } = keyPackage;
  const belong =
    sameBytes(await suite.publicKey(own.initPrivateKey), initKey) &&
    sameBytes(await suite.publicKey(own.encryptionPrivateKey), leafNode.encryptionKey) &&
    sameBytes(await suite.signaturePublicKey(own.signaturePrivateKey), leafNode.signatureKey);
  if (!belong) throw new Failure('PRIVATE_KEY');
  return own;
}

/** Some libraries keep the public key behind the private one. */
function withoutSuffix(key: Uint8Array, publicKey: Uint8Array): Uint8Array {
  const end = key.length - publicKey.length;
  return end > 0 && sameBytes(key.subarray(end), publicKey) ? key.subarray(0, end) : key;
}

/** Numbers come big-endian and without their leading zeros, or with some to spare. */
function fit(key: Uint8Array, length: number): Uint8Array {
  let start = 0;
  while (key.length - start > length && key[start] === 0) start += 1;
  const fitted = new Uint8Array(Math.max(length, key.length - start));
  fitted.set(key.subarray(start), fitted.length - (key.length - start));
  return fitted;
}
