import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Plain } from './plain.mjs';
import { runQuietly, saysNoNetwork } from './run-quietly.mjs';
import { readStamp, writeStamp } from './stamp.mjs';
import { pinnedPnpm } from './versions.mjs';

/**
 * Installs the pnpm that the root manifest names into the clone's own `.toolchain`, with the npm that came with Node.
 * @param {string} root
 */
export async function installPnpm(root) {
  const version = pinnedPnpm(root);
  const folder = join(root, '.toolchain');
  const stamp = join(folder, 'pnpm-version');
  if (readStamp(stamp) === version) return;
  process.stderr.write(`Installing pnpm ${version} into .toolchain\n`);
  mkdirSync(folder, { recursive: true });
  const result = await runQuietly(
    'npm',
    [
      'install',
      `--prefix=${folder}`,
      '--no-save',
      '--no-package-lock',
      '--no-audit',
      '--no-fund',
      '--fetch-retries=2',
      '--fetch-retry-mintimeout=500',
      '--fetch-retry-maxtimeout=2000',
      `pnpm@${version}`,
    ],
    { cwd: folder, env: process.env },
  );
  if (result.missing)
    throw new Plain('npm was not found. It comes with Node: install Node 20 or newer with npm.');
  if (result.code !== 0) throw new Plain(explain(version, result.output));
  writeStamp(stamp, version);
}

/**
 * @param {string} version
 * @param {string} output
 */
function explain(version, output) {
  if (saysNoNetwork(output)) {
    return `pnpm ${version} could not be downloaded: the package registry cannot be reached. The first run needs the network; later runs do not.`;
  }
  return `${output}\npnpm ${version} could not be installed; what npm said is above.`;
}
