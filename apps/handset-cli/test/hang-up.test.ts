import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { recordsPath } from '../src/records-path.ts';
import { start } from './process-fixture.ts';
import type { Ended } from './program-fixture.ts';
import { rows, sotto } from './program-fixture.ts';
import type { TestRelay } from './relay-server.ts';
import { startTestRelay } from './relay-server.ts';
import { temporaryFolder } from './temporary-folder.ts';

const waiting = { timeout: 30_000, interval: 50 };
/** Gives a program a terminal of its own: of util-linux, which every Linux has. */
const script = '/usr/bin/script';

/** A handset, what a command line needs for it, and its relay. */
async function handset(relay?: TestRelay) {
  const root = temporaryFolder();
  const file = join(root, 'passphrase');
  writeFileSync(file, 'correct horse battery\n', { mode: 0o600 });
  const folder = join(root, 'data');
  const given = ['--data', folder, '--passphrase-file', file];
  const at = relay ?? (await startTestRelay());
  const run = (...args: readonly string[]): Promise<Ended> => sotto([...args, ...given]);
  expect(await run('init', '--relay', at.url)).toMatchObject({ code: 0 });
  return { folder, given, run, relay: at };
}

/** Runs sotto in a terminal. The shell dies with it, and that hangs up those who run there, unless `signals` is off. */
function inTerminal(args: readonly string[], { signals = true } = {}) {
  const ending = join(temporaryFolder(), 'ending');
  const program = join(import.meta.dirname, 'hang-up-process.ts');
  const words = [process.execPath, program, ending, ...args].map((word) => `'${word}'`).join(' ');
  const shell = signals ? `${words}; true` : `exec ${words}`;
  const terminal = spawn(script, ['-qfc', shell, '/dev/null'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => void terminal.kill('SIGKILL'));
  let shown = '';
  terminal.stdout.setEncoding('utf8').on('data', (text: string) => void (shown += text));
  return {
    shown: () => shown,
    hangUp: () => void terminal.kill('SIGKILL'),
    terminate: () => void process.kill(Number(readFileSync(`${ending}.pid`, 'utf8')), 'SIGTERM'),
    /** How sotto ended. */
    ended: async (): Promise<string> => {
      await expect.poll(() => existsSync(ending), waiting).toBe(true);
      return readFileSync(ending, 'utf8');
    },
  };
}

/** Locked and closed in good order: nothing is left of the open store but its file. */
function expectClosed(folder: string): void {
  for (const name of [`${recordsPath(folder)}-wal`, join(folder, 'handset.sock')])
    expect([name, existsSync(name)]).toEqual([name, false]);
}

test.skipIf(!existsSync(script))(
  'sotto watch whose terminal is closed locks, closes the store and ends with 0',
  async () => {
    const { folder, given, run } = await handset();
    const { shown, hangUp, ended } = inTerminal(['watch', ...given]);
    await expect.poll(shown, waiting).toContain('online');
    await run('notes', 'before it was closed');
    expect(existsSync(`${recordsPath(folder)}-wal`)).toBe(true);
    hangUp();
    expect(await ended()).toBe('0');
    expectClosed(folder);
    const { stdout } = await run('history', 'notes', '--json');
    expect(rows(stdout)).toMatchObject([{ text: 'before it was closed' }]);
  },
);

test.skipIf(!existsSync(script))(
  'sotto watch that outlives its terminal goes on for other commands, and shows nobody what it tells',
  async () => {
    const { folder, given, run, relay } = await handset();
    const { shown, hangUp, terminate, ended } = inTerminal(['watch', ...given], { signals: false });
    await expect.poll(shown, waiting).toContain('online');
    hangUp();
    // It tells that it is offline, and of every try.
    await relay.stop();
    await sleep(2_500);
    expect(await run('notes', 'nobody looks')).toMatchObject({ code: 0 });
    expect(existsSync(join(folder, 'handset.sock'))).toBe(true);
    terminate();
    expect(await ended()).toBe('0');
    expectClosed(folder);
  },
);

test('sotto watch that is hung up while it is locked ends with 0 too', async () => {
  const { folder, given, run } = await handset();
  const watch = start(['watch', '--json', ...given]);
  await watch.line(/"online"/);
  expect(await run('lock')).toMatchObject({ code: 0 });
  watch.child.kill('SIGHUP');
  expect(await watch.ended).toMatchObject({ code: 0 });
  expectClosed(folder);
});

test.skipIf(!existsSync(script))(
  'a command that waits for its relay when its terminal is closed ends with 130, and what it was to send stays queued',
  async () => {
    const grace = await handset();
    const { folder, given, run, relay } = await handset(grace.relay);
    const [invite] = rows((await grace.run('invite', '--json')).stdout);
    expect(await run('accept', String(invite?.['link']), '--as', 'Grace')).toMatchObject({
      code: 0,
    });
    await relay.stop();
    const { hangUp, ended } = inTerminal([
      'send',
      'Grace',
      'for later',
      '--timeout',
      '60',
      ...given,
    ]);
    await expect.poll(async () => existsSync(`${recordsPath(folder)}-wal`), waiting).toBe(true);
    // Until it is stored.
    await sleep(1_500);
    hangUp();
    expect(await ended()).toBe('130');
    expectClosed(folder);
    const { stdout } = await run('history', 'Grace', '--json');
    expect(rows(stdout)).toMatchObject([{ text: 'for later', state: 'queued' }]);
  },
);
