import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inviteAccess, mintCredit } from '@sotto/access-invite';
import type { MintedCredit } from '@sotto/access-invite';
import { createMemoryBlobStore, memoryBlobs } from '@sotto/blobs-memory';
import { isSottoError, SottoError } from '@sotto/core';
import type { RelayUrl } from '@sotto/core';
import { nodeCrypto } from '@sotto/crypto-node';
import type { MemoryRelay } from '@sotto/link-memory';
import { createMailboxesStore, memoryMailboxes } from '@sotto/mailboxes-memory';
import { encodeRelayInvite, parseRelayBatch } from '@sotto/protocol';
import { createMemoryStore } from '@sotto/records-memory';
import type { RelayConnection } from '@sotto/relay';
import { createRelay } from '@sotto/relay';
import { expect, onTestFinished, test } from 'vitest';
import { createOwnMailbox } from '../src/invite/own-mailbox.ts';
import type { OwnMailbox } from '../src/storage/conversation-record.ts';
import { creditHolder } from '../src/sync/credit-holder.ts';
import { openMailboxes } from '../src/sync/open-mailboxes.ts';
import {
  eventually,
  fastClock,
  meet,
  openStore,
  passphrase,
  person,
  relayUrl,
  shows,
} from './handset-fixture.ts';
import type { Person } from './handset-fixture.ts';

const monthMs = 30 * 86_400_000;

/** A relay for those with invites, that can be restarted, and its operator. */
async function closedRelay() {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-admission-'));
  const crypto = await nodeCrypto().create({});
  const privateKey = new Uint8Array(32).fill(3);
  const publicKey = await crypto.signatures.Ed25519.publicKey(privateKey);
  const [mailboxes, blobs] = [createMailboxesStore(), createMemoryBlobStore()];
  const revocationsPath = join(folder, 'revoked');
  const clock = fastClock();
  const start = () =>
    createRelay({
      plugins: [
        nodeCrypto(),
        memoryMailboxes({ store: mailboxes }),
        memoryBlobs({ store: blobs }),
        inviteAccess({ publicKey, path: join(folder, 'admissions.db'), revocationsPath }),
      ],
      clock,
    });
  let running = await start();
  onTestFinished(async () => {
    await running.stop();
    await rm(folder, { recursive: true });
  });
  let forward = (connection: RelayConnection): RelayConnection => connection;
  const relay: MemoryRelay = {
    accept: (connection) => running.accept(forward(connection)),
    putBlobPart: (part) => running.putBlobPart(part),
    blobState: (id) => running.blobState(id),
    getBlobRange: (id, offset, maxBytes) => running.getBlobRange(id, offset, maxBytes),
    readLog: (path, maxBytes) => running.readLog(path, maxBytes),
  };
  return {
    relay,
    clock,
    mint: (mailboxes = 50) =>
      mintCredit(crypto, privateKey, { mailboxes, expiresAtMs: clock.now() + monthMs }),
    revoke: ({ id }: MintedCredit) => appendFile(revocationsPath, `${id}\n`),
    pardon: () => writeFile(revocationsPath, ''),
    restart: async () => {
      await running.stop();
      running = await start();
    },
    /** Connections pass through this from now on. */
    through: (change: typeof forward) => void (forward = change),
  };
}

function linkOf({ bytes: credit }: MintedCredit, relay = relayUrl, charterHash = none): string {
  return encodeRelayInvite({ relay, credit, charterHash });
}

const none: Uint8Array | null = null;

const troubled = (who: Person, code: string): Promise<boolean> =>
  eventually(() => who.seen.some((event) => event.type === 'trouble' && event.code === code));

test('newcomers with an invite each are admitted and talk, also over a restart of the relay', async () => {
  const { relay, mint, restart } = await closedRelay();
  const ada = await person({ relay, name: 'Ada', credit: (await mint()).bytes });
  const ben = await person({ relay, name: 'Ben', credit: (await mint()).bytes });
  const { ofA, ofB } = await meet(ada, ben);
  await restart();
  await ada.handset.send(ofA, { text: 'still here' });
  await shows(ben.handset, ofB, ['still here']);
  await ada.vault.close();
  await ben.vault.close();
});

test('a second person with the same invite is refused, keeps nothing, and can begin again with another', async () => {
  const { relay, mint } = await closedRelay();
  const credit = await mint();
  const ada = await person({ relay, name: 'Ada', credit: credit.bytes });
  const store = createMemoryStore();
  await expect(person({ relay, store, credit: credit.bytes })).rejects.toMatchObject({
    code: 'CREDIT_TAKEN',
    retryable: false,
  });
  const ben = await person({ relay, store, name: 'Ben', credit: (await mint()).bytes });
  const { ofA, ofB } = await meet(ada, ben);
  await ada.handset.send(ofA, { text: 'so there you are' });
  await shows(ben.handset, ofB, ['so there you are']);
  await ada.vault.close();
  await ben.vault.close();
});

test.for(['none', 'nonsense', 'expired', 'revoked'] as const)(
  'who comes with an invite that is %s is refused with its own code',
  async (kind) => {
    const { relay, mint, revoke, clock } = await closedRelay();
    const credit = await mint();
    const codes = {
      none: 'CREDIT_INVALID',
      nonsense: 'CREDIT_INVALID',
      expired: 'CREDIT_EXPIRED',
      revoked: 'CREDIT_REVOKED',
    };
    if (kind === 'expired') clock.offsetMs = monthMs + 1_000;
    if (kind === 'revoked') await revoke(credit);
    if (kind === 'none') {
      const ada = await person({ relay });
      await expect(ada.handset.createInvite()).rejects.toMatchObject({ code: codes[kind] });
      return ada.vault.close();
    }
    const shown = kind === 'nonsense' ? new Uint8Array(87) : credit.bytes;
    await expect(person({ relay, credit: shown })).rejects.toMatchObject({ code: codes[kind] });
  },
);

test('when the relay admits and its answer is lost, the handset is made, and the invite stays its own', async () => {
  const { relay, mint, through } = await closedRelay();
  const credit = await mint();
  let lost = 0;
  through((connection) => ({
    ...connection,
    send: async (message) => {
      const isYes = parseRelayBatch(message.slice()).some(({ kind }) => kind === 'opened');
      if (!isYes) return connection.send(message);
      lost += 1;
      connection.close();
    },
  }));
  const ada = await person({ relay, name: 'Ada', credit: credit.bytes });
  expect(lost).toBeGreaterThan(0);
  through((connection) => connection);
  // The connection that there is still loses answers.
  await eventually(() => ada.handset.createInvite().catch(() => undefined));
  const ben = await person({ relay, name: 'Ben', credit: (await mint()).bytes });
  const { ofA, ofB } = await meet(ada, ben);
  await ada.handset.send(ofA, { text: 'mine' });
  await shows(ben.handset, ofB, ['mine']);
  await ada.vault.close();
  await ben.vault.close();
});

test('a handset whose invite is revoked is told, and goes on where it was with another one', async () => {
  const { relay, mint, revoke } = await closedRelay();
  const credit = await mint();
  const ada = await person({ relay, name: 'Ada', credit: credit.bytes });
  const ben = await person({ relay, name: 'Ben', credit: (await mint()).bytes });
  const { ofA, ofB } = await meet(ada, ben);
  await revoke(credit);
  await troubled(ada, 'CREDIT_REVOKED');
  await expect(ada.handset.createInvite()).rejects.toMatchObject({ code: 'CREDIT_REVOKED' });
  await expect(ada.handset.joinRelay(linkOf(credit))).rejects.toMatchObject({
    code: 'CREDIT_REVOKED',
  });
  await ada.handset.joinRelay(linkOf(await mint()));
  await eventually(async () => {
    const { id } = await ben.handset.send(ofB, { text: 'are you back?' });
    await eventually(async () => (await ben.handset.message(ofB, id)).state !== 'queued');
    return (await ben.handset.message(ofB, id)).state !== 'failed';
  });
  await ada.handset.send(ofA, { text: 'yes' });
  await eventually(async () => {
    const { messages } = await ben.handset.history(ofB);
    return messages.some(({ body, mine }) => !mine && body.kind === 'text' && body.text === 'yes');
  });
  await ada.vault.close();
  await ben.vault.close();
});

test('an invite that is good for so many mailboxes is good for another when one is closed', async () => {
  const { relay, mint } = await closedRelay();
  const ada = await person({ relay, credit: (await mint(2)).bytes });
  const first = await ada.handset.createInvite();
  await ada.handset.createInvite();
  await expect(ada.handset.createInvite()).rejects.toMatchObject({ code: 'CREDIT_SPENT' });
  await ada.handset.removeInvite(first.id);
  await ada.handset.createInvite();
  await ada.vault.close();
});

test('an invite to another relay makes that one a home beside the others', async () => {
  const [one, other] = [await closedRelay(), await closedRelay()];
  const otherUrl = 'https://other.example' as RelayUrl;
  const ada = await person({
    relay: one.relay,
    others: { [otherUrl]: other.relay },
    credit: (await one.mint()).bytes,
  });
  const credit = await other.mint();
  await ada.handset.joinRelay(linkOf(credit, otherUrl));
  expect((await ada.handset.status()).relays).toEqual([relayUrl, otherUrl]);
  await ada.handset.lock();
  const again = await ada.vault.unlock({ passphrase });
  await again.moveTo([otherUrl]);
  await again.createInvite();
  await expect(
    person({ relay: other.relay, home: relayUrl, credit: credit.bytes }),
  ).rejects.toMatchObject({ code: 'CREDIT_TAKEN' });
  await ada.vault.close();
});

test('where no more mailboxes are to be had, those that are open go on, and what needs more is done when there is another invite', async () => {
  const { relay, mint } = await closedRelay();
  const ada = await person({ relay, name: 'Ada', credit: (await mint(1)).bytes });
  const ben = await person({ relay, name: 'Ben', credit: (await mint()).bytes });
  const { link } = await ben.handset.createInvite();
  const { id } = await ada.handset.acceptInvite(link);
  await ada.handset.send(id, { text: 'through the one that I have' });
  const ofB = await eventually(async () => (await ben.handset.conversations())[0]?.id);
  await shows(ben.handset, ofB, ['through the one that I have']);
  await troubled(ada, 'CREDIT_SPENT');
  await ben.handset.send(ofB, { text: 'back' });
  await shows(ada.handset, id, ['through the one that I have', 'back']);

  await ada.handset.joinRelay(linkOf(await mint()));
  // Only who was given KeyPackages can add somebody without a word from them.
  const group = await ben.handset.createGroup({ name: 'Tea', members: [ada.handset.identity] });
  await eventually(async () => (await ben.handset.members(group.id)).length === 2);
  await ada.vault.close();
  await ben.vault.close();
});

test('who was taken back by mistake comes back by themselves, and what was sent meanwhile is said to have failed', async () => {
  const { relay, mint, revoke, pardon } = await closedRelay();
  const credit = await mint();
  const ada = await person({ relay, name: 'Ada', credit: credit.bytes });
  const ben = await person({ relay, name: 'Ben', credit: (await mint()).bytes });
  const { ofA, ofB } = await meet(ada, ben);
  await revoke(credit);
  await troubled(ada, 'CREDIT_REVOKED');
  const { id } = await ben.handset.send(ofB, { text: 'are you there?' });
  await eventually(async () => (await ben.handset.message(ofB, id)).state === 'failed');
  await pardon();
  ada.handset.nudge();
  await ada.handset.send(ofA, { text: 'again' });
  await shows(ben.handset, ofB, ['are you there?', 'again']);
  await eventually(async () => {
    await ben.handset.retry(ofB, id);
    await eventually(async () => (await ben.handset.message(ofB, id)).state !== 'queued');
    return (await ben.handset.message(ofB, id)).state !== 'failed';
  });
  await ada.vault.close();
  await ben.vault.close();
});

test.for(['the first device’s', 'its own'] as const)(
  'a second device with %s invite',
  async (whose) => {
    const { relay, mint } = await closedRelay();
    const credit = await mint();
    const ada = await person({ relay, name: 'Ada', credit: credit.bytes });
    const { vault } = await openStore({ relay });
    const linking = vault.link({
      passphrase,
      relay: relayUrl,
      credit: whose === 'its own' ? (await mint()).bytes : credit.bytes,
      onCode: (code) => void ada.handset.linkDevice(code).catch(() => undefined),
    });
    if (whose === 'its own') expect((await linking).identity).toBe(ada.handset.identity);
    else await expect(linking).rejects.toMatchObject({ code: 'CREDIT_TAKEN' });
    await vault.close();
    await ada.vault.close();
  },
);

test('a link that names a network pins it, and one of another network is refused before its invite is used up', async () => {
  const { relay, mint } = await closedRelay();
  const [hash, other] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
  const ada = await person({ relay, credit: (await mint()).bytes });
  await ada.handset.joinRelay(linkOf(await mint(), relayUrl, hash));
  expect(await ada.handset.network.view()).toMatchObject({ charterHash: '01'.repeat(32) });
  const credit = await mint();
  await expect(ada.handset.joinRelay(linkOf(credit, relayUrl, other))).rejects.toMatchObject({
    code: 'NETWORK_PINNED',
  });
  const ben = await person({ relay, credit: credit.bytes });
  await ada.vault.close();
  await ben.vault.close();
});

test('a holder is the same each time, and another for each device, relay and credit', async () => {
  const crypto = await nodeCrypto().create({});
  const [seed, credit] = [new Uint8Array(32).fill(1), new Uint8Array(87).fill(2)];
  const holder = await creditHolder(crypto, seed, relayUrl, credit);
  expect(holder).toHaveLength(32);
  expect(await creditHolder(crypto, seed, relayUrl, credit)).toEqual(holder);
  for (const other of [
    await creditHolder(crypto, seed.with(0, 9), relayUrl, credit),
    await creditHolder(crypto, seed, 'https://relay.exampl' as RelayUrl, credit),
    await creditHolder(crypto, seed, relayUrl, credit.with(86, 9)),
    await creditHolder(crypto, seed, `${relayUrl}x` as RelayUrl, credit.slice(1)),
  ])
    expect(other).not.toEqual(holder);
});

test('mailboxes that are wanted together are all made or none stays', async () => {
  const crypto = await nodeCrypto().create({});
  const mailboxes = await Promise.all([1, 2, 3].map(() => createOwnMailbox(crypto, [relayUrl])));
  const attempt = async (failsAt: number, code: 'CREDIT_SPENT' | 'LINK_UNREACHABLE') => {
    const closed: OwnMailbox[] = [];
    let opened = 0;
    const outcome = await openMailboxes(
      {
        openMailbox: async () => {
          if (opened++ === failsAt) throw new SottoError(code, 'No.');
        },
        closeMailbox: async (mailbox) => void closed.push(mailbox),
      },
      mailboxes,
      new AbortController().signal,
    ).then(
      () => 'made',
      (error: unknown) => (isSottoError(error) ? error.code : error),
    );
    return [outcome, closed.map((each) => mailboxes.indexOf(each))];
  };
  expect(await attempt(9, 'CREDIT_SPENT')).toEqual(['made', []]);
  expect(await attempt(1, 'CREDIT_SPENT')).toEqual(['CREDIT_SPENT', [0, 1]]);
  expect(await attempt(1, 'LINK_UNREACHABLE')).toEqual(['LINK_UNREACHABLE', [0]]);
});
