import type { ClientConfig } from 'ts-mls';
import { defaultKeyPackageEqualityConfig } from 'ts-mls/keyPackageEqualityConfig.js';
import { handsetLimits } from '../limits.ts';

/** How the library is set up. What it does not check, or not by our clock, is checked on this side of the seam. */
export const clientConfig: ClientConfig = {
  keyRetentionConfig: {
    retainKeysForGenerations: handsetLimits.maxMlsKeptGenerations,
    maximumForwardRatchetSteps: handsetLimits.maxMlsSkippedGenerations,
    // Nothing here ever advances an epoch by a commit, so no past epoch is kept. (0 would mean "all" to this library.)
    retainKeysForEpochs: 1,
  },
  lifetimeConfig: {
    maximumTotalLifetime: BigInt(handsetLimits.maxKeyPackageLifetimeSeconds),
    // It would look at the platform's clock. `readKeyPackage` looks at ours.
    validateLifetimeOnReceive: false,
  },
  keyPackageEqualityConfig: defaultKeyPackageEqualityConfig,
  // The envelope around every message pads.
  paddingConfig: { kind: 'alwaysPad', paddingLength: 0 },
  authService: {
    // Who a credential stands for is decided by the engine, which has the device chain; here only its form.
    validateCredential: async (credential, signaturePublicKey) =>
      credential.credentialType === 'basic' &&
      'identity' in credential &&
      credential.identity.length <= handsetLimits.maxMlsCredentialBytes &&
      signaturePublicKey.length === 32,
  },
};
