import { join } from 'node:path';
import { mintCredit } from '@sotto/access-invite';
import { encodeRelayInvite, parseRelayUrl } from '@sotto/protocol';
import type { Command, Context } from '../command.ts';
import { usage } from '../command-line.ts';
import { crypto } from '../ed25519.ts';
import { createFile } from '../files/write-file.ts';
import type { AccessKey } from '../invites/access-key.ts';
import { parseAccessKey } from '../invites/access-key.ts';
import type { IssuedInvite } from '../invites/invite-book.ts';
import { readInviteBook, writeInviteBook } from '../invites/invite-book.ts';
import { openAgeFile } from '../keys/age-file.ts';
import { operatorLimits } from '../limits.ts';
import { readSettings } from '../network/settings.ts';
import { whileHolding } from '../publish/hold-network.ts';
import { counted, timeText } from '../time-text.ts';

const maxMailboxes = 65_535;

export const invite: Command = {
  name: 'invite',
  arguments: '',
  summary: 'Makes invites to a relay: one link for one handset each.',
  options: ['relay', 'count', 'mailboxes', 'expires', 'note', 'access-key', 'out'],
  minArguments: 0,
  maxArguments: 0,
  run: async (context) => {
    const { count, text, path, needed, show, say } = context;
    const network = path(needed('network'));
    const wanted = count('count', 1, operatorLimits.maxInvitesAtOnce) ?? 1;
    const terms = termsOf(context);
    // Whatever can be wrong with the command line is told before the passphrase is asked for.
    const settings = await readSettings(network);
    const key = await keyOf(network, context);
    const made = await Promise.all(
      Array.from({ length: wanted }, () => mint(key, terms, settings?.pin ?? null)),
    );
    await whileHolding(network, async () => {
      const book = await readInviteBook(network);
      const issued = made.map(({ invite: each }) => each);
      await writeInviteBook(network, [...book, ...issued], terms.issuedAtSeconds);
    });
    const lines = made.map(({ invite: { id }, link }) => `${id} ${link}`);
    const out = text('out');
    if (out === undefined) await show(lines);
    else await createFile(path(out), Buffer.from(`${lines.join('\n')}\n`));
    const each = `one handset, ${terms.mailboxes} mailboxes at a time, until ${timeText(terms.expiresAtSeconds)}`;
    await say(`${counted(wanted, 'invite')}: ${each}. A link is a secret until it is used.`);
  },
};

type Terms = Omit<IssuedInvite, 'id'>;

/** @throws OPERATOR_USAGE */
function termsOf({ texts, needed, count, seconds, text, world }: Context): Terms {
  const [url = needed('relay'), ...more] = texts('relay');
  if (more.length > 0) throw usage('An invite is to one relay: name one with --relay.');
  const note = text('note')?.trim();
  if (note !== undefined && Buffer.byteLength(note) > operatorLimits.maxNoteBytes)
    throw usage('--note is too long.');
  const lasts = seconds('expires') ?? operatorLimits.keySeconds;
  if (lasts === 0) throw usage('--expires must be longer than nothing.');
  const issuedAtSeconds = world.nowSeconds();
  return {
    relay: relayOf(url),
    mailboxes: count('mailboxes', 1, maxMailboxes) ?? 0,
    issuedAtSeconds,
    expiresAtSeconds: issuedAtSeconds + lasts,
    ...(note === undefined ? {} : { note }),
  };
}

function relayOf(url: string): string {
  try {
    return parseRelayUrl(url);
  } catch {
    throw usage('--relay is an address such as https://relay.example, without a path.');
  }
}

async function keyOf(network: string, { text, path, passphrase }: Context): Promise<AccessKey> {
  const file = path(text('access-key') ?? join(network, 'access.key'));
  return parseAccessKey(
    await openAgeFile(file, await passphrase('Passphrase of the access key', false)),
  );
}

async function mint(
  { privateKey }: AccessKey,
  terms: Terms,
  charterHash: Uint8Array | null,
): Promise<{ readonly invite: IssuedInvite; readonly link: string }> {
  const { mailboxes } = terms;
  const expiresAtMs = terms.expiresAtSeconds * 1_000;
  const { id, bytes: credit } = await mintCredit(crypto, privateKey, { mailboxes, expiresAtMs });
  const link = encodeRelayInvite({ relay: parseRelayUrl(terms.relay), credit, charterHash });
  return { invite: { id, ...terms }, link };
}
