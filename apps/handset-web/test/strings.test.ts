import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ar } from '../src/strings/ar.ts';
import { arNetworkWords } from '../src/network/words/ar.ts';
import { arKeys } from '../src/keys/words/ar.ts';
import { enKeys } from '../src/keys/words/en.ts';
import { enNetworkWords } from '../src/network/words/en.ts';
import { en } from '../src/strings/en.ts';
import type { Plural } from '../src/strings/forms.ts';

const table = readFileSync(join(import.meta.dirname, '../../../docs/errors.md'), 'utf8');

const english = { ...en, ...enNetworkWords, ...enKeys };
const arabic = { ...ar, ...arNetworkWords, ...arKeys };
const codes = [...Object.keys(en.errors), ...Object.keys(enNetworkWords.networkErrors)];

test.for(codes)('there is a code for the sentence of %s', (code) => {
  expect(table).toContain(`| \`${code}\``);
});

const plurals = Object.entries(arabic).filter(
  (entry): entry is [string, Plural] => typeof entry[1] === 'object' && 'other' in entry[1],
);

test.for(plurals)('%s has the forms that Arabic counts with', ([, forms]) => {
  for (const form of ['one', 'two', 'few', 'many', 'other'] as const)
    expect(forms[form], form).toBeTruthy();
});

test('no text of the screens about the network and the passphrase takes the name of another', () => {
  expect(Object.keys(english)).toHaveLength(
    Object.keys(en).length + Object.keys(enNetworkWords).length + Object.keys(enKeys).length,
  );
});

test.for(Object.keys(english))('%s is filled in with the same values in both languages', (key) => {
  const [one, other] = [english, arabic].map((texts) => texts[key as keyof typeof texts]);
  if (typeof one !== 'string' || typeof other !== 'string') return;
  expect(values(other)).toEqual(values(one));
});

function values(text: string): string[] {
  return [...new Set(text.match(/\{\w+\}/g))].sort();
}
