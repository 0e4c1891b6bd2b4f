import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { writeReferences } from '@sotto/gates/references';
import { generatePlugin, knownPoints } from './generate.ts';
import { namesFor } from './names.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const say = (line: string): void => void process.stdout.write(`${line}\n`);

function run(command: string, ...args: string[]): void {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${[command, ...args].join(' ')} ended with ${status}.`);
}

const [point = '', variant = ''] = process.argv.slice(2);
const points = knownPoints(root);
if (!points.includes(point) || variant === '') {
  say(
    `npm run new-plugin -- <point> <variant>, such as: records redis\nThe points: ${points.join(', ')}`,
  );
  process.exitCode = 2;
} else {
  const names = namesFor(point, variant);
  const files = generatePlugin(root, names);
  writeReferences(root);
  run('pnpm', 'install', '--no-frozen-lockfile', '--prefer-offline');
  run('oxfmt', ...files, 'tsconfig.json');
  say(`\n${files.map((file) => `  ${file}`).join('\n')}\n`);
  say(`Write its calls, then run its contract: npm test -- plugins/${names.folder}`);
}
