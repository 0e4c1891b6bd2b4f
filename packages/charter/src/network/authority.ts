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

/** Who of a role has signed, and who else could. */
export interface QuorumCount {
  readonly needed: number;
  /** Names of persons, each once, in the charter's order. */
  readonly signed: readonly string[];
  /** Persons whose signature would count and is not there, each with the keys for it. */
  readonly others: readonly OpenSigner[];
}

export interface OpenSigner {
  readonly person: string;
  /** Ed25519, 32 bytes each. */
  readonly publicKeys: readonly Uint8Array[];
}

/**
 * Counts the persons who signed, at this log time. A key that has expired, or that the role does not have, counts for
 * nothing; a person counts once, with however many keys.
 */
export async function countQuorum(
  { charter, role: name, atLeast = 0 }: Quorum,
  signatures: Signatures,
  atSeconds: number,
): Promise<QuorumCount | RefusalReason> {
  const role = charter.roles[name];
  if (role === undefined) return 'ROLE_MISSING';
  if (atSeconds >= role.expiresAtSeconds) return 'ROLE_EXPIRED';
  const keys = role.keys
    .map((index): CharterKey => charter.keys[index]!)
    .filter((key) => atSeconds < key.expiresAtSeconds);
  const signed = new Set<number>();
  for (const key of keys)
    for (const one of signatures.of(key.publicKey))
      if (!signed.has(key.person) && (await signatures.isGood(one))) signed.add(key.person);
  const others = charter.persons.flatMap((person, at) => {
    const publicKeys = keys.flatMap((key) => (key.person === at ? [key.publicKey] : []));
    return signed.has(at) || publicKeys.length === 0 ? [] : [{ person, publicKeys }];
  });
  return {
    needed: Math.max(role.threshold, atLeast),
    signed: charter.persons.filter((_, person) => signed.has(person)),
    others,
  };
}

/** Whether enough persons signed, at this log time. */
export async function judgeQuorum(
  quorum: Quorum,
  signatures: Signatures,
  atSeconds: number,
): Promise<RoleSigners | RefusalReason> {
  const count = await countQuorum(quorum, signatures, atSeconds);
  if (typeof count === 'string') return count;
  if (count.signed.length < count.needed) return 'SIGNERS_TOO_FEW';
  return { role: quorum.role, persons: count.signed };
}
