import { expect, test } from 'vitest';
import { readCommandLine } from '../src/raw-options.ts';

const id = `-${'A_-b'.repeat(10)}Cd`;

test('an id that begins with a hyphen is an id, behind an option and by itself', () => {
  expect(id).toHaveLength(43);
  const read = readCommandLine(['--remove', id, id, 'text'], {}, ['remove']);
  expect(read).toEqual({ arguments: [id, 'text'], options: { remove: id }, help: false });
});

test('anything else that begins with a hyphen is an option, and unknown ones are refused', () => {
  expect(() => readCommandLine(['--remove', '-short'], {}, ['remove'])).toThrow('--remove');
  expect(() => readCommandLine(['-x'], {}, ['remove'])).toThrow('-x');
});
