import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inviteAccess, mintCredit } from '@sotto/access-invite';
import type { MintedCredit } from '@sotto/access-invite';
import type { Access } from '@sotto/core';
import { definePlugin } from '@sotto/core';
import { nodeCrypto } from '@sotto/crypto-node';
import { expect, onTestFinished, test } from 'vitest';
import { connectInMemory } from './memory-wire.ts';
import type { Reader } from './identity.ts';
import { newReader } from './identity.ts';
import type { Peer } from './peer.ts';
import { codeOf } from './peer.ts';
import { memoryRelay } from './relays.ts';

const limits = { withdrawalIntervalMs: 20 };

/** A relay for those with invites, and its operator. */
async function closedRelay() {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-withdrawal-'));
  const crypto = await nodeCrypto().create({});
  const privateKey = new Uint8Array(32).fill(3);
  const publicKey = await crypto.signatures.Ed25519.publicKey(privateKey);
  const revocationsPath = join(folder, 'revoked');
  const access = inviteAccess({ publicKey, path: join(folder, 'admissions.db'), revocationsPath });
  const relay = await memoryRelay({ plugins: [access], limits });
  onTestFinished(() => rm(folder, { recursive: true }));
  return {
    relay,
    mint: (mailboxes: number) =>
      mintCredit(crypto, privateKey, { mailboxes, expiresAtMs: Date.now() + 60_000 }),
    revoke: ({ id }: MintedCredit) => appendFile(revocationsPath, `${id}\n`),
  };
}

function show(peer: Peer, { readKey }: Reader, credit: MintedCredit, holder: number) {
  const shown = { credit: credit.bytes, holder: new Uint8Array(32).fill(holder) };
  return peer.request({ kind: 'open', readKey, ...shown });
}

test('an invite admits the first handset that shows it, and no other', async () => {
  const { relay, mint } = await closedRelay();
  const credit = await mint(5);
  const [first, second] = [
    await connectInMemory(relay).hello(),
    await connectInMemory(relay).hello(),
  ];
  const [mine, theirs] = [await newReader(), await newReader()];
  expect(codeOf(await show(first, mine, credit, 1))).toBe('opened');
  expect(codeOf(await show(second, theirs, credit, 2))).toBe('CREDIT_TAKEN');
  expect(codeOf(await show(second, mine, credit, 2))).toBe('CREDIT_TAKEN');
  expect(await show(first, mine, credit, 1)).toMatchObject({ kind: 'opened', existed: true });
});

test('a revoked invite opens nothing, and what it opened is removed and says so to who listens', async () => {
  const { relay, mint, revoke } = await closedRelay();
  const [credit, other] = [await mint(5), await mint(5)];
  const [member, neighbour] = [
    await connectInMemory(relay).hello(),
    await connectInMemory(relay).hello(),
  ];
  const [one, two, theirs] = [await newReader(), await newReader(), await newReader()];
  for (const reader of [one, two]) await show(member, reader, credit, 1);
  await show(neighbour, theirs, other, 2);
  expect(codeOf(await member.listen(one))).toBe('done');
  expect(codeOf(await neighbour.listen(theirs))).toBe('done');

  await revoke(credit);
  expect(await member.until(({ kind }) => kind === 'refused')).toMatchObject({
    id: 0,
    code: 'CREDIT_REVOKED',
    retryAfterMs: 0,
  });
  await member.whenEnded();
  const again = await connectInMemory(relay).hello();
  expect(codeOf(await again.listen(one))).toBe('MAILBOX_UNKNOWN');
  expect(codeOf(await show(again, one, credit, 1))).toBe('CREDIT_REVOKED');
  expect(await again.post(two, Uint8Array.of(1))).toMatchObject({ outcomes: ['unknown'] });
  expect(await again.post(theirs, Uint8Array.of(2))).toMatchObject({ outcomes: ['stored'] });
  await neighbour.delivered(1);
  expect(await relay.metrics()).toContain('sotto_relay_withdrawn_total 2');
});

test('closing a mailbox frees its place under the invite', async () => {
  const { relay, mint } = await closedRelay();
  const credit = await mint(1);
  const peer = await connectInMemory(relay).hello();
  const [one, two] = [await newReader(), await newReader()];
  await show(peer, one, credit, 1);
  expect(codeOf(await show(peer, two, credit, 1))).toBe('CREDIT_SPENT');
  const signature = await one.signClose(peer.welcome!.nonce);
  expect(codeOf(await peer.request({ kind: 'close', readKey: one.readKey, signature }))).toBe(
    'done',
  );
  expect(codeOf(await show(peer, two, credit, 1))).toBe('opened');
});

test('an invite that is revoked while its mailbox is being made leaves none behind', async () => {
  const verdicts = [{ admitted: true }, { admitted: false, reason: 'credit_revoked' }] as const;
  let judged = 0;
  const access: Access = {
    judge: async () => verdicts[Math.min(judged++, 1)]!,
    withdrawn: async () => [],
    forget: async () => undefined,
    stop: async () => undefined,
  };
  const plugin = definePlugin({
    id: 'access-fickle',
    point: 'access',
    contract: 1,
    needs: [],
    create: async () => access,
  });
  const relay = await memoryRelay({ plugins: [plugin], limits });
  const peer = await connectInMemory(relay).hello();
  const reader = await newReader();
  expect(codeOf(await peer.open(reader))).toBe('CREDIT_REVOKED');
  expect(await peer.post(reader, Uint8Array.of(1))).toMatchObject({ outcomes: ['unknown'] });
});

test('a round that fails is counted, and the next one does its work', async () => {
  const reader = await newReader();
  let rounds = 0;
  const forgotten: string[] = [];
  const access: Access = {
    judge: async () => ({ admitted: true }),
    withdrawn: async () => {
      rounds += 1;
      if (rounds === 2) throw new Error('The disk fails.');
      return rounds === 3 ? [reader.address] : [];
    },
    forget: async (addresses) => void forgotten.push(...addresses.map((each) => each.join())),
    stop: async () => undefined,
  };
  const plugin = definePlugin({
    id: 'access-failing',
    point: 'access',
    contract: 1,
    needs: [],
    create: async () => access,
  });
  const relay = await memoryRelay({ plugins: [plugin], limits });
  const peer = await connectInMemory(relay).hello();
  await peer.open(reader);
  await peer.listen(reader);
  await peer.whenEnded();
  await expect.poll(() => forgotten).toEqual([reader.address.join()]);
  expect(relay.health()).toBe('failing');
});
