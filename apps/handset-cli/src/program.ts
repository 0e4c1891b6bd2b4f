import { readFileSync } from 'node:fs';
import { isSottoError } from '@sotto/core';
import { commandList } from './command-list.ts';
import type { Command } from './command.ts';
import { cliError } from './error.ts';
import type { ExitCode } from './exit-codes.ts';
import { exitCodeFor, exitCodes } from './exit-codes.ts';
import { commandHelp, generalHelp } from './help.ts';
import { commonOptions } from './option-table.ts';
import { createPrinter } from './output/printer.ts';
import { readCommandLine } from './raw-options.ts';
import { runCommand } from './run-command.ts';
import type { Terminal } from '@sotto/terminal';

/**
 * The whole program: arguments in, exit code out. Never throws.
 *
 * @param stop aborts when the person wants it to end; aborted here when nobody reads the results any more
 */
export async function runProgram(
  args: readonly string[],
  terminal: Terminal,
  stop: AbortController,
): Promise<ExitCode> {
  let readerGone = false;
  const onGone = (): void => {
    readerGone = true;
    stop.abort();
  };
  const json =
    args.includes('--json') || /^(1|true|yes|on)$/i.test(terminal.env['SOTTO_JSON'] ?? '');
  const printer = createPrinter(terminal, json, onGone);
  try {
    const [word] = args;
    const plain = plainAnswer(word);
    if (plain !== undefined) {
      terminal.stdout.write(`${plain}\n`);
      return word === undefined ? exitCodes.usage : exitCodes.done;
    }
    const [command, rest] = findCommand(args);
    const names = [...command.options, ...commonOptions];
    const line = readCommandLine(rest, terminal.env, names);
    if (line.help) terminal.stdout.write(`${commandHelp(command)}\n`);
    else await runCommand(command, line, { terminal, printer, signal: stop.signal });
    return exitCodes.done;
  } catch (error) {
    if (readerGone) return exitCodes.done;
    await printer.fail(error);
    return isSottoError(error) ? exitCodeFor(error.code) : exitCodes.failed;
  }
}

function plainAnswer(word: string | undefined): string | undefined {
  if (word === undefined || word === 'help' || word === '--help' || word === '-h')
    return generalHelp();
  if (word !== '--version') return undefined;
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return String((JSON.parse(manifest) as { readonly version?: unknown }).version);
}

/** The command that the words begin with, which has one or two of them, and what follows it. */
function findCommand(args: readonly string[]): readonly [Command, readonly string[]] {
  for (const words of [2, 1]) {
    const wanted = args.slice(0, words).join(' ');
    const command = commandList.find(({ name }) => name === wanted);
    if (command !== undefined) return [command, args.slice(words)];
  }
  throw cliError('CLI_USAGE', 'There is no such command. sotto help lists them.');
}
