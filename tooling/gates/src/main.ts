import { join } from 'node:path';
import { readSelection } from './runner/selection.ts';
import { runSteps } from './runner/run-steps.ts';
import { closingLine, rowOf, totalOf } from './runner/summary.ts';
import { steps } from './steps.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const selection = readSelection(
  process.argv.slice(2),
  steps.map(({ name }) => name),
);
if ('problem' in selection) {
  say(selection.problem);
  process.exitCode = 2;
} else {
  const chosen = steps.filter(({ name }) => selection.names.includes(name));
  const finished = await runSteps(
    chosen,
    { root, filters: selection.filters },
    {
      started: () => undefined,
      finished: (step) => {
        if (step.outcome.report !== '')
          say(`\n--- ${step.name}\n${step.outcome.report.trimEnd()}\n`);
        say(rowOf(step));
      },
    },
  );
  const total = totalOf(finished);
  if (finished.some(({ outcome }) => outcome.report !== '')) {
    say(['', ...finished.map(rowOf)].join('\n'));
  }
  say(`\n${closingLine(total)}`);
  const isGood = total.failed === 0 && !(selection.noSkips && total.skipped > 0);
  process.exitCode = isGood ? 0 : 1;
}
