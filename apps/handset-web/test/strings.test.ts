import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ar } from '../src/strings/ar.ts';
import { en } from '../src/strings/en.ts';
import type { Plural } from '../src/strings/forms.ts';

const table = readFileSync(join(import.meta.dirname, '../../../docs/errors.md'), 'utf8');

test.for(Object.keys(en.errors))('there is a code for the sentence of %s', (code) => {
  expect(table).toContain(`| \`${code}\``);
});

const plurals = Object.entries(ar).filter(
  (entry): entry is [string, Plural] => typeof entry[1] === 'object' && 'other' in entry[1],
);

test.for(plurals)('%s has the forms that Arabic counts with', ([, forms]) => {
  for (const form of ['one', 'two', 'few', 'many', 'other'] as const)
    expect(forms[form], form).toBeTruthy();
});

test.for(Object.keys(en))('%s is filled in with the same values in both languages', (key) => {
  const [english, arabic] = [en, ar].map((texts) => texts[key as keyof typeof texts]);
  if (typeof english !== 'string' || typeof arabic !== 'string') return;
  expect(values(arabic)).toEqual(values(english));
});

function values(text: string): string[] {
  return [...new Set(text.match(/\{\w+\}/g))].sort();
}
