import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { en } from '../src/strings/en.ts';

const table = readFileSync(join(import.meta.dirname, '../../../docs/errors.md'), 'utf8');

test.for(Object.keys(en.errors))('there is a code for the sentence of %s', (code) => {
  expect(table).toContain(`| \`${code}\``);
});
