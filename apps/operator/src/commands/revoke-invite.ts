import { join } from 'node:path';
import { encodeRevocationList } from '@sotto/access-invite';
import type { Command } from '../command.ts';
import { usage } from '../command-line.ts';
import { operatorError } from '../error.ts';
import { replaceFile } from '../files/write-file.ts';
import type { IssuedInvite } from '../invites/invite-book.ts';
import { readInviteBook, writeInviteBook } from '../invites/invite-book.ts';
import { whileHolding } from '../publish/hold-network.ts';
import { counted } from '../time-text.ts';

const maxIds = 1_000;

export const revokeInvite: Command = {
  name: 'revoke-invite',
  arguments: '<id...>',
  summary:
    'Takes invites back: the relay admits nobody by them any more, and drops what they opened.',
  options: [],
  minArguments: 1,
  maxArguments: maxIds,
  run: async ({ arguments: typed, needed, path, show, world }) => {
    const network = path(needed('network'));
    const wanted = new Set(typed.map(idOf));
    const file = join(network, 'revoked-invites');
    await whileHolding(network, async () => {
      const nowSeconds = world.nowSeconds();
      const book = await readInviteBook(network);
      const known = new Set(book.map(({ id }) => id));
      for (const id of wanted)
        if (!known.has(id))
          throw operatorError(
            'OPERATOR_REFUSED',
            `No invite ${id} was made here. Nothing was changed.`,
          );
      const after = book.map((each) =>
        wanted.has(each.id) ? { revokedAtSeconds: nowSeconds, ...each } : each,
      );
      await writeInviteBook(network, after, nowSeconds);
      await replaceFile(file, encodeRevocationList(revokedOf(after, nowSeconds)), 0o644);
    });
    await show([
      `${counted(wanted.size, 'invite')} revoked.`,
      `list       ${file}`,
      'A relay reads it again when it changes: start it with --revoked-invites and this file, or put a copy onto the place of',
      'its own, under another name first and then renamed.',
    ]);
  },
};

function idOf(typed: string): string {
  const id = typed.toLowerCase();
  if (/^[0-9a-f]{32}$/.test(id)) return id;
  throw usage('An invite is named by its id: 32 hexadecimal digits, as invites lists them.');
}

/** An expired one opens nothing any more, and what it opened is tied to it no longer. */
function revokedOf(book: readonly IssuedInvite[], nowSeconds: number): readonly string[] {
  return book
    .filter(
      ({ revokedAtSeconds, expiresAtSeconds }) =>
        revokedAtSeconds !== undefined && expiresAtSeconds > nowSeconds,
    )
    .map(({ id }) => id);
}
