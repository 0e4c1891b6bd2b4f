import { sha256 } from '@noble/hashes/sha2.js';
import { isSottoError } from '@sotto/core';
import { decodeCbor, encodeCbor, isCborArray, isRelayUrl, readIntMap } from '@sotto/protocol';
import type { CborValue } from '@sotto/protocol';
import { charterError } from '../error.ts';
import { charterLimits } from '../limits.ts';
import { isPlainName } from '../plain-text.ts';
import type { Charter, CharterDocument, CharterKey, CharterRole, CharterRoles } from './charter.ts';
import { roleNames } from './charter.ts';
import { charterFault } from './charter-rules.ts';

/*
 * Map with integer keys: 0 version, 1 charter before or null, 2 name, 3 persons, 4 keys as [public key, person, expiry],
 * 5 roles by code as [threshold, expiry, keys] (recovery may be null), 6 log key, 7 witnesses, 8 their quorum, 9 relays,
 * 10 pulse as [operator, witnesses], 11 recovery delay. Nothing else: who reads it acts on all of it.
 */
const version = 1;
const hash = { min: 32, max: 32 };

/** The one encoding of a charter. Throws as `parseCharter` does. */
export function encodeCharter(charter: Charter): Uint8Array {
  const { roles } = charter;
  let bytes: Uint8Array;
  try {
    bytes = encodeCbor(
      new Map<number, CborValue>([
        [0, version],
        [1, charter.previous],
        [2, charter.name],
        [3, charter.persons],
        [4, charter.keys.map((key) => [key.publicKey, key.person, key.expiresAtSeconds])],
        [5, roleNames.map((name) => roleToCbor(roles[name]))],
        [6, charter.logKey],
        [7, charter.witnesses],
        [8, charter.witnessQuorum],
        [9, charter.relays],
        [10, [charter.pulse.operatorSeconds, charter.pulse.witnessSeconds]],
        [11, charter.recoveryDelaySeconds],
      ]),
    );
  } catch (cause) {
    throw charterError('CHARTER_MALFORMED', 'The charter cannot be encoded.', cause);
  }
  parseCharter(bytes);
  return bytes;
}

/**
 * A charter with its bytes and hash. That anybody signed it is not asked here. `bytes` are copied.
 *
 * @throws CHARTER_MALFORMED for what is no charter or breaks a rule of one, CHARTER_VERSION_UNSUPPORTED
 */
export function parseCharter(bytes: Uint8Array): CharterDocument {
  const charter = readCharter(decoded(bytes));
  const fault = charterFault(charter);
  if (fault !== undefined) return malformed(fault);
  return { charter, bytes: bytes.slice(), hash: charterHash(bytes) };
}

/** SHA-256 of a charter's bytes, 32 bytes: what invites pin, and what acts name. */
export function charterHash(bytes: Uint8Array): Uint8Array {
  return sha256(bytes);
}

function decoded(bytes: Uint8Array): CborValue {
  try {
    return decodeCbor(bytes, { maxBytes: charterLimits.maxCharterBytes, maxDepth: 4 });
  } catch (cause) {
    if (!isSottoError(cause)) throw cause;
    throw charterError('CHARTER_MALFORMED', 'The charter is not deterministic CBOR.', cause);
  }
}

function readCharter(value: CborValue): Charter {
  const fields = readIntMap(value, malformed);
  if (fields.uint(0, 'version', 0xffff) !== version) {
    throw charterError('CHARTER_VERSION_UNSUPPORTED', 'The charter needs another version.');
  }
  const charter: Charter = {
    previous: fields.bytesOrNull(1, 'charter before', hash),
    name: fields.text(2, 'name', charterLimits.maxNameBytes),
    persons: list(fields.value(3, 'persons'), 'persons').map((person) =>
      typeof person === 'string' && isPlainName(person, charterLimits.maxNameBytes)
        ? person
        : malformed('person'),
    ),
    keys: list(fields.value(4, 'keys'), 'keys').map(readKey),
    roles: readRoles(fields.value(5, 'roles')),
    logKey: fields.text(6, 'log key', charterLimits.maxVkeyChars),
    witnesses: list(fields.value(7, 'witnesses'), 'witnesses').map((witness) =>
      typeof witness === 'string' ? witness : malformed('witness'),
    ),
    witnessQuorum: fields.uint(8, 'witness quorum', charterLimits.maxWitnesses),
    relays: list(fields.value(9, 'relays'), 'relays').map((relay) =>
      typeof relay === 'string' && isRelayUrl(relay) ? relay : malformed('relay'),
    ),
    pulse: readPulse(fields.value(10, 'pulse')),
    recoveryDelaySeconds: fields.uint(11, 'recovery delay', charterLimits.maxRecoveryDelaySeconds),
  };
  fields.end();
  return charter;
}

function readKey(value: CborValue): CharterKey {
  const [publicKey, person, expiresAtSeconds] = list(value, 'key', 3);
  if (!(publicKey instanceof Uint8Array) || publicKey.length !== 32) return malformed('key');
  return {
    publicKey,
    person: uint(person, 'person of a key', charterLimits.maxPersons),
    expiresAtSeconds: uint(expiresAtSeconds, 'expiry of a key', charterLimits.maxTimeSeconds),
  };
}

function readRoles(value: CborValue): CharterRoles {
  const [root, release, notice, network, recovery] = list(value, 'roles', roleNames.length);
  const roles = {
    root: readRole(root),
    release: readRole(release),
    notice: readRole(notice),
    network: readRole(network),
  };
  return recovery === null ? roles : { ...roles, recovery: readRole(recovery) };
}

function readRole(value: CborValue): CharterRole {
  const [threshold, expiresAtSeconds, keys] = list(value, 'role', 3);
  return {
    threshold: uint(threshold, 'threshold', charterLimits.maxPersons),
    expiresAtSeconds: uint(expiresAtSeconds, 'expiry of a role', charterLimits.maxTimeSeconds),
    keys: list(keys, 'keys of a role').map((key) =>
      uint(key, 'key of a role', charterLimits.maxCharterKeys),
    ),
  };
}

function roleToCbor(role: CharterRole | undefined): CborValue {
  return role === undefined ? null : [role.threshold, role.expiresAtSeconds, role.keys];
}

function readPulse(value: CborValue): Charter['pulse'] {
  const [operatorSeconds, witnessSeconds] = list(value, 'pulse', 2);
  return {
    operatorSeconds: uint(operatorSeconds, 'pulse', charterLimits.maxPulseSeconds),
    witnessSeconds: uint(witnessSeconds, 'pulse', charterLimits.maxPulseSeconds),
  };
}

function list(value: CborValue, field: string, length?: number): readonly CborValue[] {
  if (!isCborArray(value)) return malformed(field);
  return length === undefined || value.length === length ? value : malformed(field);
}

function uint(value: CborValue, field: string, max: number): number {
  return typeof value === 'number' && value >= 0 && value <= max ? value : malformed(field);
}

function malformed(field: string): never {
  throw charterError('CHARTER_MALFORMED', `The charter is not valid: ${field}.`);
}
