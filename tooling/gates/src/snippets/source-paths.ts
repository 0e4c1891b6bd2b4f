import { readWorkspace } from '../workspace.ts';

/** Where each door of each workspace package leads in the sources: `@sotto/core` to `packages/core/src/index.ts`. */
export function sourcePaths(root: string): Record<string, string> {
  const paths: Record<string, string> = {};
  for (const pkg of readWorkspace(root)) {
    for (const [door, target] of Object.entries(pkg.manifest.exports ?? {})) {
      const source = typeof target === 'string' ? target : target['@sotto/source'];
      if (source?.endsWith('.ts'))
        paths[pkg.name + door.slice(1)] = `${pkg.path}/${source.slice(2)}`;
    }
  }
  return paths;
}
