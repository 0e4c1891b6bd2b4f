import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { watchParents } from './orphan-watch.mjs';
import { Plain } from './plain.mjs';

/** What has a name of its own; anything else is an installed tool. */
const programs = {
  start: ['--conditions=@sotto/source', 'tooling/start/src/main.ts'],
  sotto: ['--conditions=@sotto/source', 'apps/handset-cli/src/main.ts'],
  relay: ['--conditions=@sotto/source', 'apps/relay/src/main.ts'],
  witness: ['--conditions=@sotto/source', 'apps/witness/src/main.ts'],
  operator: ['--conditions=@sotto/source', 'apps/operator/src/main.ts'],
  test: ['tooling/gates/src/main.ts'],
  fix: ['tooling/gates/src/fix.ts'],
  bench: ['--conditions=@sotto/source', '--expose-gc', 'tooling/bench/src/main.ts'],
  chaos: ['--conditions=@sotto/source', 'tooling/chaos/src/main.ts'],
  'new-plugin': ['tooling/new-plugin/src/main.ts'],
};

/**
 * Runs one program under the pinned Node, passes signals on, and ends it when our own parent is gone.
 *
 * @param {import('./prepare.mjs').Tools} tools
 * @param {string} name
 * @param {string[]} args
 * @returns {Promise<number>} the exit code
 */
export async function runUnderPinned(tools, name, args) {
  const [command, before] = commandFor(tools, name);
  const child = spawn(command, [...before, ...args], {
    cwd: tools.root,
    env: tools.env,
    stdio: 'inherit',
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => child.kill(signal));
  }
  watchParents(() => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)));
  });
}

/**
 * @param {import('./prepare.mjs').Tools} tools
 * @param {string} name
 * @returns {[string, string[]]}
 */
function commandFor(tools, name) {
  const program = Object.hasOwn(programs, name)
    ? programs[/** @type {keyof typeof programs} */ (name)]
    : undefined;
  if (program !== undefined) return [tools.node, program];
  for (const bin of ['node_modules/.bin', '.toolchain/node_modules/.bin']) {
    const path = join(tools.root, bin, name);
    if (existsSync(path)) return [path, []];
  }
  throw new Plain(`There is no program and no installed tool named "${name}".`);
}
