import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Verdict } from '../gate.ts';
import { isPublished, readWorkspace, type WorkspacePackage } from '../workspace.ts';
import { firstDifference } from './difference.ts';
import { reportApi } from './report.ts';

const reportName = 'api-report.md';

/** The checked-in API report of every published package is what its build exports. Needs a build. */
export function checkApi(root: string): Verdict {
  const packages = libraries(root);
  const problems = packages.flatMap((pkg) => {
    const file = join(root, pkg.path, reportName);
    const missing = unbuilt(root, pkg);
    if (missing !== undefined) return [`${pkg.path}: ${missing} was not built`];
    if (!existsSync(file)) return [`${pkg.path} has no ${reportName}: run npm run fix`];
    const difference = firstDifference(readFileSync(file, 'utf8'), render(root, pkg));
    if (difference === undefined) return [];
    return [
      `${pkg.path}: the public API is not the one in ${reportName}. If the change is meant, run npm run fix and review the difference.\n${difference}`,
    ];
  });
  return { inspected: packages.length, problems };
}

/** Writes the report of every published package. Gives the files that it changed. */
export function writeApiReports(root: string): string[] {
  return libraries(root)
    .filter((pkg) => unbuilt(root, pkg) === undefined)
    .flatMap((pkg) => {
      const file = join(root, pkg.path, reportName);
      const text = render(root, pkg);
      if (existsSync(file) && readFileSync(file, 'utf8') === text) return [];
      writeFileSync(file, text);
      return [`${pkg.path}/${reportName}`];
    });
}

function libraries(root: string): WorkspacePackage[] {
  return readWorkspace(root).filter((pkg) => isPublished(pkg) && doorsOf(pkg).length > 0);
}

function doorsOf(pkg: WorkspacePackage): { readonly door: string; readonly types: string }[] {
  return Object.entries(pkg.manifest.exports ?? {}).flatMap(([door, target]) =>
    typeof target !== 'string' && target['types'] !== undefined
      ? [{ door, types: target['types'] }]
      : [],
  );
}

function unbuilt(root: string, pkg: WorkspacePackage): string | undefined {
  return doorsOf(pkg).find(({ types }) => !existsSync(join(root, pkg.path, types)))?.types;
}

function render(root: string, pkg: WorkspacePackage): string {
  const folder = join(root, pkg.path);
  const parts = doorsOf(pkg).map(
    ({ door, types }) =>
      `## \`${pkg.name}${door.slice(1)}\`\n\n\`\`\`ts\n${reportApi(join(folder, 'dist'), join(folder, types))}\n\`\`\`\n`,
  );
  return `# Public API of ${pkg.name}\n\nWritten by \`npm run fix\`; a difference here is a change for users.\n\n${parts.join('\n')}`;
}
