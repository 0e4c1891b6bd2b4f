import { expect, test } from 'vitest';
import { readOptions } from '../src/options.ts';

test('without a word: port 7300, Echo beside it, data in the clone, a browser', () => {
  expect(readOptions([], {})).toEqual({
    port: 7300,
    echoPort: 7301,
    host: '127.0.0.1',
    data: '.sotto',
    open: true,
  });
});

test('a flag wins over the environment, which wins over what is given', () => {
  const env = { SOTTO_PORT: '8000', SOTTO_HOST: '::1', SOTTO_DATA: 'here', SOTTO_ECHO_PORT: '9' };
  expect(readOptions([], env)).toMatchObject({
    port: 8000,
    host: '::1',
    data: 'here',
    echoPort: 9,
  });
  expect(readOptions(['--port', '8100', '--data', 'there'], env)).toMatchObject({
    port: 8100,
    data: 'there',
  });
});

test.each([
  [['--no-open'], {}],
  [[], { BROWSER: 'none' }],
  [[], { CI: 'true' }],
])('no browser is opened with %j and %j', (args, env) => {
  expect(readOptions(args, env).open).toBe(false);
});

test('what is not understood gets a plain sentence', () => {
  expect(() => readOptions(['--port', '0'], {})).toThrow(
    '--port must be a number from 1 to 65535.',
  );
  expect(() => readOptions(['--bogus'], {})).toThrow('npm start -- [--port 7300]');
});
