import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';

/** Folders whose children may be workspace packages, as in pnpm-workspace.yaml. */
const workspaceFolders = ['packages', 'plugins', 'apps', 'examples', 'tooling'] as const;
export type WorkspaceFolder = (typeof workspaceFolders)[number];

/** One workspace package: its place and its manifest. */
export interface WorkspacePackage {
  readonly name: string;
  /** `packages`, `plugins`, `apps`, `examples` or `tooling`. */
  readonly folder: WorkspaceFolder;
  /** The last part of the path: `records-sqlite`. */
  readonly short: string;
  /** Relative to the root, with forward slashes: `plugins/records-sqlite`. */
  readonly path: string;
  readonly manifest: Manifest;
}

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly imports?: Readonly<Record<string, ImportTarget>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** Where a door leads, by condition, as Node reads it. */
export type ImportTarget = string | { readonly [condition: string]: ImportTarget };

/** Every workspace package of the tree under `root`, by path. */
export function readWorkspace(root: string): WorkspacePackage[] {
  return workspaceFolders.flatMap((folder) => {
    const parent = join(root, folder);
    if (!existsSync(parent)) return [];
    return readdirSync(parent)
      .filter((name) => existsSync(join(parent, name, 'package.json')))
      .sort()
      .map((name) => readPackage(root, folder, join(parent, name)));
  });
}

function readPackage(root: string, folder: WorkspaceFolder, path: string): WorkspacePackage {
  const manifest = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as Manifest;
  return {
    name: manifest.name,
    folder,
    short: basename(path),
    path: relative(root, path),
    manifest,
  };
}

/** Packages that strangers install. */
export function isPublished(pkg: WorkspacePackage): boolean {
  return pkg.manifest.private !== true;
}

/** What the package needs at run time. */
export function runtimeDependencies(manifest: Manifest): string[] {
  return Object.keys({
    ...manifest.dependencies,
    ...manifest.peerDependencies,
    ...manifest.optionalDependencies,
  });
}

/** Files of a package that match the glob, relative to the root, sorted; never what was built or installed. */
export function filesOf(root: string, pkg: WorkspacePackage, pattern: string): string[] {
  return globSync(pattern, {
    cwd: join(root, pkg.path),
    exclude: (path) => path.includes('node_modules') || /(^|\/)dist(\/|$)/.test(path),
  })
    .map((path) => `${pkg.path}/${path}`)
    .sort();
}
