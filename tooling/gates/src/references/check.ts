import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Verdict } from '../gate.ts';
import { isPublished, readWorkspace } from '../workspace.ts';
import { expectedReferences } from './expected.ts';

/** `tsc -b` builds every package, and each package's references are its dependencies. */
export function checkReferences(root: string): Verdict {
  const expected = expectedReferences(root);
  const problems = readWorkspace(root)
    .filter((pkg) => isPublished(pkg) && !expected.has(pkg.path))
    .map(({ path }) => `${path} has no tsconfig.json`);
  for (const [path, wanted] of expected) {
    const file = join(path, 'tsconfig.json');
    if (!existsSync(join(root, file))) {
      problems.push(`${file} does not exist`);
      continue;
    }
    const found = readReferences(join(root, file));
    for (const name of wanted) {
      if (!found.includes(name)) problems.push(`${file} does not refer to ${name}`);
    }
    for (const name of found) {
      if (!wanted.includes(name))
        problems.push(`${file} refers to ${name}, which is no dependency`);
    }
  }
  return { inspected: expected.size, problems };
}

function readReferences(file: string): string[] {
  const config = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly references?: readonly { readonly path: string }[];
  };
  return (config.references ?? []).map(({ path }) => path.replace(/\/$/, ''));
}
