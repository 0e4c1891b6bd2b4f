import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A changeset that waits for the next release. */
export interface PendingChangeset {
  readonly file: string;
  readonly packages: readonly string[];
  readonly text: string;
}

/** Every `.changeset/*.md` but the folder's own README. */
export function readPendingChangesets(root: string): PendingChangeset[] {
  return globSync('.changeset/*.md', { cwd: root })
    .filter((file) => !file.endsWith('README.md'))
    .sort()
    .map((file) => {
      const [, head = '', text = ''] =
        /^---\n([\s\S]*?)\n?---\n?([\s\S]*)$/.exec(readFileSync(join(root, file), 'utf8')) ?? [];
      const packages = [...head.matchAll(/^["']?(@?[^"':\s]+)["']?\s*:/gm)].map(
        ([, name]) => name ?? '',
      );
      return { file, packages, text: text.trim() };
    });
}
