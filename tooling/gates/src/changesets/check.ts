import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Verdict } from '../gate.ts';
import { isPublished, readWorkspace, type WorkspacePackage } from '../workspace.ts';
import { gitLines } from './git.ts';
import { readPendingChangesets } from './pending.ts';

/**
 * Every change to a published package is told to people. The release tag of the package's version (`v1.2.3`; all
 * packages share one version) is the base: a package whose files differ from it needs a pending changeset that names it.
 * Where that version has no tag yet, or this clone does not have it, the package needs a pending changeset or a CHANGELOG
 * that already tells of the version. On a branch, what it changed against the main branch needs a changeset too.
 */
export async function checkChangesets(root: string): Promise<Verdict> {
  const published = readWorkspace(root).filter(isPublished);
  const known = new Set(published.map(({ name }) => name));
  const pending = readPendingChangesets(root);
  const named = new Set(pending.flatMap(({ packages }) => packages));
  const problems = pending.flatMap(({ file, packages, text }) => [
    ...(text === '' ? [`${file} tells nothing`] : []),
    ...packages
      .filter((name) => !known.has(name))
      .map((name) => `${file} names ${name}, which is not published here`),
  ]);
  const onBranch = await changedSince(root, await branchBase(root));
  for (const pkg of published) {
    const since = await changedSince(root, `refs/tags/v${pkg.manifest.version}`);
    const changed = since === undefined ? !isTold(root, pkg) : touches(since, pkg);
    if (changed && !named.has(pkg.name)) {
      problems.push(
        `${pkg.name} changed since ${pkg.manifest.version} was released and no changeset says so`,
      );
    } else if (
      onBranch !== undefined &&
      touches(onBranch, pkg) &&
      !toldIn(onBranch, pending, pkg)
    ) {
      problems.push(`${pkg.name} changed on this branch and no changeset of the branch says so`);
    }
  }
  return { inspected: published.length, problems };
}

/** Where this branch left the main one; undefined on the main branch itself, or when there is none to compare with. */
async function branchBase(root: string): Promise<string | undefined> {
  const [head] = (await gitLines(root, ['rev-parse', 'HEAD'])) ?? [];
  for (const main of ['origin/main', 'main']) {
    const [base] = (await gitLines(root, ['merge-base', 'HEAD', main])) ?? [];
    const [tip] = (await gitLines(root, ['rev-parse', '--abbrev-ref', 'HEAD'])) ?? [];
    if (base !== undefined && base !== head && tip !== 'main') return base;
  }
  return undefined;
}

/** Paths that differ between the base and the working tree, new files included; undefined without the base. */
async function changedSince(
  root: string,
  base: string | undefined,
): Promise<readonly string[] | undefined> {
  if (base === undefined) return undefined;
  const tracked = await gitLines(root, ['diff', '--name-only', '--relative', base, '--', '.']);
  const fresh = await gitLines(root, ['ls-files', '--others', '--exclude-standard']);
  return tracked === undefined ? undefined : [...tracked, ...(fresh ?? [])];
}

/** True when something that ships was changed: anything of the package but its tests. */
function touches(paths: readonly string[], pkg: WorkspacePackage): boolean {
  return paths.some(
    (path) =>
      path.startsWith(`${pkg.path}/`) &&
      !path.startsWith(`${pkg.path}/test/`) &&
      !path.endsWith('/CHANGELOG.md'),
  );
}

function toldIn(
  paths: readonly string[],
  pending: ReturnType<typeof readPendingChangesets>,
  pkg: WorkspacePackage,
): boolean {
  return pending.some(({ file, packages }) => paths.includes(file) && packages.includes(pkg.name));
}

function isTold(root: string, pkg: WorkspacePackage): boolean {
  const file = join(root, pkg.path, 'CHANGELOG.md');
  return existsSync(file) && readFileSync(file, 'utf8').includes(`\n## ${pkg.manifest.version}\n`);
}
