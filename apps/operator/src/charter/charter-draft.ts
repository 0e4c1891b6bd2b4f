import type { Charter, CharterKey, CharterRole, CharterRoles, RoleName } from '@sotto/charter';
import { charterLimits, roleNames } from '@sotto/charter';
import type { RelayUrl } from '@sotto/core';
import { operatorError } from '../error.ts';
import { formatJson, jsonFields, parseJson } from '../files/json-format.ts';
import { parseTime, timeText } from '../time-text.ts';

/** A charter as people read and change it: JSON, with keys by a label instead of a number. Nothing is lost on the way. */
export function formatDraft(charter: Charter): Uint8Array {
  const labels = labelsOf(charter);
  const role = ({ threshold, expiresAtSeconds, keys }: CharterRole): unknown => ({
    threshold,
    expiresAt: timeText(expiresAtSeconds),
    keys: keys.map((key) => labels[key]),
  });
  return formatJson({
    sotto: 'charter draft',
    version: 1,
    name: charter.name,
    persons: charter.persons,
    keys: charter.keys.map((key, at) => ({
      label: labels[at],
      person: charter.persons[key.person],
      publicKey: key.publicKey.toHex(),
      expiresAt: timeText(key.expiresAtSeconds),
    })),
    roles: Object.fromEntries(
      roleNames.flatMap((name) => {
        const held = charter.roles[name];
        return held === undefined ? [] : [[name, role(held)]];
      }),
    ),
    logKey: charter.logKey,
    witnesses: charter.witnesses,
    witnessQuorum: charter.witnessQuorum,
    relays: charter.relays,
    pulse: charter.pulse,
    recoveryDelaySeconds: charter.recoveryDelaySeconds,
  });
}

/** Whether it may be a charter is for `encodeCharter` to say. @throws OPERATOR_FORMAT */
export function parseDraft(bytes: Uint8Array, previous: Uint8Array | null): Charter {
  const what = 'draft';
  const fields = jsonFields(parseJson(bytes, what), what);
  fields.head('charter draft');
  const name = fields.text('name');
  const persons = fields.list('persons').map(String);
  const labels: string[] = [];
  const keys = fields.list('keys').map((item): CharterKey => {
    const key = jsonFields(item, 'draft, at a key');
    labels.push(key.text('label'));
    const person = persons.indexOf(key.text('person'));
    if (person < 0) throw wrong('a key is of a person who is not in "persons"');
    const publicKey = key.hex('publicKey', 32);
    const expiresAtSeconds = timeOf(key.text('expiresAt'));
    key.end();
    return { publicKey, person, expiresAtSeconds };
  });
  if (new Set(labels).size < labels.length) throw wrong('two keys have one label');
  const roles = readRoles(fields.value('roles'), labels);
  const pulse = jsonFields(fields.value('pulse'), 'draft, at the pulse');
  const charter: Charter = {
    previous,
    name,
    persons,
    keys,
    roles,
    logKey: fields.text('logKey'),
    witnesses: fields.list('witnesses').map(String),
    witnessQuorum: fields.count('witnessQuorum'),
    relays: fields.list('relays').map((relay) => String(relay) as RelayUrl),
    pulse: {
      operatorSeconds: pulse.count('operatorSeconds'),
      witnessSeconds: pulse.count('witnessSeconds'),
    },
    recoveryDelaySeconds: fields.count('recoveryDelaySeconds'),
  };
  pulse.end();
  fields.end();
  return charter;
}

function readRoles(value: unknown, labels: readonly string[]): CharterRoles {
  const fields = jsonFields(value, 'draft, at the roles');
  const read = (name: RoleName): CharterRole => {
    const role = jsonFields(fields.value(name), `draft, at the role ${name}`);
    const keys = role.list('keys').map((label) => labels.indexOf(String(label)));
    if (keys.includes(-1)) throw wrong(`the role ${name} has a key that is not in "keys"`);
    const threshold = role.count('threshold');
    const expiresAtSeconds = timeOf(role.text('expiresAt'));
    role.end();
    return { threshold, expiresAtSeconds, keys: keys.sort((a, b) => a - b) };
  };
  const roles = {
    root: read('root'),
    release: read('release'),
    notice: read('notice'),
    network: read('network'),
  };
  const isRecoverable = typeof value === 'object' && value !== null && 'recovery' in value;
  const all = isRecoverable ? { ...roles, recovery: read('recovery') } : roles;
  fields.end();
  return all;
}

/** The person's name; a second key of theirs has a number behind it. A label that is taken gets more of them. */
function labelsOf({ persons, keys }: Charter): readonly string[] {
  const taken = new Set<string>();
  return keys.map(({ person }) => {
    const name = persons[person]!;
    let label = name;
    for (let again = 2; taken.has(label); again += 1) label = `${name} ${again}`;
    taken.add(label);
    return label;
  });
}

function timeOf(text: string): number {
  const seconds = parseTime(text);
  if (seconds === undefined || seconds > charterLimits.maxTimeSeconds)
    throw wrong('a time is not written as 2026-11-29T12:00:00Z');
  return seconds;
}

function wrong(why: string): Error {
  return operatorError('OPERATOR_FORMAT', `The draft is not valid: ${why}.`);
}
