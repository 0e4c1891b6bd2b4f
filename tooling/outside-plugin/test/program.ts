import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter, join } from 'node:path';

export const root: string = join(import.meta.dirname, '../../..');

/** How a program ended, and all that it said. */
export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a tool that the project brings. Nothing of this test run's own environment reaches it. */
export async function run(folder: string, command: string, ...args: string[]): Promise<Ended> {
  const { PATH = '', HOME = folder } = process.env;
  const tools = ['node_modules/.bin', '.toolchain/node_modules/.bin'].map((at) => join(root, at));
  const child = spawn(command, args, {
    cwd: folder,
    env: { PATH: [...tools, PATH].join(delimiter), HOME, CI: 'true', NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => said.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output: Buffer.concat(said).toString() };
}

/** As `run`, for what must succeed. */
export async function runWell(folder: string, command: string, ...args: string[]): Promise<void> {
  const { code, output } = await run(folder, command, ...args);
  if (code !== 0) throw new Error(`${[command, ...args].join(' ')} ended with ${code}\n${output}`);
}
