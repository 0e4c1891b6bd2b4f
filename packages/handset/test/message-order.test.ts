import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Message, MessageId } from '../src/api.ts';
import { editMessage } from '../src/message/edit-message.ts';
import { reactToMessage } from '../src/message/react-to-message.ts';
import { removeMessage } from '../src/message/remove-message.ts';
import { sendText } from '../src/message/send-text.ts';
import { toHex } from '../src/hex.ts';
import { group, shared } from './message-fixture.ts';
import type { SentContent, TestMember } from './message-fixture.ts';

interface Step {
  readonly who: number;
  readonly what: 'send' | 'reply' | 'edit' | 'react' | 'unreact' | 'delete';
  readonly which: number;
  readonly afterMs: number;
}

const step = fc.record<Step>({
  who: fc.nat(2),
  what: fc.oneof(
    { weight: 4, arbitrary: fc.constant('edit' as const) },
    { weight: 3, arbitrary: fc.constant('react' as const) },
    { weight: 1, arbitrary: fc.constantFrom('send', 'reply', 'unreact', 'delete') },
  ),
  // Small, so that much is about few messages.
  which: fc.nat(5),
  afterMs: fc.nat(3),
});
const emoji = ['👍', '❤️', '😂'];

/** What a member can do to one of the messages that they have; nothing when they may not. */
async function act(by: TestMember, { what, which }: Step): Promise<void> {
  const { engine, conversation } = by;
  const all = await by.history();
  const own = all.filter(({ mine, body }) => mine && body.kind === 'text').slice(0, 2);
  const pick = (from: readonly Message[]): MessageId | undefined => from[which % from.length]?.id;
  const any = pick(all);
  const mine = pick(own);
  if (what === 'send' || any === undefined) {
    const mentions = [all[0]?.sender ?? engine.self.id];
    await sendText(engine, conversation, `text ${which}`, { mentions });
  } else if (what === 'reply') {
    await sendText(engine, conversation, `reply ${which}`, { replyTo: any });
  } else if (what === 'edit' && mine !== undefined) {
    await editMessage(engine, conversation, mine, `edited ${which}`);
  } else if (what === 'delete' && mine !== undefined) {
    // One that was sent: else nobody else would hear of it.
    await by.sent();
    await removeMessage(engine, conversation, mine, 'everyone');
  } else if (what === 'react' || what === 'unreact') {
    const target = all.find(({ id }) => id === any);
    if (target?.body.kind === 'deleted') return;
    const reaction = what === 'react' ? emoji[which % emoji.length]! : '';
    await reactToMessage(engine, conversation, any, reaction);
  }
}

/** A story of three, of which every content is kept in the order in which it was made. */
async function tell(
  writers: readonly TestMember[],
  steps: readonly Step[],
): Promise<readonly SentContent[]> {
  const all: SentContent[] = [];
  for (const each of steps) {
    const by = writers[each.who]!;
    for (const { clock } of writers) clock.nowMs += each.afterMs;
    await act(by, each);
    for (const sent of await by.sent()) {
      all.push(sent);
      for (const to of writers) if (to !== by) await to.receive(sent);
    }
  }
  return all;
}

async function shownBy(reader: TestMember): Promise<unknown> {
  const { unread, mentions } = reader.conversation.record();
  return { unread, mentions, messages: shared(await reader.history()) };
}

test('whatever order contents come in, every member shows the same messages, texts, reactions and counts', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 4, maxLength: 24 }),
      fc.array(fc.nat(1_000_000), { minLength: 40, maxLength: 40 }),
      async (steps, lots) => {
        const names = ['Ann', 'Ben', 'Cleo', 'Dora', 'Emil'];
        const [ann, ben, cleo, dora, emil] = await group(names);
        const sent = await tell([ann!, ben!, cleo!], steps);
        for (const each of sent) await dora!.receive(each);
        const shuffled = sent
          .map((each, index) => ({ each, lot: lots[index % lots.length]! + index / 1_000 }))
          .toSorted((a, b) => a.lot - b.lot);
        for (const { each } of shuffled) await emil!.receive(each);
        const expected = shared(await ann!.history());
        expect(shared(await dora!.history())).toEqual(expected);
        expect(await shownBy(emil!)).toEqual(await shownBy(dora!));
        expect([...dora!.dropped, ...emil!.dropped]).toEqual([]);
      },
    ),
    { numRuns: 40 },
  );
}, 120_000);

test('a content that comes twice changes nothing the second time, and a message is counted as replayed', async () => {
  const [ann, ben] = await group(['Ann', 'Ben']);
  const { id } = await sendText(ann!.engine, ann!.conversation, 'hello', {});
  const key = toHex(id) as MessageId;
  await editMessage(ann!.engine, ann!.conversation, key, 'hello there');
  await reactToMessage(ann!.engine, ann!.conversation, key, '👍');
  const sent = await ann!.sent();
  for (const each of sent) await ben!.receive(each);
  const once = await ben!.history();
  for (const each of sent) await ben!.receive(each);
  expect(await ben!.history()).toEqual(once);
  expect(ben!.dropped).toEqual(['replayed']);
});
