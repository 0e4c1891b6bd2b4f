import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { readImports } from '../boundaries/imports.ts';
import {
  filesOf,
  readWorkspace,
  runtimeDependencies,
  type WorkspacePackage,
} from '../workspace.ts';

/** What each tsconfig.json must refer to: path of the config's folder, then of the folders it refers to. */
export type References = ReadonlyMap<string, readonly string[]>;

const testProject = './tsconfig.test.json';

/**
 * A package refers to its run-time dependencies of this workspace; a private one also to the development dependencies that
 * its sources import. The root refers to all, and to the project that checks every test, where the linter finds the types
 * of a test too.
 */
export function expectedReferences(root: string): References {
  const built = readWorkspace(root).filter((pkg) =>
    existsSync(join(root, pkg.path, 'tsconfig.json')),
  );
  const byName = new Map(built.map((pkg) => [pkg.name, pkg]));
  const expected = new Map<string, readonly string[]>();
  const tests = existsSync(join(root, testProject)) ? [testProject] : [];
  expected.set('.', [...built.map(({ path }) => path), ...tests]);
  for (const pkg of built) {
    const names = [...runtimeDependencies(pkg.manifest), ...developmentImports(root, pkg)];
    expected.set(
      pkg.path,
      [...new Set(names)]
        .flatMap((name) => byName.get(name) ?? [])
        .map((target) => relative(pkg.path, target.path))
        .sort(),
    );
  }
  return expected;
}

function developmentImports(root: string, pkg: WorkspacePackage): string[] {
  const declared = Object.keys(pkg.manifest.devDependencies ?? {});
  if (pkg.manifest.private !== true || declared.length === 0) return [];
  const imported = filesOf(root, pkg, 'src/**/*.{ts,tsx}').flatMap((file) =>
    readImports(join(root, file)).map(({ specifier }) => specifier),
  );
  return declared.filter((name) =>
    imported.some((specifier) => specifier === name || specifier.startsWith(`${name}/`)),
  );
}
