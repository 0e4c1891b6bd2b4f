import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { TestNetwork } from './network-fixture.ts';

async function withAccounts(accounts: readonly object[]): Promise<TestNetwork> {
  const network = await TestNetwork.founded({ relay: 'https://relay.tea.example' });
  const urls = {
    'w1.example': 'https://w1.tea.example',
    'w2.example': 'https://192.0.2.7',
    'w3.example': 'https://w3.ally.example',
  };
  const settings = JSON.parse(network.text('network/network.json')) as object;
  writeFileSync(
    network.path('network/network.json'),
    JSON.stringify({ ...settings, witnesses: urls }),
  );
  const file = { sotto: 'dependencies', version: 1, accounts };
  writeFileSync(network.path('network/dependencies.json'), JSON.stringify(file));
  return network;
}

const account = (
  kind: string,
  company: string,
  holders: readonly string[],
  covers: readonly string[],
) => ({
  kind,
  company,
  account: 'tea-ops',
  holders,
  covers,
});

test('what is not known of a host is named, and an address needs no name', async () => {
  const network = await withAccounts([
    account('registrar', 'Names Inc.', ['Ada', 'Ben'], ['tea.example']),
  ]);
  const { stdout, code } = await network.run(['dependencies']);
  expect(code).toBe(6);
  for (const line of [
    'relay.tea.example: active relay https://relay.tea.example',
    '  registrar at Names Inc., account "tea-ops", held by Ada, Ben: can take the name away or redirect it',
    '  relay.tea.example: no account for dns',
    '  relay.tea.example: no account for hosting',
    '  relay.tea.example: no account for certificates',
    '  192.0.2.7: no account for hosting',
    '  w3.ally.example: no account for registrar',
  ])
    expect(stdout.split('\n')).toContain(line);
  expect(stdout).not.toContain('192.0.2.7: no account for registrar');
  expect(stdout).not.toContain('relay.tea.example: no account for registrar');
});

test('one company, one person and one machine that could stop or redirect everything are named', async () => {
  const network = await withAccounts([
    account('registrar', 'Names Inc.', ['Ada'], ['tea.example']),
    account(
      'hosting',
      'Big Cloud',
      ['Ben', 'Cleo'],
      ['relay.tea.example', 'w1.tea.example', '192.0.2.7'],
    ),
  ]);
  const { stdout } = await network.run(['dependencies']);
  for (const line of [
    'The machine relay.tea.example can stop all relays.',
    'Big Cloud can stop all relays.',
    'Ben can stop all relays.',
    'Names Inc. can stop all relays.',
    'Big Cloud can stop every new act: 1 of 3 witnesses are left without it, and it takes 2.',
    'Big Cloud can have a second history witnessed, together with the log key: 2 witnesses are enough.',
    'Ada alone can sign in to the registrar account "tea-ops" (Names Inc.).',
    'Whoever holds the log key can stop new acts; a new key takes a change of the charter.',
  ])
    expect(stdout).toContain(line);
  expect(stdout).not.toContain('Names Inc. can stop every new act');
});

test('nothing is missing when every host has its accounts', async () => {
  const every = ['tea.example', 'ally.example', '192.0.2.7'];
  const network = await withAccounts(
    ['registrar', 'dns', 'hosting', 'certificates'].map((kind) =>
      account(kind, `${kind} Inc.`, ['Ada', 'Ben'], every),
    ),
  );
  const { stdout, code } = await network.run(['dependencies']);
  expect(code).toBe(0);
  expect(stdout).not.toContain('Missing');
  expect(stdout).not.toContain('certificates Inc. can stop');
});

test('an account that covers nothing is told of, and a file that is none is refused', async () => {
  const network = await withAccounts([account('hosting', 'Old Cloud', ['Ada'], ['gone.example'])]);
  expect((await network.run(['dependencies'])).stdout).toContain('covers no host that is needed');
  writeFileSync(network.path('network/dependencies.json'), '{"sotto":"dependencies","version":1}');
  expect(await network.run(['dependencies'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('accounts'),
  });
  const none = await withAccounts([{ ...account('hosting', 'x', [], []), kind: 'wizard' }]);
  expect((await none.run(['dependencies'])).stderr).toContain('The kinds of accounts are');
});
