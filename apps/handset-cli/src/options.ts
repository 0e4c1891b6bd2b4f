import type { RelayUrl } from '@sotto/core';
import { parseRelayUrl } from '@sotto/protocol';
import { cliError } from './error.ts';
import type { OptionName } from './option-table.ts';
import { environmentName } from './option-table.ts';
import type { RawOptions } from './raw-options.ts';

/** Options with their meaning, and the defaults filled in. */
export interface Options {
  readonly data: string | undefined;
  readonly passphraseFile: string | undefined;
  readonly newPassphraseFile: string | undefined;
  readonly json: boolean;
  readonly timeoutMs: number;
  readonly relays: readonly RelayUrl[];
  readonly name: string | undefined;
  readonly as: string | undefined;
  readonly label: string | undefined;
  readonly expiresSeconds: number | undefined;
  readonly remove: string | undefined;
  readonly pictures: readonly string[];
  readonly captions: readonly string[];
  readonly replyTo: string | undefined;
  readonly mentions: readonly string[];
  readonly kind: 'poll' | undefined;
  readonly choices: readonly string[];
  readonly multiple: boolean;
  readonly closesSeconds: number | undefined;
  readonly viewOnce: boolean;
  readonly noWait: boolean;
  readonly everyone: boolean;
  readonly in: string | undefined;
  readonly members: readonly string[];
  readonly membersMayAdd: boolean | undefined;
  /** 0 for `off`. */
  readonly editWithinSeconds: number | undefined;
  /** 0 for `off`. */
  readonly disappearSeconds: number | undefined;
  readonly readReceipts: boolean | undefined;
  readonly deliveryReceipts: boolean | undefined;
  readonly typing: boolean | undefined;
  readonly limit: number;
  readonly all: boolean;
  readonly unread: boolean;
  readonly markRead: boolean;
  readonly savePictures: string | undefined;
  readonly count: number | undefined;
  readonly seconds: number | undefined;
  readonly lockAfter: number | undefined;
  readonly now: boolean;
  readonly paperKey: boolean;
  readonly backupPassphraseFile: string | undefined;
  readonly recipients: readonly string[];
  readonly identityFile: string | undefined;
  readonly noPictures: boolean;
  readonly matches: boolean;
  readonly differs: boolean;
}

const maxSeconds = 2_000_000;
const maxCount = 1_000_000_000;
const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** @throws CLI_USAGE, RELAY_URL_MALFORMED */
export function parseOptions(raw: RawOptions): Options {
  return {
    data: text(raw, 'data'),
    passphraseFile: text(raw, 'passphrase-file'),
    newPassphraseFile: text(raw, 'new-passphrase-file'),
    json: raw.json === true,
    timeoutMs: 1_000 * (whole(raw, 'timeout', 1, maxSeconds) ?? 30),
    relays: texts(raw, 'relay').map((url) => parseRelayUrl(url)),
    name: text(raw, 'name'),
    as: text(raw, 'as'),
    label: text(raw, 'label'),
    expiresSeconds: duration(raw, 'expires'),
    remove: text(raw, 'remove'),
    pictures: texts(raw, 'picture'),
    captions: texts(raw, 'caption'),
    replyTo: text(raw, 'reply-to'),
    mentions: texts(raw, 'mention'),
    kind: kind(raw),
    choices: texts(raw, 'choice'),
    multiple: raw.multiple === true,
    closesSeconds: duration(raw, 'closes'),
    viewOnce: raw['view-once'] === true,
    noWait: raw['no-wait'] === true,
    everyone: raw.everyone === true,
    in: text(raw, 'in'),
    members: texts(raw, 'member'),
    membersMayAdd: onOff(raw, 'members-may-add'),
    editWithinSeconds: durationOrOff(raw, 'edit-within'),
    disappearSeconds: durationOrOff(raw, 'disappear'),
    readReceipts: onOff(raw, 'read-receipts'),
    deliveryReceipts: onOff(raw, 'delivery-receipts'),
    typing: onOff(raw, 'typing'),
    limit: whole(raw, 'limit', 1, maxCount) ?? 50,
    all: raw.all === true,
    unread: raw.unread === true,
    markRead: raw['mark-read'] === true,
    savePictures: text(raw, 'save-pictures'),
    count: whole(raw, 'count', 1, maxCount),
    seconds: whole(raw, 'seconds', 1, maxSeconds),
    lockAfter: whole(raw, 'lock-after', 1, maxSeconds),
    now: raw.now === true,
    paperKey: raw['paper-key'] === true,
    backupPassphraseFile: text(raw, 'backup-passphrase-file'),
    recipients: texts(raw, 'recipient'),
    identityFile: text(raw, 'identity-file'),
    noPictures: raw['no-pictures'] === true,
    matches: raw.matches === true,
    differs: raw.differs === true,
  };
}

function text(raw: RawOptions, name: OptionName): string | undefined {
  const value = raw[name];
  return typeof value === 'string' ? value : undefined;
}

function texts(raw: RawOptions, name: OptionName): readonly string[] {
  const value = raw[name];
  return typeof value === 'object' ? value : [];
}

function kind(raw: RawOptions): 'poll' | undefined {
  const value = text(raw, 'kind');
  if (value === undefined || value === 'poll') return value;
  throw wrong('kind', 'poll');
}

function onOff(raw: RawOptions, name: OptionName): boolean | undefined {
  const value = text(raw, name);
  if (value === undefined) return undefined;
  if (value === 'on' || value === 'off') return value === 'on';
  throw wrong(name, 'on or off');
}

function durationOrOff(raw: RawOptions, name: OptionName): number | undefined {
  return text(raw, name) === 'off' ? 0 : duration(raw, name);
}

function whole(raw: RawOptions, name: OptionName, min: number, max: number): number | undefined {
  const value = text(raw, name);
  if (value === undefined) return undefined;
  const number = /^\d{1,10}$/.test(value) ? Number(value) : Number.NaN;
  if (number >= min && number <= max) return number;
  throw wrong(name, `a whole number from ${min} to ${max}`);
}

function duration(raw: RawOptions, name: OptionName): number | undefined {
  const value = text(raw, name);
  if (value === undefined) return undefined;
  const [, digits, unit] = /^(\d{1,7})([smhd])$/.exec(value) ?? [];
  if (digits !== undefined && unit !== undefined) return Number(digits) * (unitSeconds[unit] ?? 1);
  throw wrong(name, 'a number with a unit, such as 30m, 12h or 7d');
}

function wrong(name: OptionName, what: string): Error {
  return cliError('CLI_USAGE', `--${name} (${environmentName(name)}) must be ${what}.`);
}
