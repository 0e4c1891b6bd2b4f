import { bytesEqual } from '@sotto/protocol';
import { charterLimits } from '../limits.ts';
import { isPlainName } from '../plain-text.ts';
import type { Charter, CharterRole } from './charter.ts';
import { roleNames } from './charter.ts';
import { vkeyName, vkeyTypes } from './vkey.ts';

/** What is wrong with a charter whose fields have their types, in a few words; `undefined` when nothing is. */
export function charterFault(charter: Charter): string | undefined {
  const { persons, keys, relays, pulse, recoveryDelaySeconds } = charter;
  if (!isPlainName(charter.name, charterLimits.maxNameBytes)) return 'name';
  if (isEmptyOrLonger(persons, charterLimits.maxPersons)) return 'number of persons';
  if (new Set(persons).size < persons.length) return 'two persons of one name';
  if (isEmptyOrLonger(keys, charterLimits.maxCharterKeys)) return 'number of keys';
  if (keys.some(({ person }) => person >= persons.length)) return 'key of nobody';
  const isAgain = keys.some((key, at) =>
    keys.slice(0, at).some((other) => bytesEqual(key.publicKey, other.publicKey)),
  );
  if (isAgain) return 'a key twice';
  for (const name of roleNames) {
    const role = charter.roles[name];
    const fault = role === undefined ? undefined : roleFault(role, charter);
    if (fault !== undefined) return `${fault}, role ${name}`;
  }
  if (isEmptyOrLonger(relays, charterLimits.maxNetworkRelays)) return 'number of relays';
  if (new Set(relays).size < relays.length) return 'a relay twice';
  if (Math.min(pulse.operatorSeconds, pulse.witnessSeconds) < charterLimits.minPulseSeconds)
    return 'pulse';
  if (recoveryDelaySeconds < charterLimits.minRecoveryDelaySeconds) return 'recovery delay';
  return logFault(charter);
}

function roleFault(role: CharterRole, { keys }: Charter): string | undefined {
  const isAscending = role.keys.every((key, at) => at === 0 || key > role.keys[at - 1]!);
  if (!isAscending || role.keys.some((key) => key >= keys.length)) return 'keys';
  const holders = new Set(role.keys.map((key) => keys[key]!.person));
  return role.threshold < charterLimits.minThreshold || role.threshold > holders.size
    ? 'threshold'
    : undefined;
}

function logFault({ logKey, witnesses, witnessQuorum }: Charter): string | undefined {
  const log = vkeyName(logKey, vkeyTypes.log);
  if (log === undefined) return 'log key';
  if (isEmptyOrLonger(witnesses, charterLimits.maxWitnesses)) return 'number of witnesses';
  const names = witnesses.map((witness) => vkeyName(witness, vkeyTypes.witness));
  if (names.includes(undefined)) return 'witness';
  if (new Set([log, ...names]).size <= names.length) return 'two verifier keys of one name';
  // The last 44 characters are the key.
  const keys = new Set(witnesses.map((witness) => witness.slice(-44)));
  if (keys.size < witnesses.length) return 'a witness twice';
  return witnessQuorum < 1 || witnessQuorum > witnesses.length ? 'witness quorum' : undefined;
}

function isEmptyOrLonger(items: readonly unknown[], max: number): boolean {
  return items.length === 0 || items.length > max;
}
