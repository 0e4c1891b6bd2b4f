import { cliError } from '../error.ts';
import type { RawOptions } from '../raw-options.ts';
import { isMany, isSwitch } from '../raw-options.ts';
import type { OptionName } from '../option-table.ts';
import { optionTable } from '../option-table.ts';
import type { Row } from '../output/row.ts';

/**
 * What goes over `<data>/handset.sock`, one JSON value a line: a request, then rows, then how it ended. One request a
 * connection; closing it ends the command.
 */
export interface LocalRequest {
  readonly command: string;
  readonly arguments: readonly string[];
  readonly options: RawOptions;
  /** The passphrase of the locker, when the command asks for it. The socket is this user's alone. */
  readonly lockerPassphrase?: string;
  /** The passphrase of the handset, of `unlock`. */
  readonly passphrase?: string;
}

export type LocalAnswer =
  | { readonly row: Row }
  | { readonly done: true }
  | { readonly error: LocalError };

export interface LocalError {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
}

/** A request holds a few texts of at most 32 KiB and up to 1,024 names; escapes may make each byte six. */
export const maxRequestBytes = 1_048_576;
/** An answer is one row; a message's text is the longest. */
export const maxAnswerBytes = 4_194_304;
const maxArguments = 32;
/** Of one option that may be given several times: a group has no more members. */
const maxValues = 1_024;

/** @throws SOCKET_PROTOCOL */
export function parseLocalRequest(line: string): LocalRequest {
  const value = parseJson(line);
  if (!isRecord(value)) throw malformed();
  const { command, arguments: given, options, lockerPassphrase, passphrase } = value;
  if (typeof command !== 'string' || !isRecord(options)) throw malformed();
  if (!Array.isArray(given) || given.length > maxArguments || !given.every(isText))
    throw malformed();
  for (const [name, setting] of Object.entries(options)) {
    if (!Object.hasOwn(optionTable, name)) throw malformed();
    if (!isSetting(name as OptionName, setting)) throw malformed();
  }
  for (const each of [lockerPassphrase, passphrase])
    if (each !== undefined && !isText(each)) throw malformed();
  return {
    ...{ command, arguments: given, options },
    ...(isText(lockerPassphrase) ? { lockerPassphrase } : {}),
    ...(isText(passphrase) ? { passphrase } : {}),
  };
}

/** The process at the other end is ours and of the same user; rows are taken as they come. @throws SOCKET_PROTOCOL */
export function parseLocalAnswer(line: string): LocalAnswer {
  const value = parseJson(line);
  if (!isRecord(value)) throw malformed();
  const { row, done, error } = value;
  if (done === true) return { done };
  if (isRecord(row) && typeof row['type'] === 'string') return { row: row as unknown as Row };
  if (!isRecord(error)) throw malformed();
  const { code, message, retryable } = error;
  if (typeof code !== 'string' || typeof message !== 'string') throw malformed();
  return { error: { code, message, retryable: retryable === true } };
}

function isSetting(name: OptionName, setting: unknown): boolean {
  if (isSwitch(name)) return typeof setting === 'boolean';
  if (!isMany(name)) return typeof setting === 'string';
  return Array.isArray(setting) && setting.length <= maxValues && setting.every(isText);
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw malformed(cause);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function malformed(cause?: unknown): Error {
  return cliError(
    'SOCKET_PROTOCOL',
    'The program at the other end of handset.sock speaks another protocol: are both of one version?',
    { cause },
  );
}
