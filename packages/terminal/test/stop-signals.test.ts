import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';

/** What the program says and how it ends when it is sent the signals, the second one more than a second after the first. */
async function sent(...signals: readonly NodeJS.Signals[]): Promise<readonly [string, number]> {
  const program = join(import.meta.dirname, 'stopping.ts');
  const child = spawn(process.execPath, ['--conditions=@sotto/source', program]);
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (said += text));
  await once(child.stdout, 'data');
  for (const [index, signal] of signals.entries()) {
    if (index > 0) await sleep(1_200);
    child.kill(signal);
  }
  const [code] = await once(child, 'close');
  return [said, Number(code)];
}

const inOrder = ['begun\nstopping\nin good order\n', 0];

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s stops in good order', async (signal) => {
  expect(await sent(signal)).toEqual(inOrder);
});

test.each(['SIGINT', 'SIGTERM'] as const)(
  'another %s, a while later, ends at once',
  async (one) => {
    expect(await sent('SIGHUP', one)).toEqual(['begun\nstopping\n', 130]);
  },
);

test('another SIGHUP does not: a terminal that is closed may send several', async () => {
  expect(await sent('SIGHUP', 'SIGHUP')).toEqual(inOrder);
});
