import type { CharterDocument } from '@sotto/charter';
import { roleNames } from '@sotto/charter';
import { durationText, timeText } from '../time-text.ts';

/** A charter in lines: all that is in it. */
export function sayCharter({ charter, hash }: CharterDocument): readonly string[] {
  const { persons, keys, roles, pulse } = charter;
  const keyOf = (at: number): string => {
    const key = keys[at]!;
    return `key ${at} of ${persons[key.person]}`;
  };
  return [
    `charter hash    ${hash.toHex()}`,
    `charter before  ${charter.previous?.toHex() ?? 'none: it founds the network'}`,
    `name            ${charter.name}`,
    ...persons.map((person) => `person          ${person}`),
    ...keys.map(
      ({ publicKey, person, expiresAtSeconds }, at) =>
        `${`key ${at}`.padEnd(15)} ${publicKey.toHex()} of ${persons[person]} until ${timeText(expiresAtSeconds)}`,
    ),
    ...roleNames.map((name) => {
      const role = roles[name];
      if (role === undefined) return `role ${name.padEnd(10)} nobody`;
      const { threshold, expiresAtSeconds } = role;
      const holders = role.keys.map(keyOf).join(', ');
      return `role ${name.padEnd(10)} ${threshold} persons of: ${holders}, until ${timeText(expiresAtSeconds)}`;
    }),
    `log key         ${charter.logKey}`,
    ...charter.witnesses.map((witness) => `witness         ${witness}`),
    `witness quorum  ${charter.witnessQuorum} of ${charter.witnesses.length}`,
    ...charter.relays.map((relay) => `relay           ${relay} (to begin with)`),
    `operator pulse  members are told after ${durationText(pulse.operatorSeconds)} of silence`,
    `witness pulse   members are told after ${durationText(pulse.witnessSeconds)} of silence`,
    `recovery delay  ${durationText(charter.recoveryDelaySeconds)}`,
  ];
}

/** The same, with what is new and what is gone marked. */
export function sayCharterChange(next: CharterDocument, old: CharterDocument): readonly string[] {
  const before = sayCharter(old);
  const after = sayCharter(next);
  const kept = (line: string): string => (before.includes(line) ? `  ${line}` : `+ ${line}`);
  const gone = before.filter((line) => !after.includes(line)).map((line) => `- ${line}`);
  const legend = 'Lines with + are new, lines with - are gone:';
  return [legend, ...after.map(kept), ...gone];
}
