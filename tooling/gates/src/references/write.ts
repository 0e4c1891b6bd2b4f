import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectedReferences } from './expected.ts';

/** Makes the references of every tsconfig.json what they must be. Gives the files that it changed. */
export function writeReferences(root: string): string[] {
  const changed: string[] = [];
  for (const [path, wanted] of expectedReferences(root)) {
    const file = join(root, path, 'tsconfig.json');
    const config: Record<string, unknown> = existsSync(file)
      ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>)
      : { files: [] };
    const references = wanted.map((target) => ({ path: target }));
    if (JSON.stringify(config['references'] ?? []) === JSON.stringify(references)) continue;
    config['references'] = references;
    if (references.length === 0) delete config['references'];
    writeFileSync(file, `${JSON.stringify(config, undefined, 2)}\n`);
    changed.push(join(path, 'tsconfig.json'));
  }
  return changed;
}
