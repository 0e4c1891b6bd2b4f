import type { Crypto } from '@sotto/core';
import { cipherSuites, createMls } from '@sotto/mls';
import type { Mls } from '@sotto/mls';
import { authenticationService } from '../identity/authentication.ts';
import { handsetLimits } from '../limits.ts';

/** The one suite of this version: X-Wing (ML-KEM-768 with X25519), AES-128-GCM, SHA-256, Ed25519. */
export const pairSuite: number = cipherSuites.MLS_128_MLKEM768X25519_AES128GCM_SHA256_Ed25519;

/** The engine for groups of two that stay in their first epoch: nothing is kept of epochs before it. */
export function createPairMls(crypto: Crypto): Mls {
  return createMls({
    crypto,
    authenticate: authenticationService(crypto),
    limits: {
      maxMessageBytes: handsetLimits.maxMlsMessageBytes,
      maxLeaves: 2,
      maxGroupIdBytes: handsetLimits.maxMlsGroupIdBytes,
      maxForwardGenerations: handsetLimits.maxMlsSkippedGenerations,
      maxSkippedKeys: handsetLimits.maxMlsKeptGenerations,
      maxSkippedSeconds: handsetLimits.maxMlsKeptSeconds,
      maxLifetimeSeconds: handsetLimits.maxKeyPackageLifetimeSeconds,
      maxPastEpochs: 0,
      maxResumptionPsks: 0,
    },
  });
}
