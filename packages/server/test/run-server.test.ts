import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';

const source = new URL('../src/index.ts', import.meta.url).href;

/** A process that runs a server whose start and end are these expressions. */
function run(start: string) {
  const program = `import { runServer, UsageError } from '${source}';
import { SottoError } from '@sotto/core';
await runServer(${start});`;
  const args = ['--conditions=@sotto/source', '--input-type=module', '--eval', program];
  const child = spawn(process.execPath, args, { cwd: import.meta.dirname });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  child.stderr.on('data', (data) => (said += String(data)));
  return { child, said: () => said };
}

async function up({ child }: ReturnType<typeof run>): Promise<void> {
  await once(child.stderr, 'data');
}

const serving = (end: string) =>
  `async (log) => { setInterval(() => {}, 1000); log.info('up', { port: 7 }); return { close: ${end} }; }`;

test.each(['SIGINT', 'SIGTERM'] as const)('%s ends it in good order', async (signal) => {
  const running = run(serving(`async () => { process.stderr.write('closed'); }`));
  await up(running);
  running.child.kill(signal);
  expect(await once(running.child, 'exit')).toEqual([0, null]);
  const [line = '', rest] = running.said().split('\n');
  expect(JSON.parse(line)).toMatchObject({ level: 'info', event: 'up', port: 7 });
  expect(rest).toBe('closed');
});

test('a second signal does not wait for good order', async () => {
  const running = run(
    serving(`() => { process.stderr.write('closing'); return new Promise(() => {}); }`),
  );
  await up(running);
  running.child.kill('SIGTERM');
  while (!running.said().includes('closing')) await once(running.child.stderr, 'data');
  running.child.kill('SIGTERM');
  expect(await once(running.child, 'exit')).toEqual([1, null]);
});

test.each([
  [`async () => { throw new UsageError('No such flag.'); }`, 2, 'No such flag.\n'],
  [
    `async () => { throw new SottoError('PORT_TAKEN', 'The port is taken.'); }`,
    1,
    'The port is taken. (PORT_TAKEN)\n',
  ],
])('what %s refuses is one sentence, and exit code %i', async (start, code, sentence) => {
  const running = run(start);
  expect(await once(running.child, 'exit')).toEqual([code, null]);
  expect(running.said()).toBe(sentence);
});

test('any other error is not hidden', async () => {
  const running = run(`async () => { throw new TypeError('a fault'); }`);
  expect((await once(running.child, 'exit'))[0]).toBe(1);
  expect(running.said()).toContain('TypeError: a fault');
});
