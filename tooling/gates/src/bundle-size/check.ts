import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Verdict } from '../gate.ts';

/** A `size-budget.json` beside an app or a package: what its built files may weigh, compressed, in bytes. */
export interface Budget {
  /** The folder that the build fills, relative to the budget. */
  readonly folder: string;
  /** Each group of files, and what all of them together may weigh. */
  readonly groups: readonly (BudgetGroup & {
    readonly name: string;
    readonly maxGzipBytes: number;
  })[];
}

/** By a pattern in the folder; or a page with the scripts and styles that it names, however a bundler cut them. */
type BudgetGroup = { readonly files: string } | { readonly page: string };

/** Weighs what the builds made against the budget beside each of them. */
export function checkBundleSizes(root: string): Verdict {
  const budgets = globSync('{apps,packages}/*/size-budget.json', { cwd: root }).sort();
  const problems: string[] = [];
  let inspected = 0;
  for (const path of budgets) {
    const budget = JSON.parse(readFileSync(join(root, path), 'utf8')) as Budget;
    const folder = join(root, dirname(path), budget.folder);
    const app = basename(dirname(path));
    if (!existsSync(folder)) {
      problems.push(`${app}: ${budget.folder} was not built`);
      continue;
    }
    for (const group of budget.groups) {
      const { name, maxGzipBytes } = group;
      const found =
        'page' in group ? loadedBy(folder, group.page) : globSync(group.files, { cwd: folder });
      inspected += found.length;
      if (found.length < ('page' in group ? 2 : 1))
        problems.push(`${app}: there is nothing of "${name}"`);
      const bytes = found
        .map((file) => gzipSync(readFileSync(join(folder, file)), { level: 9 }).length)
        .reduce((sum, size) => sum + size, 0);
      if (bytes > maxGzipBytes) {
        problems.push(
          `${app}: ${name} weighs ${bytes} bytes compressed, ${maxGzipBytes} are allowed`,
        );
      }
    }
  }
  return { inspected, problems };
}

/** The page, and the scripts, styles and preloaded modules in it. */
function loadedBy(folder: string, page: string): readonly string[] {
  if (!existsSync(join(folder, page))) return [];
  const html = readFileSync(join(folder, page), 'utf8');
  const named = html.matchAll(/(?:src|href)="\/([^"]+\.(?:js|css))"/g);
  return [...new Set([page, ...[...named].map(([, file = '']) => file)])];
}
