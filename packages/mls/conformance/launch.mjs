import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { nodeToUse } from '../../../tooling/bootstrap/node-to-use.mjs';
import { root } from '../../../tooling/bootstrap/place.mjs';
import { exitWith } from '../../../tooling/bootstrap/plain.mjs';
import { prepare } from '../../../tooling/bootstrap/prepare.mjs';

/**
 * Runs `main.mts` under the pinned Node, which resolves packages of the workspace to their sources. Installs what is
 * missing only where nothing is installed.
 *
 * @param {string[]} paths of files and folders
 */
export async function launch(paths) {
  try {
    const isInstalled = existsSync(join(root, 'node_modules', '.modules.yaml'));
    const node = isInstalled ? nodeToUse(root) : (await prepare(root)).node;
    const main = join(root, 'packages', 'mls', 'conformance', 'main.mts');
    const args = ['--conditions=@sotto/source', main, ...paths.map((path) => resolve(path))];
    const { status, error } = spawnSync(node, args, { stdio: 'inherit' });
    if (error !== undefined) throw error;
    process.exitCode = status ?? 1;
  } catch (error) {
    exitWith(error);
  }
}
