import { join } from 'node:path';
import { operatorError } from '../error.ts';
import { formatJson, jsonFields, parseJson } from '../files/json-format.ts';
import { readFileIfThere } from '../files/read-file.ts';
import { makeFolder, replaceFile } from '../files/write-file.ts';
import { operatorLimits } from '../limits.ts';
import { parseTime, timeText } from '../time-text.ts';

/** An invite that was made here. The link is not kept: who reads the book can use none. */
export interface IssuedInvite {
  /** 32 hexadecimal digits. */
  readonly id: string;
  readonly relay: string;
  readonly mailboxes: number;
  readonly issuedAtSeconds: number;
  readonly expiresAtSeconds: number;
  readonly revokedAtSeconds?: number;
  readonly note?: string;
}

/** `undefined`: it admits whoever shows it first. */
export function inviteEnd(
  { revokedAtSeconds, expiresAtSeconds }: IssuedInvite,
  nowSeconds: number,
): 'revoked' | 'expired' | undefined {
  if (revokedAtSeconds !== undefined) return 'revoked';
  return expiresAtSeconds <= nowSeconds ? 'expired' : undefined;
}

/** All of them, the oldest first; none when there is no book. @throws OPERATOR_FILE, OPERATOR_FORMAT */
export async function readInviteBook(network: string): Promise<readonly IssuedInvite[]> {
  const bytes = await readFileIfThere(bookPath(network), operatorLimits.maxInvitesFileBytes);
  if (bytes === undefined) return [];
  const what = 'file invites.json';
  const fields = jsonFields(parseJson(bytes, what), what);
  fields.head('invites');
  const invites = fields.list('invites').map((entry) => readInvite(entry, what));
  fields.end();
  return invites;
}

/**
 * Writes the book, without those that expired long ago. Resolves when it is on disk.
 *
 * @throws OPERATOR_REFUSED when there are too many, OPERATOR_FILE
 */
export async function writeInviteBook(
  network: string,
  invites: readonly IssuedInvite[],
  nowSeconds: number,
): Promise<void> {
  const { inviteKeptSeconds, maxInvites } = operatorLimits;
  const kept = invites.filter(
    ({ expiresAtSeconds }) => expiresAtSeconds + inviteKeptSeconds > nowSeconds,
  );
  if (kept.length > maxInvites)
    throw operatorError('OPERATOR_REFUSED', `The book holds ${maxInvites} invites at most.`);
  await makeFolder(network);
  await replaceFile(bookPath(network), formatJson(bookOf(kept)));
}

function bookPath(network: string): string {
  return join(network, 'invites.json');
}

function bookOf(invites: readonly IssuedInvite[]): unknown {
  return {
    sotto: 'invites',
    version: 1,
    invites: invites.map(({ issuedAtSeconds, expiresAtSeconds, revokedAtSeconds, ...invite }) => ({
      ...invite,
      issued: timeText(issuedAtSeconds),
      expires: timeText(expiresAtSeconds),
      ...(revokedAtSeconds === undefined ? {} : { revoked: timeText(revokedAtSeconds) }),
    })),
  };
}

function readInvite(entry: unknown, what: string): IssuedInvite {
  const at = `${what}, at an invite`;
  const fields = jsonFields(entry, at);
  const time = (name: string): number =>
    parseTime(fields.text(name)) ?? wrong(`The ${at}, has a time that is none.`);
  const isThere = (name: string): boolean => Object.hasOwn(entry as object, name);
  const invite = {
    id: fields.hex('id', 16).toHex(),
    relay: fields.text('relay'),
    mailboxes: fields.count('mailboxes'),
    issuedAtSeconds: time('issued'),
    expiresAtSeconds: time('expires'),
    ...(isThere('revoked') ? { revokedAtSeconds: time('revoked') } : {}),
    ...(isThere('note') ? { note: fields.text('note') } : {}),
  };
  fields.end();
  return invite;
}

function wrong(sentence: string): never {
  throw operatorError('OPERATOR_FORMAT', sentence);
}
