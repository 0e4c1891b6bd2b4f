// A program for hang-up.test.ts, to be run in a terminal: starts sotto there, outlives the terminal, and writes down which process it is and how it ended.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [ending = '', ...args] = process.argv.slice(2);
process.on('SIGHUP', () => undefined);
const main = join(import.meta.dirname, '..', 'src', 'main.ts');
const sotto = spawn(process.execPath, ['--conditions=@sotto/source', main, ...args], {
  stdio: 'inherit',
});
writeFileSync(`${ending}.pid`, String(sotto.pid));
sotto.on('exit', (code, signal) => writeFileSync(ending, String(code ?? signal)));
