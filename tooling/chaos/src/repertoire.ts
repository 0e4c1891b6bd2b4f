import type { SeededRandom } from '@sotto/simulator';
import type { Act } from './acts.ts';
import { answer, edit, erase, react, read, sayPicture, sayText } from './acts.ts';
import {
  add,
  expel,
  leave,
  pin,
  rename,
  sayAndExpel,
  setPicture,
  setRole,
  setRules,
} from './group-acts.ts';

interface Choice {
  readonly name: string;
  readonly act: Act;
  /** How often, relative to the others. */
  readonly weight: number;
}

const inAnyTalk: readonly Choice[] = [
  { name: 'say', act: sayText, weight: 48 },
  { name: 'say picture', act: sayPicture, weight: 6 },
  { name: 'answer', act: answer, weight: 6 },
  { name: 'edit', act: edit, weight: 5 },
  { name: 'react', act: react, weight: 7 },
  { name: 'delete', act: erase, weight: 2 },
  { name: 'read', act: read, weight: 8 },
];

const inGroups: readonly Choice[] = [
  { name: 'rename', act: rename, weight: 4 },
  { name: 'add', act: add, weight: 5 },
  { name: 'remove', act: expel, weight: 1.5 },
  { name: 'say and remove', act: sayAndExpel, weight: 1 },
  { name: 'role', act: setRole, weight: 3 },
  { name: 'leave', act: leave, weight: 0.7 },
  { name: 'picture', act: setPicture, weight: 1 },
  { name: 'rules', act: setRules, weight: 1 },
  { name: 'pin', act: pin, weight: 1.5 },
];

/** What many do at the same moment, so that their commits meet. */
const concurrent: readonly Choice[] = inGroups.filter(({ name }) =>
  ['rename', 'add', 'role', 'pin'].includes(name),
);

export function chooseAct(random: SeededRandom, isGroup: boolean): Choice {
  return weighed(random, isGroup ? [...inAnyTalk, ...inGroups] : inAnyTalk);
}

export function chooseConcurrentAct(random: SeededRandom): Choice {
  return weighed(random, concurrent);
}

function weighed(random: SeededRandom, choices: readonly Choice[]): Choice {
  let left = random.fraction() * choices.reduce((sum, { weight }) => sum + weight, 0);
  for (const choice of choices) {
    left -= choice.weight;
    if (left < 0) return choice;
  }
  return choices.at(-1) as Choice;
}
