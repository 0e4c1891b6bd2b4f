import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChaosOptions } from './chaos-options.ts';
import { parseChaosOptions } from './chaos-options.ts';
import { createCrew } from './crew.ts';
import type { Plan } from './plan.ts';
import { commandOf, faultsOf, storyOf } from './plan.ts';
import { withTable } from './reliability-page.ts';
import { runSeeds } from './run-seeds.ts';
import { tableOf } from './table.ts';
import { tellPlan } from './tell-plan.ts';

const say = (text: string): void => void process.stdout.write(`${text}\n`);

function planOf(seed: number, { story, steps, only, realCrypto }: ChaosOptions): Plan {
  return {
    seed,
    steps,
    realCrypto,
    story: story === 'all' ? storyOf(seed) : story,
    faults: only ?? faultsOf(seed),
  };
}

async function replay(plan: Plan): Promise<boolean> {
  say(commandOf(plan));
  const { log, failures } = await tellPlan(plan);
  for (const line of log) say(line);
  say(failures.length === 0 ? 'All holds.' : `${failures.length} failures.`);
  return failures.length === 0;
}

async function run(options: ChaosOptions): Promise<boolean> {
  const crew = createCrew(options);
  try {
    const plans = Array.from({ length: options.seeds }, (_, at) =>
      planOf(options.from + at, options),
    );
    const rows = await runSeeds(plans, { crew, jobs: options.jobs, say });
    const table = tableOf(rows);
    say(`\n${table}`);
    if (options.write) {
      const path = join(import.meta.dirname, '..', '..', '..', 'docs', 'reliability.md');
      writeFileSync(path, withTable(readFileSync(path, 'utf8'), table));
      // As the format gate wants it.
      execFileSync('oxfmt', [path]);
    }
    return rows.every(({ failed }) => failed === 0);
  } finally {
    crew.end();
  }
}

try {
  const options = parseChaosOptions(process.argv.slice(2));
  const isGood =
    options.replay === undefined
      ? await run(options)
      : await replay(planOf(options.replay, options));
  process.exitCode = isGood ? 0 : 1;
} catch (error) {
  if (!(error instanceof TypeError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
