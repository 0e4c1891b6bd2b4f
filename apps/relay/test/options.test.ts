import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { environmentName, UsageError } from '@sotto/server';
import { expect, test } from 'vitest';
import { optionTable, program } from '../src/option-table.ts';
import { readOptions } from '../src/options.ts';

const operate = readFileSync(join(import.meta.dirname, '../../../docs/operate.md'), 'utf8');
const rows = operate.split('\n').filter((line) => line.startsWith('| `--'));

test('docs/operate.md has a row for every option, with its variable and default, and no other', () => {
  const expected = Object.entries(optionTable).map(([name, { value, otherwise, about }]) => {
    const variable = environmentName(program, name);
    const fallback = otherwise === undefined ? '' : `\`${otherwise}\``;
    return `| \`--${name} ${value.replace('|', '\\|')}\` | \`${variable}\` | ${fallback} | ${about} |`.replaceAll(
      / +/g,
      ' ',
    );
  });
  expect(rows.map((row) => row.replaceAll(/ +/g, ' ').trim())).toEqual(expected);
});

test('a flag wins over its environment variable, which wins over the default', () => {
  expect(readOptions([], {}).port).toBe(7300);
  expect(readOptions([], { SOTTO_RELAY_PORT: '8000' }).port).toBe(8000);
  expect(readOptions(['--port', '9000'], { SOTTO_RELAY_PORT: '8000' }).port).toBe(9000);
});

test('what cannot be is refused in words', () => {
  for (const args of [
    ['--port', '0'],
    ['--port', '70000'],
    ['--port', 'http'],
    ['--access', 'friends'],
    ['--access', 'invite'],
    ['--access', 'invite', '--access-key', 'abc'],
    ['--unknown', 'x'],
  ]) {
    expect(() => readOptions(args, {}), args.join(' ')).toThrow(UsageError);
  }
});

test('an access key makes a relay for those with credits', () => {
  expect(readOptions([], {}).invites).toBeUndefined();
  const args = ['--access', 'invite', '--access-key', 'ab'.repeat(32)];
  const publicKey = new Uint8Array(32).fill(0xab);
  expect(readOptions(args, {}).invites).toEqual({ publicKey, revoked: undefined });
  const { invites } = readOptions([...args, '--revoked-invites', '/srv/revoked'], {});
  expect(invites).toEqual({ publicKey, revoked: '/srv/revoked' });
});
