import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Person } from './network-fixture.ts';
import { recoverers, TestNetwork } from './network-fixture.ts';
import { commandsBetween } from './page-commands.ts';

const everybody: readonly Person[] = ['Ada', 'Ben', 'Cleo', ...recoverers];
const days = (count: number): number => count * 86_400;

function recoverable(): Promise<TestNetwork> {
  const more = ['--role', `recovery=2:${recoverers.join(',')}`];
  return TestNetwork.founded({ persons: everybody, more });
}

/** One command of the page as arguments; nobody is here to type yes. */
function argumentsOf(line: string): readonly string[] {
  const [program, ...args] = line.replace('npm run operator --', 'operator').split(' ');
  expect(program).toBe('operator');
  return args[0] === 'sign' ? [...args, '--yes'] : args;
}

test('root is lost, a recovery is announced, its delay passes, and the new charter is in force: by the commands of the page', async () => {
  const network = await recoverable();
  const [announce, end] = commandsBetween('## When keys are lost', 'the end of the page');
  const run = async (lines: readonly string[]): Promise<string> => {
    let told = '';
    for (const line of lines) told = await network.done(...argumentsOf(line));
    return told;
  };
  expect(await run(announce!)).toContain('entry 1: the announcement of a recovery');
  expect(await network.done('status')).toContain(
    'it can come into force from 2027-01-29T08:00:00Z',
  );

  network.nowSeconds += days(13);
  await network.done('propose', 'recoveryEnd', '--out', 'early.proposal');
  const early = await network.run(['sign', 'early.proposal', '--key', 'dora.key', '--yes']);
  expect(early).toMatchObject({ code: 1, stderr: expect.stringContaining('RECOVERY_TOO_EARLY') });

  network.nowSeconds += days(1);
  const hash = /charter +([0-9a-f]{64}) in force/.exec(await network.done('status'))![1];
  const told = await run(end!);
  expect(told).toMatch(/charter +[0-9a-f]{64} in force/);
  expect(told).not.toContain(`${hash} in force`);

  await network.done('propose', 'heartbeat');
  const lost = ['sign', 'network/heartbeat-0.proposal', '--key', 'ada.key', '--yes'];
  expect((await network.run(lost)).stderr).toContain('no role that has to sign this has your key');
  for (const key of ['ada-2.key', 'ben-2.key'])
    await network.done('sign', 'network/heartbeat-0.proposal', '--key', key, '--yes');
  expect(await network.done('publish', 'network/heartbeat-0.proposal')).toContain(
    '3 entries'.replace('3', '4'),
  );
});

test('root that is not lost stops a recovery, also one that is due', async () => {
  const network = await recoverable();
  await network.done('charter', '--out', 'draft');
  writeFileSync(network.path('draft'), network.text('draft').replace('"Tea and cake"', '"Taken"'));
  const announce = ['recovery', '--draft', 'draft'];
  await network.acted('a', announce, 'Dora', 'Emil', 'Ada', 'Ben');
  network.nowSeconds += days(15);
  await network.acted('s', ['recoveryStop'], 'Ben', 'Cleo');
  await network.done('propose', 'recoveryEnd');
  const ended = await network.run([
    'sign',
    'network/recoveryEnd-2.proposal',
    '--key',
    'dora.key',
    '--yes',
  ]);
  expect(ended.stderr).toContain('RECOVERY_MISSING');
  expect(await network.done('status')).not.toContain('recovery announced');
});

test('those of recovery alone, without the new root, announce nothing', async () => {
  const network = await recoverable();
  await network.done('charter', '--out', 'draft');
  await network.done('propose', 'recovery', '--draft', 'draft', '--out', 'network/alone');
  await network.signed('alone', 'Dora', 'Emil', 'Fay');
  const ended = await network.run(['publish', 'network/alone']);
  expect(ended).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('2 more of the role root'),
  });
});

test('a lost key is replaced in all roles that it had, and expiries are renewed', async () => {
  const network = await recoverable();
  await network.done('key', '--name', 'Cleo', '--out', 'cleo-2');
  network.nowSeconds += days(300);
  await network.done('charter', '--card', 'cleo-2.card', '--expires', '400d', '--out', 'draft');
  await network.acted('c', ['charter', '--draft', 'draft'], 'Ada', 'Ben');
  await network.done('propose', 'heartbeat');
  const sign = (key: string) =>
    network.run(['sign', 'network/heartbeat-0.proposal', '--key', key, '--yes']);
  expect((await sign('cleo.key')).code).toBe(1);
  expect((await sign('cleo-2.key')).code).toBe(0);
  expect((await network.run(['expire-soon', '--days', '399'])).stdout).not.toMatch(/key|role/);
  await network.done('key', '--name', 'Mallory');
  const stranger = await network.run(['charter', '--card', 'mallory.card', '--out', 'other']);
  expect(stranger.stderr).toContain('not in the charter');
});
