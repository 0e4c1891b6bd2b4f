import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installPackages } from './install-packages.mjs';
import { installPnpm } from './install-pnpm.mjs';
import { withLock } from './lock.mjs';
import { nodeToUse } from './node-to-use.mjs';
import { installDigest, readStamp } from './stamp.mjs';
import { pinnedPnpm } from './versions.mjs';

/**
 * @typedef {object} Tools
 * @property {string} root the clone
 * @property {string} node the Node that does the work
 * @property {NodeJS.ProcessEnv} env with the pinned tools first on PATH
 */

/**
 * Brings the pinned pnpm and everything in the lockfile into place; does nothing when they are there.
 * @param {string} root
 * @returns {Promise<Tools>}
 */
export async function prepare(root) {
  if (!isReady(root)) {
    await withLock(join(root, '.toolchain', 'lock'), async () => {
      if (isReady(root)) return;
      await installPnpm(root);
      await installPackages(root);
    });
  }
  return { root, node: nodeToUse(root), env: environment(root) };
}

/** @param {string} root */
function isReady(root) {
  return (
    readStamp(join(root, '.toolchain', 'pnpm-version')) === pinnedPnpm(root) &&
    existsSync(join(root, 'node_modules', '.modules.yaml')) &&
    readStamp(join(root, 'node_modules', '.sotto-install')) === installDigest(root)
  );
}

/**
 * @param {string} root
 * @returns {NodeJS.ProcessEnv}
 */
function environment(root) {
  const bins = [
    join(root, 'node_modules', '.bin'),
    join(root, '.toolchain', 'node_modules', '.bin'),
  ];
  return {
    ...process.env,
    PATH: [...bins, process.env['PATH'] ?? ''].join(':'),
    // Stripped and compiled sources are kept: halves the start of a server.
    NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'node'),
    TURBO_TELEMETRY_DISABLED: '1',
    TURBO_NO_UPDATE_NOTIFIER: '1',
  };
}
