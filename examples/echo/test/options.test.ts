import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readOptions } from '../src/options.ts';

const readme = readFileSync(join(import.meta.dirname, '..', 'README.md'), 'utf8');
const cases = [
  ['--data', 'SOTTO_ECHO_DATA', '/a', 'data', '/a'],
  ['--relay', 'SOTTO_ECHO_RELAY', 'https://relay.example/', 'relay', 'https://relay.example'],
  ['--port', 'SOTTO_ECHO_PORT', '80', 'port', 80],
  ['--passphrase-file', 'SOTTO_ECHO_PASSPHRASE_FILE', '/b', 'passphraseFile', '/b'],
] as const;

test.each(cases)(
  '%s is a flag, a variable and a line in the README',
  (flag, variable, text, key, value) => {
    expect(readOptions([flag, text], {})[key]).toBe(value);
    expect(readOptions([], { [variable]: text })[key]).toBe(value);
    expect(readme).toMatch(new RegExp(`\\| \`${flag} [A-Z]+\` +\\| \`${variable}\` +\\|`));
  },
);

test('the README shows the bot that runs', () => {
  const source = readFileSync(join(import.meta.dirname, '../src/echo.ts'), 'utf8');
  const code = source.slice(source.indexOf('export const echo'));
  const shown = /```ts\n([^]*?)```/.exec(readme)?.[1] ?? '';
  const core = (text: string): string =>
    text.slice(text.indexOf('{\n') + 2).replaceAll(/\s+/g, ' ');
  expect(core(shown).replace(/} ?$/, '}; ').trim()).toBe(core(code).trim());
});

test('nonsense is refused', () => {
  expect(() => readOptions(['--port', '99999'], {})).toThrow('--port');
  expect(() => readOptions(['--relay', 'ftp://x'], {})).toThrow();
  expect(() => readOptions(['--what'], {})).toThrow();
});
