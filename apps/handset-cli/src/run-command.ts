import { resolve } from 'node:path';
import type { Terminal } from '@sotto/terminal';
import { readPassphrase } from '@sotto/terminal';
import type { Command, HandsetCommand } from './command.ts';
import { commandList } from './command-list.ts';
import type { Place } from './data-folder.ts';
import { findPlace } from './data-folder.ts';
import { cliError } from './error.ts';
import { folderEmpty, holdHandset, holdVault, requireHandset } from './holder.ts';
import { runThere } from './local/client.ts';
import type { Held } from './local/held.ts';
import { hold } from './local/held.ts';
import type { LocalRequest } from './local/messages.ts';
import type { LocalRunner } from './local/server.ts';
import { serveLocally } from './local/server.ts';
import { socketPath } from './local/socket-path.ts';
import type { OptionName } from './option-table.ts';
import { parseOptions } from './options.ts';
import { tellNews } from './tell-news.ts';
import { createNames } from './output/names.ts';
import type { Printer } from './output/printer.ts';
import type { CommandLine, RawOptions, RawValue } from './raw-options.ts';
import { readInput } from './read-input.ts';
import { tellingWaits, tryPassphrase } from './try-passphrase.ts';

const newFile = '--new-passphrase-file or SOTTO_NEW_PASSPHRASE_FILE';

/** One run of the program. */
export interface Run {
  readonly terminal: Terminal;
  readonly printer: Printer;
  readonly signal: AbortSignal;
}

/** Runs one command, here or in the process that holds the handset. @throws SottoError */
export async function runCommand(command: Command, line: CommandLine, run: Run): Promise<void> {
  const { terminal, printer, signal } = run;
  checkArguments(command, line.arguments);
  const raw = absolutePaths(line.options, terminal.folder);
  const options = parseOptions(raw);
  const place = findPlace(options.data, terminal.env);
  const otherwise = '--passphrase-file or SOTTO_PASSPHRASE_FILE';
  const source = { terminal, file: options.passphraseFile, otherwise, say: printer.say };
  const passphrase = (twice: boolean): Promise<string> => readPassphrase(source, twice);
  if (command.on === 'folder') {
    const { folder } = place;
    const given = line.arguments;
    const context = { folder, options, passphrase: () => passphrase(false) };
    return command.run({ ...context, arguments: given, emit: printer.row, signal });
  }
  const waits = tellingWaits(printer.say);
  if (command.on === 'vault') {
    if (command.needsHandset === true) requireHandset(place.folder);
    const vault = await holdVault(place.folder, signal);
    const given = await withInput(command, line.arguments, terminal);
    const another = { ...source, file: options.newPassphraseFile, otherwise: newFile };
    const context = {
      ...{ vault, ...place, options },
      passphrase: () => passphrase(true),
      unlocking: async () => ({ passphrase: await passphrase(false), ...waits, signal }),
      fresh: (question: string) => readPassphrase({ ...another, question }, true),
    };
    try {
      return await tryPassphrase(vault, printer.say, () =>
        command.run({ ...context, arguments: given, emit: printer.row, signal }),
      );
    } finally {
      await vault.close();
    }
  }
  const request = await completeRequest(command, line.arguments, raw, run);
  const wiped = Promise.withResolvers<void>();
  const holder = await holdHandset(place.folder, signal, wiped.resolve);
  if ('socket' in holder) return runThere(holder.socket, request, printer.row, signal);
  const { vault } = holder;
  try {
    if (vault.state === 'empty') throw folderEmpty();
    const unlocking = { passphrase: await passphrase(false), ...waits, signal };
    const handset = await tryPassphrase(vault, printer.say, () =>
      command.opens === 'cover' ? vault.visitCover(unlocking) : vault.unlock(unlocking),
    );
    const held = hold(vault, handset, (row) => void printer.row(row));
    void wiped.promise.then(held.wipedFromAfar);
    await runHere(command, request, held, place, run);
  } finally {
    await vault.close();
  }
}

/** The command line as any process can run it: with what was to be read from standard input. */
async function completeRequest(
  command: HandsetCommand,
  given: readonly string[],
  raw: RawOptions,
  { terminal, printer }: Run,
): Promise<LocalRequest> {
  const { data: _data, 'passphrase-file': _file, ...rest } = raw;
  const { 'locker-passphrase-file': file, ...options } = rest;
  const complete = [...(await withInput(command, given, terminal))];
  const { pathArgument: path } = command;
  if (path !== undefined && complete[path] !== undefined)
    complete[path] = resolve(terminal.folder, complete[path]);
  const request = { command: command.name, arguments: complete, options };
  if (command.asksLocker === undefined) return request;
  const source = {
    terminal,
    file: typeof file === 'string' ? file : undefined,
    otherwise: '--locker-passphrase-file or SOTTO_LOCKER_PASSPHRASE_FILE',
    question: 'Passphrase of the locker',
    say: printer.say,
  };
  const lockerPassphrase = await readPassphrase(source, command.asksLocker === 'new');
  return { ...request, lockerPassphrase };
}

async function withInput(
  { inputArgument: at }: Command,
  given: readonly string[],
  { stdin }: Terminal,
): Promise<readonly string[]> {
  return at !== undefined && given[at] === '-' ? given.with(at, await readInput(stdin)) : given;
}

async function runHere(
  command: HandsetCommand,
  request: LocalRequest,
  held: Held,
  { folder }: Place,
  { printer, signal }: Run,
): Promise<void> {
  const path = command.serves === true ? socketPath(folder) : undefined;
  if (command.serves === true && path === undefined) {
    await printer.say(
      'The path of the data folder is too long for a socket: no other command works meanwhile.',
    );
  }
  const server = path === undefined ? undefined : await serveLocally(path, runnerFor(held, folder));
  try {
    const options = parseOptions(request.options);
    const handset = held.handset();
    const names = createNames(handset);
    const { lockerPassphrase = '' } = request;
    const given = { arguments: request.arguments, lockerPassphrase };
    const { vault, next } = held;
    const serves = command.serves === true ? { next } : {};
    const context = { handset, vault, folder, names, ...serves, ...given, options, served: false };
    if (command.serves === true && options.lockAfter !== undefined)
      lockWhenIdle(held, options.lockAfter * 1_000, signal);
    await tellNews(command, handset, options, printer.row);
    await command.run({ ...context, emit: printer.row, signal });
  } finally {
    await server?.close();
  }
}

/** Runs what other processes of this user ask for. */
function runnerFor(held: Held, folder: string): LocalRunner {
  const { vault } = held;
  return async (request, answer, signal) => {
    held.used();
    if (request.command === 'lock') return held.lock();
    if (request.command === 'unlock') return held.unlock(request.passphrase ?? '', signal);
    const handset = held.handset();
    // Ends this process too: its command finds the handset locked.
    if (request.command === 'wipe') return held.wipe();
    const command = commandList.find(({ name }) => name === request.command);
    if (command?.on !== 'handset') {
      throw cliError(
        'SOCKET_PROTOCOL',
        'This command cannot be run while sotto watch holds the handset.',
      );
    }
    checkArguments(command, request.arguments);
    const options = parseOptions(request.options);
    await tellNews(command, handset, options, (row) => answer({ row }));
    await command.run({
      ...{ handset, vault, folder },
      names: createNames(handset),
      arguments: request.arguments,
      lockerPassphrase: request.lockerPassphrase ?? '',
      options,
      served: true,
      emit: (row) => answer({ row }),
      signal,
    });
  };
}

/** Locks what nobody used for so long. What comes is no use of it. */
function lockWhenIdle(held: Held, idleMs: number, signal: AbortSignal): void {
  const timer = setInterval(() => {
    if (held.vault.state === 'open' && held.idleMs() >= idleMs) void held.lock();
  }, 1_000);
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
  timer.unref();
}

function checkArguments(command: Command, given: readonly string[]): void {
  if (given.length >= command.minArguments && given.length <= command.maxArguments) return;
  const call = `sotto ${command.name} ${command.arguments}`.trimEnd();
  throw cliError('CLI_USAGE', `Write: ${call}`);
}

const pathOptions: readonly OptionName[] = [
  'data',
  'passphrase-file',
  'new-passphrase-file',
  'locker-passphrase-file',
  'backup-passphrase-file',
  'identity-file',
  'picture',
  'save-pictures',
];

/** Another process may run the command, from another folder. */
function absolutePaths(options: RawOptions, folder: string): RawOptions {
  const absolute: Record<string, RawValue> = { ...options };
  for (const name of pathOptions) {
    const path = options[name];
    if (typeof path === 'string') absolute[name] = resolve(folder, path);
    else if (typeof path === 'object') absolute[name] = path.map((each) => resolve(folder, each));
  }
  return absolute;
}
