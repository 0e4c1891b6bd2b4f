import type { MailboxAddress, ReadKey } from '@sotto/core';
import { expect, test } from 'vitest';
import type { ConversationId } from '../src/api.ts';
import type { ConversationDraft } from '../src/conversation/draft.ts';
import type { ConversationHandle } from '../src/conversation/conversation.ts';
import { loadFormerMailboxes } from '../src/conversation/former-mailboxes.ts';
import type { FormerMailboxes } from '../src/conversation/former-mailboxes.ts';
import { memoryStore } from '../src/cover/memory-store.ts';
import type { Engine } from '../src/engine.ts';
import { handsetLimits } from '../src/limits.ts';
import type { OwnMailbox } from '../src/storage/conversation-record.ts';
import { tables } from '../src/storage/tables.ts';
import { beginTransaction } from '../src/storage/transaction.ts';
import type { MailboxOwner } from '../src/sync/mailbox-reader.ts';
import { relayUrl } from './handset-fixture.ts';

const conversation = 'conversation' as ConversationId;

function mailbox(number: number): OwnMailbox {
  const bytes = new Uint8Array(32).fill(number);
  const [readKey, address] = [bytes as ReadKey, bytes as MailboxAddress];
  return { relays: [relayUrl], readSeed: bytes.slice(), readKey, address };
}

/** A store, and what is read by whoever is started over it. */
function bed() {
  const store = memoryStore();
  const read = new Map<number, MailboxOwner>();
  let nowMs = 1_000_000;
  const sync = {
    read: (address: MailboxAddress, owner: MailboxOwner) => void read.set(address[0]!, owner),
    unread: (address: MailboxAddress) => void read.delete(address[0]!),
  };
  const engine = { store, sync, clock: { now: () => nowMs } } as unknown as Engine;
  const taken: Uint8Array[] = [];
  const handle = {} as ConversationHandle;
  const start = (): Promise<FormerMailboxes> => {
    read.clear();
    return loadFormerMailboxes({
      engine,
      find: (id) => (id === conversation ? handle : undefined),
      receive: () => async (envelopes) => void taken.push(...envelopes.map(({ body }) => body)),
    });
  };
  /** The conversation gets another mailbox than this. */
  const leave = async (former: FormerMailboxes, own: OwnMailbox): Promise<void> => {
    const tx = beginTransaction(store);
    const after: (() => void)[] = [];
    const record = { id: conversation, own };
    await former.keep({
      tx,
      record,
      after: (job: () => void) => void after.push(job),
    } as ConversationDraft);
    expect(read.has(own.address[0]!)).toBe(false);
    await tx.commit();
    for (const job of after) job();
  };
  const stored = async (): Promise<number> => {
    const values: Uint8Array[] = [];
    for await (const value of store.values(tables.formerMailboxes)) values.push(value);
    return values.length;
  };
  const pass = (ms: number): void => void (nowMs += ms);
  return { store, read, taken, start, leave, stored, pass };
}

test('a mailbox of before is read for as long as somebody may ask there, also after a restart, and then no more', async () => {
  const { read, start, leave, stored, pass } = bed();
  let former = await start();
  await leave(former, mailbox(1));
  expect([...read.keys()]).toEqual([1]);
  former = await start();
  expect(read.get(1)?.mailbox()).toEqual(mailbox(1));
  pass(handsetLimits.lingerMs - 1);
  await former.sweep();
  expect([...read.keys()]).toEqual([1]);
  pass(1);
  const owner = read.get(1);
  await former.sweep();
  expect([...read.keys()]).toEqual([]);
  expect(owner?.mailbox()).toBeUndefined();
  expect(await stored()).toBe(0);
  await start();
  expect([...read.keys()]).toEqual([]);
});

test('what comes there goes into the conversation, and moves no position of the mailbox that it has now', async () => {
  const { read, taken, start, leave } = bed();
  await leave(await start(), mailbox(1));
  const owner = read.get(1)!;
  const body = Uint8Array.of(9);
  await owner.receive([{ body } as Parameters<MailboxOwner['receive']>[0][number]], {
    relay: relayUrl,
  });
  expect(taken).toEqual([body]);
  expect(owner.position(relayUrl)).toBe(0);
});

test('of one conversation the newest are kept, so that being let in again and again does not grow', async () => {
  const { read, start, leave, stored, pass } = bed();
  const former = await start();
  for (let number = 1; number <= handsetLimits.maxFormerMailboxes + 2; number++) {
    await leave(former, mailbox(number));
    pass(1);
  }
  const kept = [3, 4, 5, 6];
  expect(new Set(read.keys())).toEqual(new Set(kept));
  expect(await stored()).toBe(kept.length);
  await start();
  expect(new Set(read.keys())).toEqual(new Set(kept));
});

test('they are forgotten with their conversation, and another’s are not read', async () => {
  const { store, read, start, leave, stored } = bed();
  const former = await start();
  await leave(former, mailbox(1));
  const tx = beginTransaction(store);
  former.forget(tx, 'another' as ConversationId)();
  const end = former.forget(tx, conversation);
  expect([...read.keys()]).toEqual([1]);
  await tx.commit();
  end();
  expect([...read.keys()]).toEqual([]);
  expect(await stored()).toBe(0);
});

test('their keys are overwritten when the handset is locked', async () => {
  const { read, start, leave } = bed();
  const former = await start();
  await leave(former, mailbox(1));
  const { readSeed } = read.get(1)!.mailbox()!;
  expect(readSeed).toEqual(new Uint8Array(32).fill(1));
  former.erase();
  expect(readSeed).toEqual(new Uint8Array(32));
});
