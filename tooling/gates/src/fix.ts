import { join } from 'node:path';
import { writeApiReports } from './api/check.ts';
import { writeReferences } from './references/write.ts';
import { runTool } from './tool.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const say = (line: string): void => void process.stdout.write(`${line}\n`);

for (const file of writeReferences(root)) say(`references: ${file}`);
for (const [command, ...args] of [
  ['sherif', '--fix', '--no-install'],
  ['oxlint', '--type-aware', '--fix'],
  ['tsc', '-b'],
] as const) {
  const { code, output } = await runTool(command, args, { cwd: root });
  if (code !== 0) {
    say(output);
    process.exitCode = 1;
  }
}
if (process.exitCode === undefined)
  for (const file of writeApiReports(root)) say(`API report: ${file}`);
const { output } = await runTool('oxfmt', ['.'], { cwd: root });
say(output.trim());
