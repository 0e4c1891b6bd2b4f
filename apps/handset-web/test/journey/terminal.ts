import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const main = join(import.meta.dirname, '../../../handset-cli/src/main.ts');

/** One person at a terminal, with a folder of their own. */
export interface TerminalPerson {
  /** Runs `sotto` and gives what it printed; rejects with what it said when it failed. */
  readonly sotto: (...args: string[]) => Promise<string>;
  /** The same, with what was said beside the results. */
  readonly sottoAll: (...args: string[]) => Promise<Said>;
  /** Starts `sotto watch --json`; gives each object that it prints, in order. Ends it when left. */
  readonly watch: (...args: string[]) => AsyncGenerator<WatchedRow>;
  /** Starts `sotto watch --json` and notes every text that it tells of, until `end`. */
  readonly hear: () => {
    readonly texts: ReadonlySet<string>;
    readonly end: () => Promise<void>;
    /** It ended by itself. */
    readonly ended: Promise<void>;
  };
}

export interface Said {
  readonly said: string;
  readonly complained: string;
}

/** What `watch` prints of a message or a saved picture. */
export interface WatchedRow {
  readonly type: string;
  readonly text?: string;
  readonly mine?: boolean;
  readonly file?: string;
  readonly state?: string;
}

/** Somebody new. */
export async function terminalPerson(
  folder: string,
  relay: string,
  name: string,
): Promise<TerminalPerson> {
  const { person } = await terminalAt(folder, name);
  await person.sotto('init', '--relay', relay, '--name', name);
  return person;
}

/** Another device of somebody, who is shown its code. */
export async function terminalDevice(
  folder: string,
  name: string,
  relay: string,
  link: (code: string) => Promise<void>,
): Promise<TerminalPerson> {
  const { person, start } = await terminalAt(folder, name);
  const joining = start(['device', 'join', '--json', '--relay', relay, '--label', name]);
  const over = once(joining, 'close');
  if (joining.stdout === null) throw new TypeError('There is no output.');
  for await (const line of createInterface(joining.stdout)) {
    const { code } = JSON.parse(line) as { readonly code?: string };
    if (code !== undefined) await link(code);
  }
  await over;
  return person;
}

async function terminalAt(
  folder: string,
  name: string,
): Promise<{
  readonly person: TerminalPerson;
  readonly start: (args: readonly string[]) => ChildProcess;
}> {
  const data = join(folder, name);
  const passphrase = join(folder, `${name}-passphrase`);
  await mkdir(data);
  await writeFile(passphrase, `the passphrase of ${name}`, { mode: 0o600 });
  const own = ['--data', data, '--passphrase-file', passphrase];
  const start = (args: readonly string[]): ChildProcess =>
    spawn(process.execPath, ['--conditions=@sotto/source', main, ...args, ...own], {
      env: { PATH: process.env['PATH'] },
      stdio: ['ignore', 'pipe', 'pipe'],
    });

  const person: TerminalPerson = {
    sotto: async (...args) => (await person.sottoAll(...args)).said,
    sottoAll: async (...args) => {
      const child = start(args);
      const [said, complained] = [textOf(child.stdout), textOf(child.stderr)];
      const [code] = (await once(child, 'close')) as [number | null];
      if (code !== 0) throw new Error(`sotto ended with ${code}: ${await complained}`);
      return { said: await said, complained: await complained };
    },
    watch: async function* (...args) {
      const child = start(['watch', '--json', ...args]);
      const over = once(child, 'close');
      const complained = textOf(child.stderr);
      try {
        if (child.stdout === null) throw new TypeError('There is no output.');
        for await (const line of createInterface(child.stdout))
          yield JSON.parse(line) as WatchedRow;
        throw new Error(`watch ended: ${await complained}`);
      } finally {
        child.kill('SIGINT');
        await over;
      }
    },
    hear: () => {
      const child = start(['watch', '--json']);
      const over = once(child, 'close');
      const texts = new Set<string>();
      if (child.stdout === null) throw new TypeError('There is no output.');
      createInterface(child.stdout).on('line', (line) => {
        const { text } = JSON.parse(line) as WatchedRow;
        if (text !== undefined) texts.add(text);
      });
      const end = async (): Promise<void> => {
        child.kill('SIGINT');
        await over;
      };
      return { texts, end, ended: over.then(() => undefined) };
    },
  };
  return { person, start };
}

async function textOf(stream: ChildProcess['stdout']): Promise<string> {
  let text = '';
  for await (const chunk of stream?.setEncoding('utf8') ?? []) text += String(chunk);
  return text;
}
