import { duration } from '../parts/time.ts';
import { isolate, tList } from '../strings/language.ts';
import type { Charter } from './charter-before.ts';
import { roleWords } from './role-words.ts';
import { when } from './when.ts';
import type { WordKey } from './words/en.ts';
import { w, wCount } from './words/words.ts';

type Role = keyof Charter['roles'];
const roles: readonly Role[] = ['root', 'release', 'notice', 'network', 'recovery'];

/** What a charter changes of the one before, in plain words; of the first, all that it lays down. */
export function charterChanges(before: Charter | undefined, after: Charter): readonly string[] {
  const sentences = [
    ...personSentences(before, after),
    ...roles.flatMap((role) => roleSentences(role, before, after)),
    ...watchSentences(before, after),
  ];
  if (before !== undefined && before.name !== after.name)
    sentences.unshift(w('charterName', { name: isolate(after.name) }));
  return sentences.length > 0 ? sentences : [w('charterSame')];
}

function personSentences(before: Charter | undefined, after: Charter): string[] {
  if (before === undefined) return [];
  const named = (key: WordKey, names: readonly string[]): string[] =>
    names.length === 0 ? [] : [w(key, { names: tList(names.map(isolate)) })];
  const stayed = after.persons.filter((person) => before.persons.includes(person));
  return [
    ...named('charterIn', without(after.persons, before.persons)),
    ...named('charterOut', without(before.persons, after.persons)),
    ...named(
      'charterKeys',
      stayed.filter((person) => keysOf(before, person) !== keysOf(after, person)),
    ),
  ];
}

function roleSentences(role: Role, before: Charter | undefined, after: Charter): string[] {
  const what = w(roleWords[role]);
  const now = after.roles[role];
  const then = before?.roles[role];
  if (now === undefined) return then === undefined ? [] : [w('charterRoleGone', { what })];
  const [threshold, names] = [now.threshold, holders(after, role)];
  const until = when(1_000 * now.expiresAtSeconds);
  const isSame =
    then !== undefined &&
    before !== undefined &&
    then.threshold === threshold &&
    String(holders(before, role)) === String(names);
  if (isSame && then.expiresAtSeconds === now.expiresAtSeconds) return [];
  if (isSame) return [w('charterRoleUntil', { what, until })];
  return [w('charterRole', { what, threshold, names: tList(names.map(isolate)), until })];
}

function watchSentences(before: Charter | undefined, after: Charter): string[] {
  const [then, now] = [before?.witnesses ?? [], after.witnesses];
  const sentences: string[] = [];
  if (before !== undefined && before.logKey !== after.logKey) sentences.push(w('charterLogKey'));
  // The same name with another key is another witness.
  for (const witness of without(now, then))
    sentences.push(w('charterWitnessIn', { name: isolate(nameOf(witness)) }));
  for (const witness of without(then, now))
    sentences.push(w('charterWitnessOut', { name: isolate(nameOf(witness)) }));
  if (before?.witnessQuorum !== after.witnessQuorum)
    sentences.push(wCount('charterQuorum', after.witnessQuorum));
  const { operatorSeconds, witnessSeconds } = after.pulse;
  const isPulseSame =
    before?.pulse.operatorSeconds === operatorSeconds &&
    before.pulse.witnessSeconds === witnessSeconds;
  if (!isPulseSame)
    sentences.push(
      w('charterPulse', {
        operators: duration(operatorSeconds),
        witnesses: duration(witnessSeconds),
      }),
    );
  return sentences;
}

function holders({ roles, keys, persons }: Charter, role: Role): readonly string[] {
  const held = new Set(roles[role]?.keys.map((key) => keys[key]?.person));
  return persons.filter((_, person) => held.has(person));
}

function keysOf({ keys, persons }: Charter, person: string): string {
  return keys
    .filter((key) => persons[key.person] === person)
    .map(({ publicKey }) => String(publicKey))
    .sort()
    .join(' ');
}

/** The name in a verifier key (C2SP signed-note): what stands before the first plus. */
function nameOf(verifierKey: string): string {
  return verifierKey.split('+')[0] ?? '';
}

function without(all: readonly string[], those: readonly string[]): readonly string[] {
  return all.filter((one) => !those.includes(one));
}
