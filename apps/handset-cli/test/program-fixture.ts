import { Readable, Writable } from 'node:stream';
import { runProgram } from '../src/program.ts';
import type { Terminal } from '@sotto/terminal';

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  readonly folder?: string;
  readonly stop?: AbortController;
  /** Called with each piece that goes to stdout. */
  readonly onOutput?: (text: string) => void;
}

/** Runs the program inside this process. */
export async function sotto(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const { input = '', env = {}, folder = '/', stop = new AbortController(), onOutput } = options;
  const stdout = collector(onOutput);
  const stderr = collector();
  const stdin = Readable.from([Buffer.from(input)]);
  const terminal: Terminal = { stdin, stdout: stdout.stream, stderr: stderr.stream, env, folder };
  const code = await runProgram(args, terminal, stop);
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

/** The objects of JSON lines. */
export function rows(text: string): readonly Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

function collector(onOutput?: (text: string) => void): {
  stream: Writable;
  text: () => string;
} {
  let all = '';
  const stream = new Writable({
    write: (chunk: Uint8Array, _encoding, done) => {
      const text = Buffer.from(chunk).toString('utf8');
      all += text;
      onOutput?.(text);
      done();
    },
  });
  return { stream, text: () => all };
}
