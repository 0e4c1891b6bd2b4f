import { describe, expect, test } from 'vitest';
import { encodeMimiContent, makeDelete, makeEdit, makeReaction, makeText } from '@sotto/protocol';
import type { MessageId as MimiMessageId } from '@sotto/protocol';
import type { IdentityId, Message, MessageId } from '../src/api.ts';
import { toHex } from '../src/hex.ts';
import { handsetLimits } from '../src/limits.ts';
import { editMessage } from '../src/message/edit-message.ts';
import { versionsView } from '../src/message/message-view.ts';
import { reactToMessage } from '../src/message/react-to-message.ts';
import { isReaction } from '../src/message/reaction.ts';
import { removeMessage } from '../src/message/remove-message.ts';
import { sendText } from '../src/message/send-text.ts';
import { tables } from '../src/storage/tables.ts';
import { decodeWaiting } from '../src/storage/waiting-record.ts';
import { conversationId, exchange, group, holds, leafOf } from './message-fixture.ts';
import type { GroupOptions, TestMember } from './message-fixture.ts';

type Three = readonly [TestMember, TestMember, TestMember];

async function three(options: GroupOptions = {}): Promise<Three> {
  return (await group(['Ann', 'Ben', 'Cleo'], options)) as unknown as Three;
}

async function say(by: TestMember, text: string, extras = {}): Promise<MessageId> {
  const { id } = await sendText(by.engine, by.conversation, text, extras);
  return toHex(id) as MessageId;
}

function textOf({ body }: Message): string {
  return body.kind === 'text' ? body.text : `[${body.kind}]`;
}

async function texts(of: TestMember): Promise<readonly string[]> {
  return (await of.history()).map(textOf);
}

function bytes(id: MessageId): MimiMessageId {
  return Uint8Array.from(Buffer.from(id, 'hex')) as MimiMessageId;
}

/** A content as a device makes it that keeps to no rule but those of signatures. */
async function forge(
  by: TestMember,
  to: TestMember,
  content: Uint8Array,
  laterMs = 1,
): Promise<void> {
  const from = by.leaves.ofIdentity(by.identity)[0]!;
  const clock = { physicalMs: by.clock.now() + laterMs, counter: 0 };
  await to.receive({ from, content, clock, room: to.room });
}

const salt = new Uint8Array(16);

describe('an edit', () => {
  test('shows the new text to everybody, and keeps the former ones', async () => {
    const [ann, ben] = await three();
    const id = await say(ann, 'first');
    await exchange([ann, ben]);
    for (const text of ['second', 'third']) {
      ann.clock.nowMs += 1_000;
      await editMessage(ann.engine, ann.conversation, id, text);
    }
    await exchange([ann, ben]);
    for (const each of [ann, ben]) {
      const message = await each.view(id);
      expect(textOf(message)).toBe('third');
      expect(message.editedAtMs).toBe(ann.clock.now());
      expect(versionsView((await each.record(id))!).map(({ text }) => text)).toEqual([
        ...['first', 'second', 'third'],
      ]);
    }
  });

  test('of somebody else, or of what has no text, is not followed', async () => {
    const [ann, ben, cleo] = await three();
    const id = await say(ann, 'mine');
    await exchange([ann, ben, cleo]);
    await forge(ben, cleo, encodeMimiContent(makeEdit({ salt, replaces: bytes(id) }, 'ours')));
    expect(await texts(cleo)).toEqual(['mine']);
    await expect(editMessage(ben.engine, ben.conversation, id, 'ours')).rejects.toMatchObject({
      code: 'MESSAGE_NOT_MINE',
    });
    await removeMessage(ann.engine, ann.conversation, id, 'everyone');
    await expect(editMessage(ann.engine, ann.conversation, id, 'x')).rejects.toMatchObject({
      code: 'MESSAGE_NOT_EDITABLE',
    });
  });

  test('after the time that the group allows is refused here and not followed there', async () => {
    const [ann, ben] = await three({ editWithinSeconds: 60 });
    const id = await say(ann, 'first');
    await exchange([ann, ben]);
    ann.clock.nowMs += 60_000;
    await editMessage(ann.engine, ann.conversation, id, 'in time');
    ann.clock.nowMs += 1_000;
    await expect(editMessage(ann.engine, ann.conversation, id, 'late')).rejects.toMatchObject({
      code: 'MESSAGE_TOO_OLD',
    });
    await exchange([ann, ben]);
    await forge(ann, ben, encodeMimiContent(makeEdit({ salt, replaces: bytes(id) }, 'late')));
    expect(await texts(ben)).toEqual(['in time']);
  });

  test('is judged by the rule of the epoch that it was sent in, not by a later one', async () => {
    const [ann, ben] = await three();
    const id = await say(ann, 'first');
    await exchange([ann, ben]);
    ann.clock.nowMs += 100_000;
    await editMessage(ann.engine, ann.conversation, id, 'edited');
    const [sent] = await ann.sent();
    // Ben has followed a commit that allows less by then.
    ben.room = { ...ben.room, editWithinSeconds: 1 };
    await ben.receive(sent!);
    expect(await texts(ben)).toEqual(['edited']);
  });

  test('keeps so many texts and no more, the newest', async () => {
    const [ann] = await three();
    const id = await say(ann, 'text 0');
    for (let count = 1; count <= handsetLimits.maxVersions + 3; count++)
      await editMessage(ann.engine, ann.conversation, id, `text ${count}`);
    const all = versionsView((await ann.record(id))!).map(({ text }) => text);
    expect(all).toHaveLength(handsetLimits.maxVersions + 1);
    expect(all[0]).toBe('text 0');
    expect(all[1]).toBe('text 4');
    expect(all.at(-1)).toBe(`text ${handsetLimits.maxVersions + 3}`);
  });

  test('is found by a search by its new words, and no longer by the old', async () => {
    const [ann, ben] = await three();
    const id = await say(ann, 'walrus');
    await editMessage(ann.engine, ann.conversation, id, 'penguin');
    await exchange([ann, ben]);
    for (const { engine } of [ann, ben]) {
      expect(await engine.search.find('walrus', { limit: 5 })).toEqual([]);
      expect(
        (await engine.search.find('penguin', { limit: 5 })).map((hit) => toHex(hit.id)),
      ).toEqual([id]);
    }
  });
});

describe('a message that its sender deleted for everyone', () => {
  test('leaves a line and no word of it anywhere, neither here nor there', async () => {
    const [ann, ben] = await three();
    const before = await say(ann, 'aardvark');
    const id = await say(ann, 'secretword here');
    await editMessage(ann.engine, ann.conversation, id, 'secretword there');
    const answer = await say(ann, 'an answer', { replyTo: id });
    await exchange([ann, ben]);
    await reactToMessage(ben.engine, ben.conversation, id, '👍');
    await exchange([ann, ben]);
    for (const each of [ann, ben]) expect(holds(each.values(), 'secretword')).toBe(true);
    await removeMessage(ann.engine, ann.conversation, id, 'everyone');
    await exchange([ann, ben]);
    for (const each of [ann, ben]) {
      const message = await each.view(id);
      expect(message.body).toEqual({ kind: 'deleted' });
      expect(message.reactions).toEqual([]);
      expect((await each.view(answer)).replyTo?.excerpt).toBe('');
      expect(textOf(await each.view(before))).toBe('aardvark');
      expect(await each.engine.search.find('secretword', { limit: 5 })).toEqual([]);
      expect(holds(each.values(), 'secretword')).toBe(false);
    }
    // The frames that it and its edit were sent in.
    expect(ann.forgotten).toEqual([1, 2]);
    expect(ben.conversation.record().unread).toBe(2);
  });

  test('stays deleted, whatever comes then; and nobody else can delete it', async () => {
    const [ann, ben, cleo] = await three();
    const id = await say(ann, 'mine');
    await exchange([ann, ben, cleo]);
    await forge(ben, cleo, encodeMimiContent(makeDelete({ salt, replaces: bytes(id) })));
    expect(await texts(cleo)).toEqual(['mine']);
    await removeMessage(ann.engine, ann.conversation, id, 'everyone');
    await exchange([ann, cleo]);
    await forge(ann, cleo, encodeMimiContent(makeEdit({ salt, replaces: bytes(id) }, 'back')), 9);
    expect(await texts(cleo)).toEqual(['[deleted]']);
    await expect(removeMessage(ben.engine, ben.conversation, id, 'everyone')).rejects.toMatchObject(
      { code: 'MESSAGE_NOT_MINE' },
    );
  });

  test('before it was encrypted is never sent, and leaves nothing', async () => {
    const [ann, ben] = await three();
    const id = await say(ann, 'never mind');
    await removeMessage(ann.engine, ann.conversation, id, 'everyone');
    expect(await ann.sent()).toEqual([]);
    expect(await ann.history()).toEqual([]);
    expect(ann.conversation.record().pending).toBe(0);
    expect(holds(ann.values(), 'never mind')).toBe(false);
    await exchange([ann, ben]);
    expect(await ben.history()).toEqual([]);
  });
});

test('a message that was removed for oneself is gone here alone, and does not come again with its changes', async () => {
  const [ann, ben] = await three();
  const id = await say(ann, 'forgettable');
  const sent = await ann.sent();
  for (const each of sent) await ben.receive(each);
  await removeMessage(ben.engine, ben.conversation, id, 'me');
  expect(ben.events.at(-1)).toMatchObject({ type: 'erased', message: id });
  expect(ben.conversation.record().unread).toBe(0);
  await editMessage(ann.engine, ann.conversation, id, 'forgettable too');
  for (const each of [...sent, ...(await ann.sent())]) await ben.receive(each);
  expect(await ben.history()).toEqual([]);
  expect(holds(ben.values(), 'forgettable')).toBe(false);
  expect(await texts(ann)).toEqual(['forgettable too']);
});

test('what still waits to be sent of a removed message, itself and its edits, is not sent', async () => {
  const [ann, ben] = await three();
  const id = await say(ann, 'draftword');
  await exchange([ann, ben]);
  await editMessage(ann.engine, ann.conversation, id, 'draftword again');
  const other = await say(ann, 'kept');
  await removeMessage(ann.engine, ann.conversation, id, 'me');
  expect(holds(ann.values(), 'draftword')).toBe(false);
  const unsent = await say(ann, 'draftword of another');
  await removeMessage(ann.engine, ann.conversation, unsent, 'me');
  expect(holds(ann.values(), 'draftword')).toBe(false);
  expect(ann.conversation.record().pending).toBe(1);
  await exchange([ann, ben]);
  expect(await texts(ben)).toEqual(['draftword', 'kept']);
  expect((await ann.history()).map((each) => each.id)).toEqual([other]);
});

describe('a reaction', () => {
  test('is one for each person, the last, and can be taken back', async () => {
    const [ann, ben, cleo] = await three();
    const id = await say(ann, 'hello');
    await exchange([ann, ben, cleo]);
    await reactToMessage(ben.engine, ben.conversation, id, '👍');
    await reactToMessage(cleo.engine, cleo.conversation, id, '❤️');
    await reactToMessage(ben.engine, ben.conversation, id, '❤️');
    await exchange([ann, ben, cleo]);
    const by = [cleo, ben].map(({ engine }) => engine.self.id);
    for (const each of [ann, ben, cleo]) {
      const { reactions } = await each.view(id);
      expect(reactions.map(({ reaction }) => reaction)).toEqual(['❤️']);
      expect(new Set(reactions[0]!.by)).toEqual(new Set(by));
      expect(reactions[0]!.mine).toBe(each !== ann);
    }
    await reactToMessage(ben.engine, ben.conversation, id, '');
    await exchange([ann, ben, cleo]);
    expect((await ann.view(id)).reactions.map((each) => each.by)).toEqual([[cleo.engine.self.id]]);
  });

  test('is one emoji: what reads as a word, or is several, is refused here and dropped there', async () => {
    const good = ['👍', '👍🏽', '❤️', '❤', '🇳🇱', '🏳️‍🌈', '👨‍👩‍👧‍👦', '3️⃣', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '👩🏻‍❤️‍💋‍👩🏿'];
    const bad = ['', 'a', 'ok', '👍👍', '👍 ', '<b>', '7', '\u200D', '👍'.repeat(20), '🇳', 'é'];
    expect(good.filter((each) => !isReaction(each))).toEqual([]);
    expect(bad.filter(isReaction)).toEqual([]);
    const [ann, ben] = await three();
    const id = await say(ann, 'hello');
    await exchange([ann, ben]);
    await expect(reactToMessage(ben.engine, ben.conversation, id, 'ok')).rejects.toMatchObject({
      code: 'REACTION_INVALID',
    });
    await forge(ben, ann, encodeMimiContent(makeReaction({ salt, inReplyTo: bytes(id) }, 'ok')));
    expect((await ann.view(id)).reactions).toEqual([]);
    expect(ann.dropped).toEqual(['malformed']);
  });
});

describe('what is said about a message that is not here', () => {
  test('waits for it, so much and no more, and the oldest goes first', async () => {
    const [ann, ben] = await three();
    const { maxWaitingTargets } = handsetLimits;
    const ids = Array.from({ length: maxWaitingTargets + 1 }, (_, at) =>
      Uint8Array.from({ length: 32 }, (__, index) => [1, at >> 8, at & 255][index] ?? 7),
    );
    for (const target of ids) {
      const fields = { salt, inReplyTo: target as MimiMessageId };
      await forge(ann, ben, encodeMimiContent(makeReaction(fields, '👍')));
    }
    const get = (id: Uint8Array) =>
      ben.engine.store.get({ table: tables.waiting(conversationId), id });
    expect(await get(ids[0]!)).toBeUndefined();
    expect(await get(ids[1]!)).toBeDefined();
    expect(await get(ids.at(-1)!)).toBeDefined();
  });

  test('is of each person no more than could matter', async () => {
    const [ann, ben, cleo] = await three();
    const id = await say(ann, 'hello');
    const [message] = await ann.sent();
    for (let count = 0; count < 40; count++) {
      ann.clock.nowMs += 1;
      await forge(ann, ben, encodeMimiContent(makeEdit({ salt, replaces: bytes(id) }, `${count}`)));
      await forge(
        cleo,
        ben,
        encodeMimiContent(makeEdit({ salt, replaces: bytes(id) }, `not mine ${count}`)),
      );
    }
    const waiting = {
      table: tables.waiting(conversationId),
      id: Uint8Array.from(Buffer.from(id, 'hex')),
    };
    const kept = decodeWaiting((await ben.engine.store.get(waiting))!);
    expect(kept).toHaveLength(2 * handsetLimits.maxVersions);
    await ben.receive(message!);
    expect(await texts(ben)).toEqual(['39']);
    expect((await ben.record(id))!.versions).toHaveLength(handsetLimits.maxVersions);
  });
});

test('of somebody who is blocked nothing is shown, counted or answered', async () => {
  const [ann, ben] = await three();
  const before = await say(ann, 'before');
  await exchange([ann, ben]);
  await ben.change(async ({ tx }) => {
    ben.engine.contacts.change(tx, ann.identity, (record) => ({ ...record, blocked: true }));
  });
  await say(ann, 'after');
  await editMessage(ann.engine, ann.conversation, before, 'edited');
  const { receipts } = ben.conversation.record();
  await exchange([ann, ben]);
  expect(await texts(ben)).toEqual(['before']);
  expect(ben.dropped).toEqual([]);
  expect(ben.conversation.record()).toMatchObject({ unread: 1, receipts });
});

test('a mention is told to whom it names, and counted until it was read', async () => {
  const [ann, ben, cleo] = await three();
  const id = await say(ann, 'ask @Ben', { mentions: [ben.engine.self.id] });
  await exchange([ann, ben, cleo]);
  expect((await ben.view(id)).mentionsMe).toBe(true);
  expect((await cleo.view(id)).mentionsMe).toBe(false);
  expect([ben, cleo].map(({ conversation }) => conversation.record().mentions)).toEqual([1, 0]);
  await expect(say(ann, 'ask', { mentions: ['somebody' as IdentityId] })).rejects.toMatchObject({
    code: 'CONTACT_UNKNOWN',
  });
});

test('what another device of one’s own sent is one’s own here, and nothing unread', async () => {
  const [ann, ben] = await three();
  await say(ann, 'from my phone');
  const [sent] = await ann.sent();
  const phone = leafOf('Ben', 7, 'Ben’s phone');
  await ben.receive({ ...sent!, from: phone });
  const [message] = await ben.history();
  expect(message).toMatchObject({ mine: true, state: 'relayed', sender: ben.engine.self.id });
  expect(ben.conversation.record().unread).toBe(0);
});

test('a text with a link is shown as it is, and asks no machine for anything', async () => {
  const [ann, ben] = await three();
  await say(ann, 'see https://tracker.example/pixel.png?who=ben');
  const [sent] = await ann.sent();
  const asked: string[] = [];
  const { fetch } = globalThis;
  globalThis.fetch = async (input) => {
    asked.push(JSON.stringify(input));
    throw new Error('Nothing may be fetched.');
  };
  try {
    await ben.receive(sent!);
    await ben.history();
  } finally {
    globalThis.fetch = fetch;
  }
  expect(asked).toEqual([]);
  // There is no link plugin in this engine at all: what reached for one would have thrown.
  expect(await texts(ben)).toEqual(['see https://tracker.example/pixel.png?who=ben']);
});

test('what cannot be read is dropped as malformed and changes nothing', async () => {
  const [ann, ben] = await three();
  await forge(ann, ben, Uint8Array.of(1, 2, 3));
  const far = { relative: false, time: 4_000_000_000 } as const;
  await forge(ann, ben, encodeMimiContent(makeText({ salt, expires: far }, 'in a century')));
  expect(await ben.history()).toEqual([]);
  expect(ben.dropped).toEqual(['malformed', 'malformed']);
});
