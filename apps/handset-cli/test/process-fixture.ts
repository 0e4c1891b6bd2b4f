import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Ended } from './program-fixture.ts';

const main = join(import.meta.dirname, '..', 'src', 'main.ts');
// Stripping the types of every module again would be most of what a short process does.
const compiled = join(import.meta.dirname, '..', 'node_modules', '.cache', 'compiled');

/** A `sotto` in a process of its own. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves with the first line of stdout that matches, now or later. */
  readonly line: (pattern: RegExp) => Promise<string>;
}

export function start(args: readonly string[], input = ''): Running {
  const child = spawn(process.execPath, ['--conditions=@sotto/source', main, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: compiled },
  });
  let stdout = '';
  let stderr = '';
  const looks = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    for (const look of looks) look();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const ended = once(child, 'close').then(([code]) => {
    for (const look of looks) look();
    return { code: Number(code), stdout, stderr };
  });
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await ended;
  });
  return {
    child,
    ended,
    line: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = stdout.split('\n').find((line) => pattern.test(line));
          const isOver = child.exitCode !== null || child.signalCode !== null;
          if (found === undefined && !isOver) return;
          looks.delete(look);
          if (found !== undefined) resolve(found);
          else reject(new Error(`sotto ended without ${pattern}:\n${stdout}${stderr}`));
        };
        looks.add(look);
        look();
      }),
  };
}

export function run(args: readonly string[], input = ''): Promise<Ended> {
  return start(args, input).ended;
}
