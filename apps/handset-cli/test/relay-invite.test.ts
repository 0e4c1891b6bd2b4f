import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inviteAccess, mintCredit } from '@sotto/access-invite';
import { nodeCrypto } from '@sotto/crypto-node';
import { encodeRelayInvite, parseRelayUrl } from '@sotto/protocol';
import { expect, test } from 'vitest';
import { run } from './process-fixture.ts';
import { rows } from './program-fixture.ts';
import { startTestRelay } from './relay-server.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A relay for those with invites, and its operator. */
async function closedRelay(folder: string) {
  const crypto = await nodeCrypto().create({});
  const seed = new Uint8Array(32).fill(5);
  const publicKey = await crypto.signatures.Ed25519.publicKey(seed);
  const revocationsPath = join(folder, 'revoked');
  const relay = await startTestRelay(
    inviteAccess({ publicKey, path: join(folder, 'admissions.db'), revocationsPath }),
  );
  return {
    url: relay.url,
    invite: async (charterHash: Uint8Array | null = null) => {
      const terms = { mailboxes: 20, expiresAtMs: Date.now() + 86_400_000 };
      const { id, bytes: credit } = await mintCredit(crypto, seed, terms);
      return {
        id,
        link: encodeRelayInvite({ relay: parseRelayUrl(relay.url), credit, charterHash }),
      };
    },
    revoke: (id: string) => appendFileSync(revocationsPath, `${id}\n`),
  };
}

function person(folder: string, name: string): readonly string[] {
  const file = join(folder, `${name}-passphrase`);
  writeFileSync(file, `passphrase of ${name}\n`, { mode: 0o600 });
  return ['--data', join(folder, name), '--passphrase-file', file];
}

test('the link of an operator makes one handset; a second one is refused with a sentence, and leaves the folder free', async () => {
  const folder = temporaryFolder();
  const { url, invite } = await closedRelay(folder);
  const { link } = await invite(new Uint8Array(32).fill(7));
  const [ada, grace] = [person(folder, 'ada'), person(folder, 'grace')];
  const made = await run(['init', '-', '--name', 'Ada', '--json', ...ada], link);
  expect(rows(made.stdout)).toMatchObject([{ type: 'handset', relay: url, name: 'Ada' }]);
  const invited = rows((await run(['invite', '--json', ...ada])).stdout);
  expect(String(invited[0]?.['link'])).toContain('/i#');

  expect(await run(['init', link, ...grace])).toMatchObject({
    code: 1,
    stdout: '',
    stderr: 'sotto: Another handset used the invite to the relay first.\n',
  });
  const second = await invite();
  expect(await run(['init', second.link, '--name', 'Grace', ...grace])).toMatchObject({ code: 0 });
  const accepted = await run(['accept', '-', ...grace], String(invited[0]?.['link']));
  expect(accepted).toMatchObject({ code: 0, stderr: '' });
});

test('a revoked invite is refused with a sentence, and another one brings the handset back in', async () => {
  const folder = temporaryFolder();
  const { invite, revoke } = await closedRelay(folder);
  const first = await invite();
  const ada = person(folder, 'ada');
  await run(['init', first.link, ...ada]);
  revoke(first.id);
  expect(await run(['invite', ...ada])).toMatchObject({
    code: 1,
    stderr: 'sotto: The operator of the relay took the invite back.\n',
  });
  expect(await run(['join', first.link, ...ada])).toMatchObject({ code: 1 });
  expect(await run(['join', '-', ...ada], (await invite()).link)).toMatchObject({ code: 0 });
  expect(await run(['invite', ...ada])).toMatchObject({ code: 0 });
});

test('what is no link of an operator, and one beside --relay, are refused in words', async () => {
  const folder = temporaryFolder();
  const { url, invite } = await closedRelay(folder);
  const { link } = await invite();
  const ada = person(folder, 'ada');
  expect(await run(['init', link.slice(0, -9), ...ada])).toMatchObject({
    code: 1,
    stderr: 'sotto: The invite to the relay is damaged or incomplete.\n',
  });
  expect(await run(['init', link, '--relay', url, ...ada])).toMatchObject({ code: 2 });
  expect(await run(['init', link, ...ada])).toMatchObject({ code: 0 });
  const { code, stderr } = await run(['accept', link, ...ada]);
  expect([code, stderr]).toEqual([
    2,
    'sotto: This is the link of a relay’s operator, not of a contact. Write: sotto join <link|->\n',
  ]);
});
