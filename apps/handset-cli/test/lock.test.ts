import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import type { Ended, RunOptions } from './program-fixture.ts';
import { rows, sotto } from './program-fixture.ts';
import { startTestRelay } from './relay-server.ts';
import { temporaryFolder } from './temporary-folder.ts';

type Run = (args: readonly string[], options?: RunOptions) => Promise<Ended>;

async function person(relay: string, name: string): Promise<Run> {
  const folder = temporaryFolder();
  const file = join(folder, 'passphrase');
  writeFileSync(file, `passphrase of ${name}\n`, { mode: 0o600 });
  const env = { SOTTO_DATA: join(folder, 'data'), SOTTO_PASSPHRASE_FILE: file };
  const run: Run = (args, options = {}) => sotto(args, { ...options, folder, env });
  expect(await run(['init', '--relay', relay, '--name', name])).toMatchObject({ code: 0 });
  return run;
}

/** Ada watches, and Grace has written to her. */
async function watching(...args: readonly string[]) {
  const { url } = await startTestRelay();
  const [ada, grace] = [await person(url, 'Ada'), await person(url, 'Grace')];
  const stop = new AbortController();
  let output = '';
  const onOutput = (piece: string): void => void (output += piece);
  const watch = ada(['watch', '--json', '--seconds', '60', ...args], { stop, onOutput });
  onTestFinished(async () => {
    stop.abort();
    await watch;
  });
  const shows = async (text: string): Promise<void> => {
    for (let tries = 0; !output.includes(text); tries += 1) {
      if (tries > 400) throw new Error(`Never shown: ${text}\n${output}`);
      await sleep(50);
    }
  };
  // It holds the handset when it answers others without a passphrase.
  for (let tries = 0; tries < 200; tries += 1) {
    const { stdout } = await ada(['invite', '--json']);
    const [invite] = rows(stdout);
    const link = invite?.['link'];
    if (typeof link !== 'string') continue;
    expect(await grace(['accept', link])).toMatchObject({ code: 0 });
    break;
  }
  expect(await grace(['send', 'Ada', 'one'])).toMatchObject({ code: 0 });
  await shows('one');
  return { ada, grace, watch, shows, output: () => output };
}

test('sotto lock closes what sotto watch holds; it says how much comes and not what, until sotto unlock', async () => {
  const { ada, grace, shows, output } = await watching();
  expect(await ada(['lock'])).toMatchObject({ code: 0 });
  expect((await ada(['history', 'Grace'])).stderr).toContain('locked');
  await grace(['send', 'Ada', 'the second']);
  await shows('sealed envelope');
  expect(output()).not.toContain('the second');
  expect(await ada(['unlock'])).toMatchObject({ code: 0 });
  await shows('the second');
  expect((await ada(['history', 'Grace'])).stdout).toContain('the second');
});

test('sotto watch --lock-after locks when no command used the handset for so long, whatever comes', async () => {
  const { ada, grace, shows, output } = await watching('--lock-after', '2');
  await sleep(3_500);
  await grace(['send', 'Ada', 'the second']);
  await shows('sealed envelope');
  expect(output()).not.toContain('the second');
  expect((await ada(['history', 'Grace'])).code).not.toBe(0);
});

test('a wrong passphrase unlocks nothing, and a wipe ends a watch that is locked', async () => {
  const { ada, watch } = await watching();
  await ada(['lock']);
  const file = join(temporaryFolder(), 'wrong');
  writeFileSync(file, 'not the passphrase\n', { mode: 0o600 });
  const wrong = await ada(['unlock', '--passphrase-file', file]);
  expect([wrong.code === 0, wrong.stderr.includes('passphrase')]).toEqual([false, true]);
  await ada(['wipe', '--now']);
  expect((await watch).stdout).not.toContain('unlocked');
});

test('without a sotto watch there is nothing to lock, and nothing to unlock', async () => {
  const { url } = await startTestRelay();
  const ada = await person(url, 'Ada');
  expect(await ada(['lock'])).toMatchObject({ code: 0, stderr: expect.stringContaining('locked') });
  expect((await ada(['unlock'])).stderr).toContain('nothing to unlock');
});
