import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { readWorkspace, runtimeDependencies, type WorkspacePackage } from '../workspace.ts';

/** What each tsconfig.json must refer to: path of the config's folder, then of the folders it refers to. */
export type References = ReadonlyMap<string, readonly string[]>;

const testProject = './tsconfig.test.json';

/**
 * A package refers to the workspace packages that its sources may import: its run-time dependencies, and for a private
 * package its development ones too. The root refers to all, and to the project
 * that checks every test, where the linter finds the types of a test too.
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
    expected.set(
      pkg.path,
      namesFor(pkg)
        .flatMap((name) => byName.get(name) ?? [])
        .map((target) => relative(pkg.path, target.path))
        .sort(),
    );
  }
  return expected;
}

function namesFor(pkg: WorkspacePackage): string[] {
  const runtime = runtimeDependencies(pkg.manifest);
  if (pkg.manifest.private !== true) return runtime;
  return [...new Set([...runtime, ...Object.keys(pkg.manifest.devDependencies ?? {})])];
}
