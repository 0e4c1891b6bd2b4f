import { expect, test } from 'vitest';
import { readCommandLine } from '../src/raw-options.ts';

const id = `-${'A_-b'.repeat(10)}Cd`;

test('an id that begins with a hyphen is an id, behind an option and by itself', () => {
  expect(id).toHaveLength(43);
  const read = readCommandLine(['--remove', id, id, 'text'], {}, ['remove']);
  expect(read).toEqual({ arguments: [id, 'text'], options: { remove: id }, help: false });
});

const conversation = '-_A0b1C2d3E4f5G6h7I8j9';

test.each([
  ['a conversation', conversation],
  ['the first 8 characters of one', conversation.slice(0, 8)],
  ['an id that begins with two hyphens', `-${id.slice(0, -1)}`],
  ['a conversation that begins with two', `-${conversation.slice(0, -1)}`],
])('the id is %s', (_, given) => {
  const read = readCommandLine([given, '--in', given, '--limit', '3'], {}, ['in', 'limit']);
  expect(read).toEqual({ arguments: [given], options: { in: given, limit: '3' }, help: false });
});

test('an option stays one, however long its name is', () => {
  const read = readCommandLine(['--members-may-add', 'on'], {}, ['members-may-add']);
  expect(read.options).toEqual({ 'members-may-add': 'on' });
  expect(() => readCommandLine(['--delivery-receipt', 'on'], {}, [])).toThrow('--delivery-receipt');
});

test('anything else that begins with a hyphen is an option, and unknown ones are refused', () => {
  expect(() => readCommandLine(['--remove', '-short'], {}, ['remove'])).toThrow('--remove');
  expect(() => readCommandLine(['-x'], {}, ['remove'])).toThrow('-x');
});
