import type { Charter, CharterRole, CharterRoles, RoleName } from '@sotto/charter';
import { charterLimits, roleNames } from '@sotto/charter';
import { parseRelayUrl } from '@sotto/protocol';
import type { Given } from '../command-line.ts';
import { usage } from '../command-line.ts';
import type { Card } from '../keys/card.ts';
import { operatorLimits } from '../limits.ts';
import type { NamedWitness } from './named-witness.ts';
import { parseNamedWitness } from './named-witness.ts';

export interface Founding {
  readonly charter: Charter;
  readonly witnesses: readonly NamedWitness[];
}

/** The charter that the options of `init` ask for. @throws OPERATOR_USAGE, RELAY_URL_MALFORMED */
export function foundingCharter(
  given: Given,
  cards: readonly Card[],
  logKey: string,
  nowSeconds: number,
): Founding {
  const expiresAtSeconds = nowSeconds + (given.seconds('expires') ?? operatorLimits.keySeconds);
  const persons = cards.map(({ name }) => name);
  const witnesses = given.texts('witness').map(parseNamedWitness);
  const charter: Charter = {
    previous: null,
    name: given.needed('name'),
    persons,
    keys: cards.map(({ publicKey }, person) => ({ publicKey, person, expiresAtSeconds })),
    roles: rolesOf(given, persons, expiresAtSeconds),
    logKey,
    witnesses: witnesses.map(({ verifierKey }) => verifierKey),
    witnessQuorum: given.count('witness-quorum', 1, charterLimits.maxWitnesses) ?? 0,
    relays: given.texts('relay').map((relay) => parseRelayUrl(relay)),
    pulse: {
      operatorSeconds: given.seconds('operator-pulse') ?? 0,
      witnessSeconds: given.seconds('witness-pulse') ?? 0,
    },
    recoveryDelaySeconds: given.seconds('recovery-delay') ?? 0,
  };
  return { charter, witnesses };
}

function rolesOf(given: Given, persons: readonly string[], expiresAtSeconds: number): CharterRoles {
  const written = new Map(given.texts('role').map((text) => readRole(text, persons)));
  const recoverers = new Set(written.get('recovery')?.keys);
  const named = new Set(
    [...written].flatMap(([role, { keys }]) => (role === 'recovery' ? [] : keys)),
  );
  // Who holds a key for recovery alone keeps it away from the daily work.
  const everybody = persons
    .map((_, person) => person)
    .filter((person) => !recoverers.has(person) || named.has(person));
  const roleOf = (name: RoleName): CharterRole => {
    const role = written.get(name);
    if (role !== undefined) return { ...role, expiresAtSeconds };
    const threshold = given.count('threshold', charterLimits.minThreshold, persons.length);
    if (threshold === undefined) given.needed('threshold');
    return { threshold: threshold ?? 0, keys: everybody, expiresAtSeconds };
  };
  const roles = {
    root: roleOf('root'),
    release: roleOf('release'),
    notice: roleOf('notice'),
    network: roleOf('network'),
  };
  return written.has('recovery') ? { ...roles, recovery: roleOf('recovery') } : roles;
}

/** `network=2:Ada,Ben`. */
function readRole(
  text: string,
  persons: readonly string[],
): readonly [RoleName, Omit<CharterRole, 'expiresAtSeconds'>] {
  const [, name, count, names] = /^([a-z]+)=(\d{1,3}):(.+)$/.exec(text) ?? [];
  const role = roleNames.find((known) => known === name);
  if (role === undefined || names === undefined)
    throw usage(`--role is written as network=2:Ada,Ben, with one of ${roleNames.join(', ')}.`);
  const keys = names.split(',').map((person) => persons.indexOf(person.trim()));
  if (keys.includes(-1)) throw usage(`--role ${role} names somebody without a --card.`);
  return [role, { threshold: Number(count), keys: [...new Set(keys)].sort((a, b) => a - b) }];
}
