import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Plain } from './plain.mjs';

/** The lowest Node that Sotto's own code runs on. */
export const codeFloor = 24;

/**
 * @param {string} version as `v26.10.0` or `26.10.0`
 * @returns {number}
 */
export function majorOf(version) {
  return Number(/^v?(\d+)\./.exec(version)?.[1] ?? Number.NaN);
}

/**
 * @param {number} floor
 * @param {string} [running]
 */
export function requireNode(floor, running = process.version) {
  if (majorOf(running) >= floor) return;
  throw new Plain(
    `This is Node ${running}. Sotto needs Node ${floor} or newer to begin (it then brings its own newer one).`,
  );
}

/**
 * The package manager that the root manifest names, exactly.
 * @param {string} root
 * @returns {string} a version
 */
export function pinnedPnpm(root) {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const version = /^pnpm@(\d+\.\d+\.\d+)/.exec(packageManager ?? '')?.[1];
  if (version === undefined)
    throw new Error('package.json has no exact "packageManager": "pnpm@x.y.z".');
  return version;
}

/**
 * The Node that the root manifest pins for this platform, or undefined when it pins none.
 * @param {string} root
 * @returns {string | undefined}
 */
export function pinnedNode(root) {
  const { optionalDependencies = {} } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  const here = `${process.platform}-${process.arch}`;
  return optionalDependencies[`node-${here}`] ?? optionalDependencies[`node-bin-${here}`];
}
