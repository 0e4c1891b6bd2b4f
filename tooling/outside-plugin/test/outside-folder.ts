import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root, runWell } from './program.ts';

/** What a stranger gets from the registry, here from this tree: packed as for a release. */
const packed = { '@sotto/core': 'packages/core', '@sotto/contracts': 'packages/contracts' };
/** What else the page installs; linked to what is installed here, so that no network is needed. */
const linked = ['@types/node', 'typescript', 'vitest'];

/** A folder outside the repository with the page's files, everything installed that its package.json asks for. */
export interface OutsideFolder {
  readonly path: string;
  readonly write: (name: string, content: string) => Promise<void>;
  /** Versions of what was installed, by package. */
  readonly versions: ReadonlyMap<string, string>;
  readonly remove: () => Promise<void>;
}

/** Makes the folder and installs into it. Leaves nothing behind when that fails. */
export async function outsideFolder(files: ReadonlyMap<string, string>): Promise<OutsideFolder> {
  const parent = await mkdtemp(join(tmpdir(), 'sotto-outside-'));
  try {
    return await fill(parent, files);
  } catch (error) {
    await rm(parent, { recursive: true });
    throw error;
  }
}

async function fill(parent: string, files: ReadonlyMap<string, string>): Promise<OutsideFolder> {
  const path = join(parent, 'plugin');
  const write = async (name: string, content: string): Promise<void> => {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), content);
  };
  for (const [name, content] of files) await write(name, content);

  await runWell(root, 'tsc', '-b', ...Object.values(packed));
  const overrides: Record<string, string> = {};
  for (const [name, folder] of Object.entries(packed)) {
    const archive = join(parent, `${name.replace('/', '-')}.tgz`);
    await runWell(join(root, folder), 'pnpm', 'pack', '--out', archive);
    overrides[name] = `file:${archive}`;
  }
  for (const name of linked) overrides[name] = `link:${join(root, 'node_modules', name)}`;
  // The only file beside the page's: where the packages come from.
  await write('pnpm-workspace.yaml', JSON.stringify({ overrides, pmOnFail: 'ignore' }));
  await runWell(path, 'pnpm', 'install', '--offline', `--store-dir=${join(parent, 'store')}`);

  const versions = new Map<string, string>();
  for (const name of [...Object.keys(packed), ...linked]) {
    const manifest = createRequire(join(path, 'package.json')).resolve(`${name}/package.json`);
    const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string };
    versions.set(name, version);
  }
  return { path, write, versions, remove: () => rm(parent, { recursive: true }) };
}
