import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { root } from '../place.mjs';

/** What run.mjs does once everything is installed. */
const driver = `
  import { runUnderPinned } from '${join(root, 'tooling', 'bootstrap', 'run-under-pinned.mjs')}';
  const [name, ...args] = process.argv.slice(1);
  const tools = { root: '${root}', node: process.execPath, env: process.env };
  runUnderPinned(tools, name, args).then(
    (code) => process.exit(code),
    (error) => { console.error(error.message); process.exit(1); },
  );
`;
const before = ['--input-type=module', '--eval', driver, '--'];
const stayUp = 'setInterval(() => {}, 1000)';

test('a tool that does not exist is named in a plain sentence', () => {
  const args = [...before, 'no-such-tool'];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect(stderr.trim()).toBe('There is no program and no installed tool named "no-such-tool".');
  expect(status).toBe(1);
});

test('the exit code of the work comes back', () => {
  const args = [...before, 'node', '--eval', 'process.stdout.write("out"); process.exit(7)'];
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect(stdout).toBe('out');
  expect(status).toBe(7);
});

test('a signal is passed on to the work, which decides how to end', async () => {
  const program = `process.on('SIGTERM', () => process.exit(9)); console.log('up'); ${stayUp}`;
  const child = spawn(process.execPath, [...before, 'node', '--eval', program]);
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([9, null]);
});

test.each([
  ['the shell that started it is', '"$@"; true'],
  ['what started that shell is', 'sh -c \'"$@"; true\' sh "$@"; true'],
])('the work ends when %s killed', async (_, script) => {
  const program = `console.log('up'); process.on('SIGTERM', () => { console.log('bye'); process.exit() }); ${stayUp}`;
  const command = [process.execPath, ...before, 'node', '--eval', program];
  const shell = spawn('sh', ['-c', script, 'sh', ...command]);
  let output = '';
  shell.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  await once(shell.stdout, 'data');
  shell.kill('SIGKILL');
  await once(shell.stdout, 'end');
  expect(output).toBe('up\nbye\n');
});
