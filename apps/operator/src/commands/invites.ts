import type { Command } from '../command.ts';
import type { IssuedInvite } from '../invites/invite-book.ts';
import { inviteEnd, readInviteBook } from '../invites/invite-book.ts';
import { timeText } from '../time-text.ts';

export const invites: Command = {
  name: 'invites',
  arguments: '',
  summary: 'Lists the invites that were made here, and which expired or were revoked.',
  options: [],
  minArguments: 0,
  maxArguments: 0,
  run: async ({ needed, path, show, world }) => {
    const book = await readInviteBook(path(needed('network')));
    if (book.length === 0) return show(['No invite was made here.']);
    return show(book.map((each) => sayInvite(each, world.nowSeconds())));
  },
};

/** Whether it was used is known to the relay alone. */
function sayInvite(invite: IssuedInvite, nowSeconds: number): string {
  const { id, relay, mailboxes, issuedAtSeconds, expiresAtSeconds, note } = invite;
  const end = inviteEnd(invite, nowSeconds)?.padEnd(7) ?? 'good   ';
  const facts = `${relay}, ${mailboxes} mailboxes, made ${timeText(issuedAtSeconds)}, until ${timeText(expiresAtSeconds)}`;
  return `${id}  ${end}  ${facts}${note === undefined ? '' : `  ${note}`}`;
}
