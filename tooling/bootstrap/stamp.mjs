import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Folders whose children may be workspace packages, as in pnpm-workspace.yaml. */
const workspaceFolders = ['packages', 'plugins', 'apps', 'examples', 'tooling'];

/**
 * A digest of everything that decides what an install puts in place.
 * @param {string} root
 * @returns {string}
 */
export function installDigest(root) {
  const digest = createHash('sha256').update(`${process.platform}-${process.arch}`);
  for (const path of [
    'pnpm-lock.yaml',
    'pnpm-workspace.yaml',
    'package.json',
    ...manifests(root),
  ]) {
    digest.update(`\0${path}\0`).update(readFileSync(join(root, path)));
  }
  return digest.digest('hex');
}

/** @param {string} root */
function manifests(root) {
  return workspaceFolders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder)).map((name) => `${folder}/${name}/package.json`),
    )
    .filter((path) => existsSync(join(root, path)))
    .sort();
}

/**
 * @param {string} file
 * @returns {string | undefined} what was last stamped there
 */
export function readStamp(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/**
 * @param {string} file
 * @param {string} value
 */
export function writeStamp(file, value) {
  writeFileSync(file, value);
}
