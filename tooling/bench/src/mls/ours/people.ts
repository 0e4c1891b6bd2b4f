import type { Crypto } from '@sotto/core';
import type { Capabilities, Mls, OwnKeyPackage } from '@sotto/mls';
import { cipherSuites, createMls } from '@sotto/mls';

export type SuiteName = 'classical' | 'post-quantum';

/** The suites that are measured. */
export const suites: Readonly<Record<SuiteName, number>> = {
  classical: cipherSuites.MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519,
  'post-quantum': cipherSuites.MLS_128_MLKEM768X25519_AES128GCM_SHA256_Ed25519,
};

/** When all of it happens, in seconds since 1970. */
export const nowSeconds = 1_764_000_000;

/** The engine, with an authentication service that believes everybody. */
export function engineOn(crypto: Crypto): Mls {
  return createMls({ crypto, authenticate: () => true });
}

export function capabilitiesOf(cipherSuite: number): Capabilities {
  return {
    versions: [1],
    cipherSuites: [cipherSuite],
    extensions: [],
    proposals: [],
    credentials: [1],
  };
}

/** Somebody new, with an identity of 32 bytes. */
export function newPerson(mls: Mls, crypto: Crypto, cipherSuite: number): Promise<OwnKeyPackage> {
  return mls.createKeyPackage({
    cipherSuite,
    credential: { credentialType: 'basic', identity: crypto.random(32) },
    signaturePrivateKey: crypto.random(32),
    lifetime: { notBefore: BigInt(nowSeconds - 60), notAfter: BigInt(nowSeconds + 1_000_000) },
    capabilities: capabilitiesOf(cipherSuite),
  });
}
