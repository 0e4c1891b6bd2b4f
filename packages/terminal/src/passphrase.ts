import { openSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { ReadStream } from 'node:tty';
import { terminalError } from './error.ts';
import type { Terminal } from './terminal.ts';
import { askHidden } from './hidden-prompt.ts';
import { readPassphraseFile } from './passphrase-file.ts';

export interface PassphraseSource {
  readonly terminal: Terminal;
  /** Absolute; without it the terminal is asked. */
  readonly file: string | undefined;
  /** How to name such a file, for who has no terminal. */
  readonly otherwise: string;
  /** What it is the passphrase of: `Passphrase` if absent. */
  readonly question?: string;
  readonly say: (sentence: string) => Promise<void>;
}

/**
 * The passphrase from the file that was named, else typed on the terminal, where it is not shown; `twice` for a new one.
 * @throws PASSPHRASE_MISSING, PASSPHRASE_MISMATCH, FILE_UNUSABLE, CLI_INTERRUPTED
 */
export async function readPassphrase(source: PassphraseSource, twice: boolean): Promise<string> {
  const { terminal, file, say, question = 'Passphrase' } = source;
  if (file !== undefined) {
    const { passphrase, exposed } = await readPassphraseFile(file);
    if (exposed) await say('Others than you can read the passphrase file: chmod 600 mends that.');
    return passphrase;
  }
  const keyboard = openKeyboard(terminal, source.otherwise);
  try {
    const passphrase = await askHidden(`${question}: `, keyboard, terminal.stderr);
    if (!twice) return passphrase;
    const again = await askHidden('The same once more: ', keyboard, terminal.stderr);
    if (again !== passphrase) {
      throw terminalError('PASSPHRASE_MISMATCH', 'The two passphrases are not the same.');
    }
    return passphrase;
  } finally {
    if (keyboard !== terminal.stdin) keyboard.destroy();
    else terminal.stdin.pause();
  }
}

/** Standard input when it is a terminal, else the terminal of the session: what is piped in may be a message. */
function openKeyboard(terminal: Terminal, otherwise: string): Readable {
  if (terminal.stdin.isTTY === true) return terminal.stdin;
  try {
    return new ReadStream(openSync('/dev/tty', 'r+'));
  } catch (cause) {
    throw terminalError(
      'PASSPHRASE_MISSING',
      `There is no terminal to ask for the passphrase: name a file with ${otherwise}.`,
      { cause },
    );
  }
}
