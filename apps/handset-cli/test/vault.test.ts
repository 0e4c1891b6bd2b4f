import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Ended, RunOptions } from './program-fixture.ts';
import { rows, sotto } from './program-fixture.ts';
import { startTestRelay } from './relay-server.ts';
import { temporaryFolder } from './temporary-folder.ts';

const own = 'four random words';
const duress = 'somebody stands here';

interface Owner {
  readonly identity: string;
  /** Runs a command with this passphrase, and `next` where a new one is asked for. */
  readonly run: (
    passphrase: string,
    args: readonly string[],
    next?: string,
    options?: RunOptions,
  ) => Promise<Ended>;
}

async function owner(): Promise<Owner> {
  const relay = await startTestRelay();
  const folder = temporaryFolder();
  const file = (name: string, passphrase: string): string => {
    const path = join(folder, name);
    writeFileSync(path, `${passphrase}\n`, { mode: 0o600 });
    return path;
  };
  const run: Owner['run'] = (passphrase, args, next = '', options = {}) => {
    const env = {
      SOTTO_DATA: join(folder, 'data'),
      SOTTO_PASSPHRASE_FILE: file('passphrase', passphrase),
      SOTTO_NEW_PASSPHRASE_FILE: file('next', next),
    };
    return sotto([...args, '--json'], { ...options, folder, env });
  };
  const made = await run(own, ['init', '--relay', relay.url, '--name', 'Ada']);
  return { identity: String(rows(made.stdout)[0]?.['identity']), run };
}

const identityOf = ({ stdout }: Ended): unknown => rows(stdout)[0]?.['identity'];

test('the passphrase is changed, and the old one opens nothing any more', async () => {
  const { run, identity } = await owner();
  const changed = await run(own, ['passphrase'], 'another four words');
  expect(changed).toMatchObject({ code: 0, stderr: '' });
  expect(rows(changed.stdout)).toMatchObject([{ type: 'protection', wrongTries: 0 }]);
  expect(await run(own, ['status'])).toMatchObject({ code: 3 });
  expect(identityOf(await run('another four words', ['status']))).toBe(identity);
});

test('a duress passphrase opens somebody else, and the handset is gone', async () => {
  const { run, identity } = await owner();
  const set = await run(own, ['duress', 'set'], duress);
  const shown = await run(own, ['tries']);
  // What is printed does not tell that there is one.
  expect(set).toMatchObject({ code: 0, stdout: shown.stdout, stderr: '' });
  expect(identityOf(await run(own, ['status']))).toBe(identity);
  const opened = await run(duress, ['status']);
  expect(opened).toMatchObject({ code: 0, stderr: '' });
  expect(identityOf(opened)).not.toBe(identity);
  expect(await run(own, ['status'])).toMatchObject({ code: 3 });
});

test('a duress passphrase is removed, is not the passphrase, and is a good one', async () => {
  const { run } = await owner();
  for (const [next, code] of [
    [own, 'PASSPHRASES_EQUAL'],
    ['short', 'PASSPHRASE_TOO_SHORT'],
  ] as const) {
    const refused = await run(own, ['duress', 'set'], next);
    expect(refused).toMatchObject({ code: 3, stdout: '' });
    expect(rows(refused.stderr)).toMatchObject([{ code }]);
  }
  await run(own, ['duress', 'set'], duress);
  expect(await run(own, ['duress', 'remove'])).toMatchObject({ code: 0 });
  expect(await run(duress, ['status'])).toMatchObject({ code: 3 });
});

test('the made-up handset is visited and prepared while other commands work on it, and renewed', async () => {
  const { run, identity } = await owner();
  const stop = new AbortController();
  const visit = run(own, ['duress', 'visit'], '', { stop });
  const cover = await eventually(async () => {
    const shown = identityOf(await run(own, ['status']));
    return shown === identity ? undefined : shown;
  });
  const again = await run(own, ['duress', 'visit']);
  expect(rows(again.stderr)).toMatchObject([{ code: 'HANDSET_BUSY' }]);
  stop.abort();
  await visit;
  expect(identityOf(await run(own, ['status']))).toBe(identity);
  expect(await run(own, ['duress', 'renew'])).toMatchObject({ code: 0, stderr: '' });
  await run(own, ['duress', 'set'], duress);
  expect(identityOf(await run(duress, ['status']))).not.toBe(cover);
});

test('the wrong try that erases everything is set; how many are left is said, and the last one erases', async () => {
  const { run } = await owner();
  for (const bad of ['2', '101', 'none'])
    expect(await run(own, ['tries', bad])).toMatchObject({ code: 2 });
  const [facts] = rows((await run(own, ['tries', '3'])).stdout);
  expect(facts).toMatchObject({ maxTries: 3, wrongTries: 0 });
  expect(Number(facts?.['memoryKiB'])).toBeGreaterThanOrEqual(65_536);
  for (const left of [2, 1]) {
    const wrong = await run('not the passphrase', ['status']);
    expect(wrong.code).toBe(3);
    expect(rows(wrong.stderr)).toMatchObject([
      { message: `Wrong tries before everything on this handset is erased: ${left}.` },
      { code: 'PASSPHRASE_WRONG' },
    ]);
  }
  const last = await run('not the passphrase', ['status']);
  expect(last.code).toBe(3);
  expect(rows(last.stderr)).toMatchObject([{ code: 'VAULT_WIPED' }]);
  expect(await run(own, ['status'])).toMatchObject({ code: 6 });
});

test('in a folder without a handset none of these makes one', async () => {
  const folder = temporaryFolder();
  for (const name of ['passphrase', 'tries', 'duress set', 'duress remove', 'duress renew']) {
    const args = [...name.split(' '), '--data', 'data', '--json'];
    const ended = await sotto(args, { folder });
    expect(ended).toMatchObject({ code: 6, stdout: '' });
    expect(rows(ended.stderr)).toMatchObject([{ code: 'FOLDER_EMPTY' }]);
  }
});

async function eventually<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 200; tries += 1) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('It never came to be.');
}
