import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from '../../bootstrap/lock.mjs';
import { StartError } from './start-error.ts';

const app = 'apps/handset-web';

/** What the built web handset is made of. */
const inputs = [
  `${app}/{package.json,index.html,vite.config.ts}`,
  `${app}/{src,public}/**`,
  '{packages,plugins}/*/{package.json,src/**}',
  'pnpm-lock.yaml',
];

/** Builds the web handset when its sources are not those of the last build. Gives true when it built. */
export async function buildWeb(root: string, say: (line: string) => void): Promise<boolean> {
  const stamp = join(root, 'node_modules', '.sotto-web');
  const isFresh = (): boolean =>
    existsSync(join(root, app, 'dist', 'index.html')) &&
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === digestOf(root);
  if (isFresh()) return false;
  return withLock(join(root, '.toolchain', 'build-lock'), async () => {
    if (isFresh()) return false;
    say('Building the web handset');
    const digest = digestOf(root);
    const { status, stdout, stderr, error } = spawnSync(
      'turbo',
      ['run', 'build', '--filter=@sotto/handset-web', '--output-logs=errors-only'],
      { cwd: root, encoding: 'utf8' },
    );
    if (error !== undefined) throw error;
    if (status !== 0) {
      throw new StartError(
        `${stdout}${stderr}\nThe web handset could not be built; what the build said is above.`,
      );
    }
    writeFileSync(stamp, digest);
    return true;
  });
}

function digestOf(root: string): string {
  const digest = createHash('sha256');
  const files = globSync(inputs, { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files) digest.update(`${file}\0`).update(readFileSync(file)).update('\0');
  return digest.digest('hex');
}
