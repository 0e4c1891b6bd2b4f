import { parseArgs } from 'node:util';
import type { FaultKind } from '@sotto/simulator';
import { faultKinds } from '@sotto/simulator';
import type { StoryName } from './scene.ts';

export interface ChaosOptions {
  readonly seeds: number;
  readonly from: number;
  readonly steps: number;
  readonly jobs: number;
  /** Tells this one seed and prints its log. */
  readonly replay: number | undefined;
  readonly story: StoryName | 'all';
  /** Absent: each seed has its own. */
  readonly only: readonly FaultKind[] | undefined;
  readonly realCrypto: boolean;
  /** Puts the table into docs/reliability.md. */
  readonly write: boolean;
}

const defaultSteps = 100;
const maxJobs = 64;

/** Reads the command line. @throws TypeError in a sentence, for what is not to be understood */
export function parseChaosOptions(args: readonly string[]): ChaosOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seeds: { type: 'string', default: '100' },
      from: { type: 'string', default: '1' },
      steps: { type: 'string', default: String(defaultSteps) },
      jobs: { type: 'string', default: '2' },
      replay: { type: 'string' },
      story: { type: 'string', default: 'all' },
      only: { type: 'string' },
      'real-crypto': { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
    },
  });
  const { story, only, replay } = values;
  if (story !== 'pair' && story !== 'group' && story !== 'all')
    throw new TypeError('A --story is pair, group or all.');
  return {
    seeds: whole('seeds', values.seeds, 1),
    from: whole('from', values.from, 0),
    steps: whole('steps', values.steps, 0),
    jobs: Math.min(maxJobs, whole('jobs', values.jobs, 1)),
    replay: replay === undefined ? undefined : whole('replay', replay, 0),
    story,
    only: only === undefined ? undefined : kindsOf(only),
    realCrypto: values['real-crypto'],
    write: values.write,
  };
}

function whole(name: string, text: string, min: number): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < min)
    throw new TypeError(`--${name} takes a whole number from ${min}.`);
  return number;
}

function kindsOf(text: string): readonly FaultKind[] {
  if (text === 'none') return [];
  return text.split(',').map((name) => {
    const kind = faultKinds.find((each) => each === name);
    if (kind === undefined)
      throw new TypeError(`There is no such fault; there are: none, ${faultKinds.join(', ')}.`);
    return kind;
  });
}
