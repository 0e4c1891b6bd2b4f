import { Aes128Gcm, CipherSuite, HkdfSha256 } from '@hpke/core';
import { XWing } from '@hpke/hybridkem-x-wing';
import { p256, p384, p521 } from '@noble/curves/nist.js';
import { shake256 } from '@noble/hashes/sha3.js';
import type { Crypto } from '@sotto/core';
import type { CiphersuiteImpl, CiphersuiteName, PrivateKey, PublicKey } from 'ts-mls';
import { getCiphersuiteFromName, getCiphersuiteImpl } from 'ts-mls';
import { makeAead } from 'ts-mls/crypto/implementation/default/makeAead.js';
import { makeGenericHpke } from 'ts-mls/crypto/implementation/hpke.js';
import { concat, utf8 } from '../../src/bytes.ts';
import { cipherSuites, knownCipherSuites } from '../../src/suite/cipher-suites.ts';

const postQuantum = cipherSuites.MLS_128_MLKEM768X25519_AES128GCM_SHA256_Ed25519;

/** The peer's view of the suite of that number, on its own primitives. */
export async function peerSuite(id: number): Promise<CiphersuiteImpl> {
  if (id === postQuantum) return postQuantumSuite();
  const [name] = Object.entries(cipherSuites).find(([, number]) => number === id)!;
  return getCiphersuiteImpl(getCiphersuiteFromName(name as CiphersuiteName));
}

/** The same, with signatures of ours where its own take tens of milliseconds. */
export async function fastPeerSuite(crypto: Crypto, id: number): Promise<CiphersuiteImpl> {
  const suite = await peerSuite(id);
  const { signature } = knownCipherSuites.find((known) => known.id === id)!;
  if (signature === 'Ed25519' || signature === 'P-256') return suite;
  const scheme = crypto.signatures[signature];
  return {
    ...suite,
    signature: {
      sign: (key, message) => scheme.sign(key, message),
      verify: (key, message, signed) => scheme.verify(key, message, signed),
      keygen: async () => {
        const { signKey } = await suite.signature.keygen();
        return { signKey, publicKey: await scheme.publicKey(signKey) };
      },
    },
  };
}

/** A pair of its own, or the one of `given`. It makes public keys of ECDSA compressed, and takes both. */
export async function signatureKeys(
  suite: CiphersuiteImpl,
  given: Uint8Array | undefined,
  isCompressed: boolean,
) {
  const made = await suite.signature.keygen();
  const curve = [p256, p384, p521].find(
    ({ lengths }) => lengths.publicKey === made.publicKey.length,
  );
  const signKey = given ?? made.signKey;
  return { signKey, publicKey: curve?.getPublicKey(signKey, isCompressed) ?? made.publicKey };
}

/** `ts-mls` has other post-quantum suites than ours. This one is put together from its own parts, and its own X-Wing. */
async function postQuantumSuite(): Promise<CiphersuiteImpl> {
  const classical = await peerSuite(cipherSuites.MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519);
  const kem = new XWing();
  const whole = new CipherSuite({ kem, kdf: new HkdfSha256(), aead: new Aes128Gcm() });
  const algorithm = { kem: 'X-Wing', aead: 'AES128GCM', kdf: 'HKDF-SHA256' } as const;
  const [aead] = await makeAead('AES128GCM');
  const hpke = await makeGenericHpke(algorithm, aead, whole);
  return {
    ...classical,
    // It writes a name that it does not know as the number that it is.
    name: String(postQuantum) as CiphersuiteName,
    hpke: {
      ...hpke,
      // draft-ietf-hpke-pq-05 §4, by draft-ietf-hpke-hpke-04 §4; the library hashes `ikm` alone, as an older draft did.
      deriveKeyPair: async (ikm) => {
        const seed = shake256(derivation(ikm), { dkLen: 32 });
        const { privateKey, publicKey } = await kem.generateKeyPairDerand(seed);
        return { privateKey: privateKey as PrivateKey, publicKey: publicKey as PublicKey };
      },
    },
  };
}

function derivation(ikm: Uint8Array): Uint8Array {
  const suiteId = concat(utf8('KEM'), Uint8Array.of(0x64, 0x7a));
  const label = utf8('DeriveKeyPair');
  return concat(ikm, utf8('HPKE-v1'), suiteId, Uint8Array.of(0, 13), label, Uint8Array.of(0, 32));
}
