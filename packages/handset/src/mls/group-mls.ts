import type { Crypto } from '@sotto/core';
import { cipherSuites, createMls } from '@sotto/mls';
import type { Mls } from '@sotto/mls';
import { authenticationService } from '../identity/authentication.ts';
import { handsetLimits } from '../limits.ts';

/** The one suite of this version: X-Wing (ML-KEM-768 with X25519), AES-128-GCM, SHA-256, Ed25519. */
export const groupSuite: number = cipherSuites.MLS_128_MLKEM768X25519_AES128GCM_SHA256_Ed25519;

/** The engine as conversations use it. */
export function createGroupMls(crypto: Crypto): Mls {
  return createMls({
    crypto,
    authenticate: authenticationService(crypto),
    limits: {
      maxMessageBytes: handsetLimits.maxMlsMessageBytes,
      maxLeaves: handsetLimits.maxMlsLeaves,
      maxGroupIdBytes: handsetLimits.maxMlsGroupIdBytes,
      maxForwardGenerations: handsetLimits.maxMlsSkippedGenerations,
      maxSkippedKeys: handsetLimits.maxMlsKeptGenerations,
      maxSkippedSeconds: handsetLimits.maxMlsKeptSeconds,
      maxLifetimeSeconds: handsetLimits.maxKeyPackageLifetimeSeconds,
      maxPastEpochs: handsetLimits.maxMlsPastEpochs,
      maxResumptionPsks: 1,
      maxPendingProposals: 0,
    },
  });
}
