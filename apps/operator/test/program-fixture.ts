import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable, Writable } from 'node:stream';
import { onTestFinished } from 'vitest';
import { runProgram } from '../src/program.ts';
import type { World } from '../src/world.ts';

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** Where it was typed. */
  readonly folder: string;
  /** What a person types at the terminal; without it there is none. */
  readonly typed?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly nowSeconds?: () => number;
  readonly stop?: AbortController;
}

/** Runs the program inside this process. Keys that it makes are cheap to open: what they cost is age's to test. */
export async function operator(args: readonly string[], options: RunOptions): Promise<Ended> {
  const { folder, typed, env = {}, stop = new AbortController() } = options;
  const stdout = collector();
  const stderr = collector();
  const world: World = {
    stdin: typed === undefined ? Readable.from([]) : keyboard(typed),
    stdout: stdout.stream,
    stderr: stderr.stream,
    env,
    folder,
    nowSeconds: options.nowSeconds ?? (() => Math.floor(Date.now() / 1000)),
    ageWorkFactor: 4,
    witnessTimeoutMs: 1_000,
  };
  const code = await runProgram(args, world, stop);
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sotto-operator-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

export const passphrase = 'tea and cake and more';

/** A file with the passphrase, and how a command is told of it. */
export function passphraseOption(folder: string): readonly string[] {
  const file = join(folder, 'passphrase');
  writeFileSync(file, `${passphrase}\n`, { mode: 0o600 });
  return ['--passphrase-file', file];
}

function keyboard(typed: string): Readable & { isTTY: true } {
  const keys = new PassThrough();
  keys.write(typed);
  return Object.assign(keys, { isTTY: true as const, setRawMode: () => keys });
}

function collector(): { stream: Writable; text: () => string } {
  let all = '';
  const stream = new Writable({
    write: (chunk: Uint8Array, _encoding, done) => {
      all += Buffer.from(chunk).toString('utf8');
      done();
    },
  });
  return { stream, text: () => all };
}
