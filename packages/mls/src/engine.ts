import type { Crypto } from '@sotto/core';
import { sameBytes } from './bytes.ts';
import { MlsError } from './mls-error.ts';
import type { MlsLimits } from './limits.ts';
import type { Suite } from './suite/suite.ts';
import { createSuite } from './suite/suite.ts';
import type { Credential } from './wire/credential.ts';
import { encodeCredential } from './wire/credential.ts';

/** What a member, or a sender outside, claims to be, for the application's authentication service (RFC 9750 §2). */
export interface Claim extends Presented {
  readonly role: 'member' | 'external_sender';
}

/** A credential and the signature key that it is to vouch for. */
export interface Presented {
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
        throw new MlsError(
          'MLS_SUITE_UNSUPPORTED',
          'The cipher suite is not one that is supported.',
        );
      }
      suites.set(id, suite);
      return suite;
    },
  };
}

/**
 * Asks the authentication service about a credential that is new to the group (RFC 9420 §5.3.1): one that a member had before,
 * with the same key, is not.
 *
 * @throws MLS_CREDENTIAL_REFUSED
 */
export async function requireAuthentic(
  engine: Engine,
  presented: Presented,
  previous?: Presented,
  role: Claim['role'] = 'member',
): Promise<void> {
  if (previous !== undefined && isSame(presented, previous)) return;
  if (!(await engine.authenticate(claimOf(presented, role), previous && claimOf(previous, role)))) {
    throw new MlsError('MLS_CREDENTIAL_REFUSED', 'The credential of a member is not valid.');
  }
}

function claimOf({ credential, signatureKey }: Presented, role: Claim['role']): Claim {
  return { credential, signatureKey, role };
}

function isSame(one: Presented, other: Presented): boolean {
  return (
    sameBytes(one.signatureKey, other.signatureKey) &&
    sameBytes(encodeCredential(one.credential), encodeCredential(other.credential))
  );
}
