import { resolve } from 'node:path';
import { isSottoError } from '@sotto/core';
import { createLineWriter, readPassphrase, safeLine } from '@sotto/terminal';
import type { Command, Context } from './command.ts';
import { readCommandLine, usage } from './command-line.ts';
import { commandList } from './command-list.ts';
import { operatorError } from './error.ts';
import type { ExitCode } from './exit-codes.ts';
import { exitCodeFor, exitCodes } from './exit-codes.ts';
import { callOf, commandHelp, generalHelp } from './help.ts';
import { operatorLimits } from './limits.ts';
import { commonOptions } from './option-table.ts';
import type { World } from './world.ts';

/**
 * The whole program: arguments in, exit code out. Never throws.
 *
 * @param stop aborts when the person wants it to end; aborted here when nobody reads the results any more
 */
export async function runProgram(
  args: readonly string[],
  world: World,
  stop: AbortController,
): Promise<ExitCode> {
  const results = createLineWriter(world.stdout, () => stop.abort());
  // Remarks that nobody reads stop nothing.
  const remarks = createLineWriter(world.stderr, () => undefined);
  const show = async (lines: readonly string[]): Promise<void> => {
    for (const line of lines) await results.write(safeLine(line));
  };
  const say = (sentence: string): Promise<void> => remarks.write(safeLine(sentence));
  try {
    const [word, ...rest] = args;
    if (word === undefined || word === 'help' || word === '--help' || word === '-h') {
      await show(generalHelp());
      return word === undefined ? exitCodes.usage : exitCodes.done;
    }
    const command = commandList.find(({ name }) => name === word);
    if (command === undefined) throw usage('There is no such command: help lists them.');
    const given = readCommandLine(rest, world.env, [...command.options, ...commonOptions]);
    if (given.help) {
      await show(commandHelp(command));
      return exitCodes.done;
    }
    checkArguments(command, given.arguments);
    const path = (typed: string): string => resolve(world.folder, typed);
    const passphrase = passphraseReader(world, given.text('passphrase-file'), path, say);
    const context = { ...given, world, path, show, say, passphrase, signal: stop.signal };
    return (await command.run(context)) === 'care' ? exitCodes.care : exitCodes.done;
  } catch (error) {
    for (const line of sentenceOf(error).split('\n')) await say(line);
    return isSottoError(error) ? exitCodeFor(error.code) : exitCodes.failed;
  }
}

function checkArguments(command: Command, given: readonly string[]): void {
  if (given.length >= command.minArguments && given.length <= command.maxArguments) return;
  throw usage(`Write: sotto-operator ${callOf(command)}`);
}

function passphraseReader(
  terminal: World,
  file: string | undefined,
  path: (typed: string) => string,
  say: (sentence: string) => Promise<void>,
): Context['passphrase'] {
  const otherwise = '--passphrase-file or SOTTO_OPERATOR_PASSPHRASE_FILE';
  const absolute = file === undefined ? undefined : path(file);
  return async (question, isNew) => {
    const source = { terminal, file: absolute, otherwise, say, question };
    const passphrase = await readPassphrase(source, isNew);
    if (isNew && [...passphrase].length < operatorLimits.minPassphraseChars) {
      throw operatorError(
        'OPERATOR_PASSPHRASE',
        `The passphrase needs ${operatorLimits.minPassphraseChars} characters at least. Five random words are good.`,
      );
    }
    return passphrase;
  };
}

/** An error without a code is a fault of this program: its stack helps whoever reports it. */
function sentenceOf(error: unknown): string {
  if (isSottoError(error)) return `sotto-operator: ${error.message} (${error.code})`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
