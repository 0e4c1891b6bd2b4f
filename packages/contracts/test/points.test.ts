import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { contractVersions } from '@sotto/core';
import * as kit from '@sotto/contracts';

const points = Object.keys(contractVersions);
const tests = globSync('plugins/*/test/**/*.test.ts', {
  cwd: join(import.meta.dirname, '../../..'),
})
  .map((path) => readFileSync(join(import.meta.dirname, '../../..', path), 'utf8'))
  .join('\n');

test.each(points)(
  'the kit has the clauses of %s and an implementation that breaks each',
  (point) => {
    const names = new Set(Object.keys(kit));
    expect(names).toContain(`${point}Contract`);
    expect(names).toContain(`${point}Rejections`);
  },
);

// The kit cannot import plugins, so the broken implementations are run where the good ones are: beside a variant.
test.each(points)(
  'some variant runs the contract of %s, and some variant its broken implementations',
  (point) => {
    expect(tests.includes(`${point}Contract(`)).toBe(true);
    expect(tests.includes(`${point}Rejections(`)).toBe(true);
  },
);
