import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inviteAccess, parseRevocationList } from '@sotto/access-invite';
import type { Access, AccessVerdict, MailboxAddress } from '@sotto/core';
import { parseRelayInvite } from '@sotto/protocol';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { crypto } from '../src/ed25519.ts';
import { newAccessKey, formatAccessKey, parseAccessKey } from '../src/invites/access-key.ts';
import type { IssuedInvite } from '../src/invites/invite-book.ts';
import { readInviteBook, writeInviteBook } from '../src/invites/invite-book.ts';
import { formatSettings, settingsPath } from '../src/network/settings.ts';
import type { Ended } from './program-fixture.ts';
import { operator, passphraseOption, temporaryFolder } from './program-fixture.ts';

const relay = ['--relay', 'https://relay.example'] as const;
const daySeconds = 86_400;

/** An operator with an access key, and what a relay with its public half makes of their invites. */
async function accessOperator() {
  const folder = temporaryFolder();
  const clock = { offsetSeconds: 0 };
  const nowSeconds = (): number => Math.floor(Date.now() / 1_000) + clock.offsetSeconds;
  const passphrase = passphraseOption(folder);
  const run = (...args: readonly string[]): Promise<Ended> =>
    operator([...args, ...(['access-key', 'invite'].includes(args[0]!) ? passphrase : [])], {
      folder,
      nowSeconds,
    });
  const made = await run('access-key');
  const publicKey = Uint8Array.fromHex(/--access-key ([0-9a-f]{64})/.exec(made.stdout)![1]!);
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const access: Access = await inviteAccess({
    publicKey,
    path: join(folder, 'admissions.db'),
    revocationsPath: join(folder, 'network/revoked-invites'),
  }).create({
    clock: { now: () => nowSeconds() * 1_000, sleep: async () => undefined },
    crypto,
    log,
  });
  onTestFinished(() => access.stop());
  const shown = (link: string, holder = 1): Promise<AccessVerdict> =>
    access.judge({
      address: new Uint8Array(32).fill(holder) as MailboxAddress,
      credit: parseRelayInvite(link).credit,
      holder: new Uint8Array(32).fill(holder),
    });
  return { folder, clock, run, shown };
}

interface Minted {
  readonly id: string;
  readonly link: string;
}

/** The first two invites, as `invite` prints them. */
function minted({ code, stdout, stderr }: Ended): Minted & { readonly other: Minted } {
  expect([code, stderr]).toEqual([0, expect.stringContaining('A link is a secret')]);
  const [one, other] = stdout.split('\n').map((line): Minted => {
    const [id = '', link = ''] = line.split(' ');
    return { id, link };
  });
  return { ...one!, other: other! };
}

test('invites are links that a relay with the public key admits one handset each by', async () => {
  const { run, shown } = await accessOperator();
  const { link, other } = minted(await run('invite', ...relay, '--count', '2'));
  expect(parseRelayInvite(link)).toMatchObject({ relay: relay[1], charterHash: null });
  expect(await shown(link)).toEqual({ admitted: true });
  expect(await shown(link, 2)).toMatchObject({ reason: 'credit_taken' });
  expect(await shown(other.link, 2)).toEqual({ admitted: true });
});

test('an invite names the network of the folder, and ends when it was said to', async () => {
  const { run, shown, folder, clock } = await accessOperator();
  const pin = new Uint8Array(32).fill(9);
  writeFileSync(
    settingsPath(join(folder, 'network')),
    formatSettings({ pin, witnessUrls: new Map() }),
  );
  const { link } = minted(await run('invite', ...relay, '--expires', '2d', '--mailboxes', '1'));
  expect(parseRelayInvite(link).charterHash).toEqual(pin);
  clock.offsetSeconds = 2 * daySeconds + 1;
  expect(await shown(link)).toMatchObject({ reason: 'credit_expired' });
  expect((await run('invites')).stdout).toMatch(/^[0-9a-f]{32} {2}expired/);
});

test('a revoked invite admits nobody any more, the others still do, and the list keeps to those', async () => {
  const { run, shown, folder, clock } = await accessOperator();
  const { id, link, other } = minted(
    await run('invite', ...relay, '--count', '2', '--expires', '9d'),
  );
  await shown(link);
  const revoked = await run('revoke-invite', id);
  expect([revoked.code, revoked.stdout]).toEqual([0, expect.stringContaining('1 invite revoked.')]);
  expect(await shown(link)).toMatchObject({ reason: 'credit_revoked' });
  expect(await shown(other.link, 2)).toEqual({ admitted: true });
  const listed = (await run('invites')).stdout;
  expect(listed).toContain(`${id}  revoked`);
  expect(listed).toContain(`${other.id}  good`);
  // What has expired need not be in the list.
  clock.offsetSeconds = 10 * daySeconds;
  const next = minted(await run('invite', ...relay));
  await run('revoke-invite', next.id);
  const list = parseRevocationList(readFileSync(join(folder, 'network/revoked-invites')));
  expect([...list]).toEqual([next.id]);
});

test('an id that was not made here changes nothing', async () => {
  const { run, shown } = await accessOperator();
  const { id, link } = minted(await run('invite', ...relay));
  expect(await run('revoke-invite', id, '0'.repeat(32))).toMatchObject({ code: 1 });
  expect(await run('revoke-invite', 'all')).toMatchObject({ code: 2 });
  expect(await shown(link)).toEqual({ admitted: true });
});

test('links go to a file that only its owner reads, and the book holds none of them', async () => {
  const { run, folder } = await accessOperator();
  const out = ['--out', 'links', '--note', 'for the tea club'];
  expect(await run('invite', ...relay, ...out)).toMatchObject({ code: 0, stdout: '' });
  const path = join(folder, 'links');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const [, link] = readFileSync(path, 'utf8').trimEnd().split(' ') as [string, string];
  const book = readFileSync(join(folder, 'network/invites.json'), 'utf8');
  expect(book).toContain('for the tea club');
  const { credit } = parseRelayInvite(link);
  for (const encoding of ['hex', 'base64', 'base64url'] as const)
    expect(book).not.toContain(Buffer.from(credit).toString(encoding).slice(-40));
  expect(statSync(join(folder, 'network/invites.json')).mode & 0o777).toBe(0o600);
  expect(await run('invite', ...relay, ...out)).toMatchObject({ code: 1 });
});

test.for([
  ['no relay', []],
  ['two relays', [...relay, ...relay]],
  ['a relay with a path', ['--relay', 'https://relay.example/x']],
  ['none at all', [...relay, '--count', '0']],
  ['too many', [...relay, '--count', '1001']],
  ['no mailbox', [...relay, '--mailboxes', '0']],
  ['no time', [...relay, '--expires', '0d']],
  ['a long note', [...relay, '--note', 'x'.repeat(201)]],
] as const)('an invite with %s is refused before the passphrase is asked for', async ([, args]) => {
  const folder = temporaryFolder();
  expect(await operator(['invite', ...args], { folder })).toMatchObject({ code: 2, stdout: '' });
});

test('an access key comes back as it was sealed, and any text is refused as one with a code', async () => {
  const key = await newAccessKey();
  expect(await parseAccessKey(formatAccessKey(key))).toEqual(key);
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.string(), fc.json()), async (text) => {
      await expect(parseAccessKey(text)).rejects.toMatchObject({ code: 'OPERATOR_FORMAT' });
    }),
  );
});

const time = fc.integer({ min: 0, max: 4_000_000_000 });
const invite: fc.Arbitrary<IssuedInvite> = fc.record(
  {
    id: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => bytes.toHex()),
    relay: fc.constant('https://relay.example'),
    mailboxes: fc.integer({ min: 1, max: 65_535 }),
    issuedAtSeconds: time,
    expiresAtSeconds: time,
    revokedAtSeconds: time,
    note: fc.string({ unit: 'grapheme', maxLength: 40 }),
  },
  { requiredKeys: ['id', 'relay', 'mailboxes', 'issuedAtSeconds', 'expiresAtSeconds'] },
);

test('a book comes back as it was written, less what expired long ago', async () => {
  const folder = temporaryFolder();
  await fc.assert(
    fc.asyncProperty(fc.array(invite, { maxLength: 8 }), time, async (invites, nowSeconds) => {
      await writeInviteBook(folder, invites, nowSeconds);
      expect(await readInviteBook(folder)).toEqual(
        invites.filter(({ expiresAtSeconds }) => expiresAtSeconds + 30 * daySeconds > nowSeconds),
      );
    }),
    { numRuns: 30 },
  );
});

test('a damaged book is refused with a code', async () => {
  const folder = temporaryFolder();
  for (const text of ['', '{}', '{"sotto":"invites","version":1,"invites":[{}]}']) {
    writeFileSync(join(folder, 'invites.json'), text);
    await expect(readInviteBook(folder)).rejects.toMatchObject({ code: 'OPERATOR_FORMAT' });
  }
});
