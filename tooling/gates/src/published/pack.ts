import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTool } from '../tool.ts';
import type { WorkspacePackage } from '../workspace.ts';

/**
 * Packs packages as a release would and lends their archives to `work`, by package name; the archives are gone
 * afterwards.
 */
export async function withArchives<T>(
  root: string,
  packages: readonly WorkspacePackage[],
  work: (archives: ReadonlyMap<string, Uint8Array>) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'sotto-pack-'));
  try {
    const archives = new Map<string, Uint8Array>();
    for (const pkg of packages) {
      const place = join(folder, pkg.short);
      mkdirSync(place);
      const file = join(place, 'package.tgz');
      const args = ['pack', '--out', file];
      const { code, output } = await runTool('pnpm', args, { cwd: join(root, pkg.path) });
      if (code !== 0) throw new Error(`${pkg.name} cannot be packed:\n${output}`);
      archives.set(pkg.name, new Uint8Array(readFileSync(file)));
    }
    return await work(archives);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
