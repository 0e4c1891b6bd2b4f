import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { changeset, packageManifest, tsconfig } from './manifests.ts';
import { requiredMembers, type Member } from './members.ts';
import type { Names } from './names.ts';
import { contractTestSource, implementationSource, indexSource, readmeSource } from './sources.ts';

/** The points that core has, by name. */
export function knownPoints(root: string): string[] {
  return globSync('packages/core/src/points/*.ts', { cwd: root })
    .map((path) => /([a-z]+)\.ts$/.exec(path)?.[1] ?? '')
    .sort();
}

/**
 * Writes the folder of a new plugin, and its changeset. Gives the files that it wrote, relative to the root.
 *
 * @throws Error with a plain sentence when the folder is there already
 */
export function generatePlugin(root: string, names: Names): string[] {
  const folder = `plugins/${names.folder}`;
  if (existsSync(join(root, folder))) throw new Error(`${folder} is there already.`);
  const members = requiredMembers(
    join(root, 'packages/core/src/points', `${names.point}.ts`),
    names.pointType,
  );
  if (members === undefined) throw new Error(`core declares no ${names.pointType}.`);
  const json = (value: object): string => `${JSON.stringify(value, undefined, 2)}\n`;
  const files: Readonly<Record<string, string>> = {
    [`${folder}/package.json`]: json(packageManifest(names, coreVersion(root))),
    [`${folder}/tsconfig.json`]: json(tsconfig),
    [`${folder}/README.md`]: readmeSource(names),
    [`${folder}/src/index.ts`]: indexSource(names),
    [`${folder}/src/${names.file}`]: implementationSource(names, members),
    [`${folder}/test/contract.test.ts`]: contractTestSource(names, subjectOf(root, names)),
    [`.changeset/${names.folder}.md`]: changeset(names),
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return Object.keys(files);
}

/** What the point's contract asks of a test beyond the plugin; undefined when it asks no more. */
function subjectOf(root: string, { pointType }: Names): readonly Member[] | undefined {
  const kit = join(root, 'packages/contracts/src');
  for (const path of globSync('**/*.ts', { cwd: kit })) {
    const members = requiredMembers(join(kit, path), `${pointType}Subject`);
    if (members !== undefined) return members;
  }
  return undefined;
}

/** All packages share one version. */
function coreVersion(root: string): string {
  const text = readFileSync(join(root, 'packages/core/package.json'), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}
