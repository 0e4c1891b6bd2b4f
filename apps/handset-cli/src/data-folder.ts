import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where the handset of the command line lives, and in a clone the relay that `npm start` runs. */
export interface Place {
  readonly folder: string;
  readonly homeRelay: string | undefined;
}

/** `--data` or SOTTO_DATA, absolute; else in a clone its `.sotto/cli`; else the person's own data folder. */
export function findPlace(
  named: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Place {
  const clone = cloneRoot();
  const homeRelay =
    clone === undefined ? undefined : `http://localhost:${env['SOTTO_PORT'] ?? 7300}`;
  if (named !== undefined) return { folder: named, homeRelay };
  if (clone !== undefined) return { folder: join(clone, '.sotto', 'cli'), homeRelay };
  const shared = env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share');
  return { folder: join(shared, 'sotto'), homeRelay };
}

/** The root of the clone that this program runs from; `undefined` when it was installed as a package. */
function cloneRoot(): string | undefined {
  const root = join(import.meta.dirname, '..', '..', '..');
  const manifest = join(root, 'package.json');
  if (!existsSync(join(root, 'pnpm-workspace.yaml')) || !existsSync(manifest)) return undefined;
  const { name } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly name?: unknown };
  return name === 'sotto' ? root : undefined;
}
