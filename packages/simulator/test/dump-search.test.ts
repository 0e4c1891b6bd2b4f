import { expect, test } from 'vitest';
import { findSecrets, textSecret } from './dump-search.ts';

const secret = textSecret('the word', 'Schweinehund');
const noise = Buffer.from('some bytes before and after, 0123456789abcdef');

test.each([
  ['as it is', Buffer.from('Schweinehund')],
  ['UTF-16', Buffer.from('Schweinehund', 'utf16le')],
  ['hexadecimal', Buffer.from(Buffer.from('Schweinehund').toString('hex'))],
  ['hexadecimal', Buffer.from(Buffer.from('Schweinehund').toString('hex').toUpperCase())],
  ['base64', Buffer.from(Buffer.from('Schweinehund').toString('base64'))],
  ['base64', Buffer.from(Buffer.from('xSchweinehund and more').toString('base64'))],
  ['base64', Buffer.from(Buffer.from('xySchweinehund').toString('base64'))],
  ['base64url', Buffer.from(Buffer.from('??Schweinehund??').toString('base64url'))],
])('a secret that lies about in %s is found', (form, hidden) => {
  const places = [{ where: 'the dump', bytes: Buffer.concat([noise, hidden, noise]) }];
  expect(findSecrets([secret], places).join()).toContain(`the word is in the dump`);
  expect(
    findSecrets([secret], places).some((line) => line.includes(form) || line.includes('base64')),
  ).toBe(true);
});

test('what is not there is not found, and what is too short to mean anything is refused', () => {
  expect(findSecrets([secret], [{ where: 'the dump', bytes: noise }])).toEqual([]);
  expect(() => findSecrets([textSecret('a name', 'Al')], [])).toThrow('too short');
});
