import type { Crypto } from '@sotto/core';
import { MlsError } from './mls-error.ts';
import type { MlsLimits } from './limits.ts';
import type { Suite } from './suite/suite.ts';
import { createSuite } from './suite/suite.ts';
import type { Credential } from './wire/credential.ts';

/** What a member claims to be, for the application's authentication service (RFC 9750 §2). */
export interface Claim {
  readonly credential: Credential;
  readonly signatureKey: Uint8Array;
}

/**
 * The application's authentication service (RFC 9420 §5.3.1): whether the credential is valid and belongs to the signature
 * key. `previous` is what the same member presented before, when this replaces it: the new one must be a valid successor.
 */
export type Authenticate = (
  claim: Claim,
  previous: Claim | undefined,
) => boolean | Promise<boolean>;

/** What every operation stands on. */
export interface Engine {
  readonly limits: MlsLimits;
  readonly authenticate: Authenticate;
  /** @throws MLS_SUITE_UNSUPPORTED */
  readonly suite: (id: number) => Suite;
}

export function createEngine(
  crypto: Crypto,
  authenticate: Authenticate,
  limits: MlsLimits,
): Engine {
  const suites = new Map<number, Suite>();
  return {
    limits,
    authenticate,
    suite: (id) => {
      const suite = suites.get(id) ?? createSuite(crypto, id);
      if (suite === undefined) {
        throw new MlsError('MLS_SUITE_UNSUPPORTED', 'The cipher suite is not one that is supported.');
      }
      suites.set(id, suite);
      return suite;
    },
  };
}

/** Asks the authentication service. @throws MLS_CREDENTIAL_REFUSED */
export async function requireAuthentic(
  engine: Engine,
  claim: Claim,
  previous?: Claim,
): Promise<void> {
  if (!(await engine.authenticate(claim, previous))) {
    throw new MlsError('MLS_CREDENTIAL_REFUSED', 'The credential of a member is not valid.');
  }
}
