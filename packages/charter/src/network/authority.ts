import { bytesEqual } from '@sotto/protocol';
import type { VerifySignature } from '@sotto/protocol';
import type { ActSignature } from '../act/entry.ts';
import type { Charter, CharterKey, RoleName } from '../charter/charter.ts';
import type { RefusalReason } from './refusals.ts';

/** How many persons of a role must have signed. */
export interface Quorum {
  readonly charter: Charter;
  readonly role: RoleName;
  /** When more than the role's threshold. */
  readonly atLeast?: number;
}

/** Who signed as what. */
export interface RoleSigners {
  readonly role: RoleName;
  /** Names of persons, each once, in the charter's order. */
  readonly persons: readonly string[];
}

/** The signatures of one act, each checked at most once, and only when its key can count. */
export class Signatures {
  readonly #message: Uint8Array;
  readonly #signatures: readonly ActSignature[];
  readonly #verify: VerifySignature;
  readonly #checked = new Map<ActSignature, Promise<boolean>>();

  constructor(message: Uint8Array, signatures: readonly ActSignature[], verify: VerifySignature) {
    this.#message = message;
    this.#signatures = signatures;
    this.#verify = verify;
  }

  /** Those of one key, good or not. */
  of(publicKey: Uint8Array): readonly ActSignature[] {
    return this.#signatures.filter(
      (one) => one.publicKey[0] === publicKey[0] && bytesEqual(one.publicKey, publicKey),
    );
  }

  isGood(one: ActSignature): Promise<boolean> {
    const known = this.#checked.get(one);
    if (known !== undefined) return known;
    const checked = this.#verify(one.publicKey, this.#message, one.signature);
    this.#checked.set(one, checked);
    return checked;
  }
}

/**
 * Whether enough persons signed, at this log time. A key that has expired, or that the role does not have, counts for
 * nothing; a person counts once, with however many keys.
 */
export async function judgeQuorum(
  { charter, role: name, atLeast = 0 }: Quorum,
  signatures: Signatures,
  atSeconds: number,
): Promise<RoleSigners | RefusalReason> {
  const role = charter.roles[name];
  if (role === undefined) return 'ROLE_MISSING';
  if (atSeconds >= role.expiresAtSeconds) return 'ROLE_EXPIRED';
  const signed = new Set<number>();
  for (const index of role.keys) {
    const key: CharterKey = charter.keys[index]!;
    if (atSeconds >= key.expiresAtSeconds) continue;
    for (const one of signatures.of(key.publicKey))
      if (!signed.has(key.person) && (await signatures.isGood(one))) signed.add(key.person);
  }
  if (signed.size < Math.max(role.threshold, atLeast)) return 'SIGNERS_TOO_FEW';
  return { role: name, persons: charter.persons.filter((_, person) => signed.has(person)) };
}
