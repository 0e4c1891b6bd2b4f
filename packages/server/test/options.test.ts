import { environmentName, givenOptions, UsageError } from '@sotto/server';
import { expect, test } from 'vitest';

const program = 'sotto-example';
const table = {
  port: { value: 'PORT', otherwise: '7300', about: 'the port to listen on' },
  'trusted-proxy-hops': { value: 'COUNT', about: 'proxies of your own' },
};
const given = (args: readonly string[], environment: Record<string, string> = {}) =>
  givenOptions(program, table, args, environment);

test('a flag wins over its environment variable, which wins over the default', () => {
  const environment = { [environmentName(program, 'trusted-proxy-hops')]: '2' };
  expect(Object.keys(environment)).toEqual(['SOTTO_EXAMPLE_TRUSTED_PROXY_HOPS']);
  expect(given([]).text('port')).toBe('7300');
  expect(given([]).number('trusted-proxy-hops', 0, 9)).toBeUndefined();
  expect(given([], environment).number('trusted-proxy-hops', 0, 9)).toBe(2);
  expect(given(['--trusted-proxy-hops', '3'], environment).text('trusted-proxy-hops')).toBe('3');
});

test.each(['0', '65536', '-1', '1.5', 'http', '', '1e3', '99999999999999999999'])(
  'the port "%s" is refused in words',
  (port) => {
    const refused = () => given([`--port=${port}`]).number('port', 1, 65_535);
    expect(refused).toThrow(new UsageError('--port must be a number from 1 to 65535.'));
  },
);

test('a flag that is not there is refused with all that are', () => {
  const refused = () => given(['--prot', '7']);
  expect(refused).toThrow(UsageError);
  expect(refused).toThrow('sotto-example [options]\n  --port PORT                ');
  expect(refused).toThrow('the port to listen on (7300)');
});
