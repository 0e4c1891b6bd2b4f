import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface ChildProgram {
  readonly child: ChildProcess;
  /** Whole lines of its output; a line cut off by its death is not among them. */
  readonly lines: AsyncIterable<string>;
  /** Resolves with the signal that it died of, `null` when it ended by itself. */
  readonly ended: Promise<NodeJS.Signals | null>;
}

/** Runs a program of this folder in a process of its own, from its source. */
export function runProgram(file: string, ...options: string[]): ChildProgram {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const child = spawn(process.execPath, ['--conditions=@sotto/source', path, ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return {
    child,
    lines: wholeLines(child),
    ended: once(child, 'exit').then(([, signal]) => signal as NodeJS.Signals | null),
  };
}

async function* wholeLines(child: ChildProcess): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}
