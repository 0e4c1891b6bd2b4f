import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { actKinds, refusalReasons, roleNames } from '@sotto/charter';

const page = readFileSync(join(import.meta.dirname, '../../../docs/charter.md'), 'utf8');
const rows = (heading: string): readonly string[] => {
  const section = page.split(`\n## ${heading}`)[1]!.split('\n## ')[0]!;
  return Array.from(section.matchAll(/^\| `(\w+)`/gm), ([, name]) => name!);
};

test('docs/charter.md has every role, kind and reason once, and no other', () => {
  expect(rows('The charter\n')).toEqual(roleNames);
  expect(rows('Formats')).toEqual(actKinds);
  expect(rows('Why an entry is refused').toSorted()).toEqual(refusalReasons.toSorted());
});

test('docs/charter.md names tests that there are', () => {
  const tests = readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'))
    .join('\n');
  const [, invariants = ''] = page.split('\n## Invariants');
  const names = Array.from(
    invariants.split('\n## ')[0]!.matchAll(/_([^_]{12,}|when %s)_/g),
    ([, name]) => name!,
  );
  expect(names.length).toBeGreaterThan(40);
  expect(names.filter((name) => !tests.includes(`'${name}'`))).toEqual([]);
});
