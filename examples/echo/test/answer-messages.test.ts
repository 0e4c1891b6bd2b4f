import type { Conversation, ConversationId, Handset, Message, MessageId } from '@sotto/handset';
import { expect, test } from 'vitest';
import { answerMessages } from '../src/answer-messages.ts';

function message(id: string, more: Partial<Message> = {}): Message {
  return {
    id: id as MessageId,
    conversation: 'c' as ConversationId,
    mine: false,
    body: { kind: 'text', text: id },
    mentionsMe: false,
    ...more,
  } as Message;
}

/** What is answered, and what is marked as read, of a conversation that was unread at the start. */
async function answered(
  conversation: Pick<Conversation, 'kind' | 'state'>,
  messages: readonly Message[],
): Promise<{ answers: readonly string[]; read: readonly string[] }> {
  const [answers, read]: string[][] = [[], []];
  const handset = {
    events: async function* () {},
    conversations: async () => [{ id: 'c', unread: 2, ...conversation }],
    history: async () => ({ messages }),
    markRead: async (_: ConversationId, id: MessageId) => void read?.push(id),
  } as unknown as Handset;
  const answer = async (_: Handset, { id }: Message): Promise<void> => void answers?.push(id);
  await answerMessages(handset, answer, new AbortController().signal);
  return { answers: answers ?? [], read: read ?? [] };
}

const unread = [message('old'), message('mine', { mine: true }), message('one'), message('two')];

test('in a conversation of two everything unread is answered, then marked as read', async () => {
  const { answers, read } = await answered({ kind: 'direct', state: 'active' }, unread);
  expect(answers).toEqual(['one', 'two']);
  expect(read).toEqual(['one', 'two']);
});

test('in a group only what mentions the program is answered, and what happens there is no message', async () => {
  const left = message('left', { body: { kind: 'event', event: { type: 'healed' } } });
  const messages = [message('one'), message('two', { mentionsMe: true }), left];
  const { answers, read } = await answered({ kind: 'group', state: 'active' }, messages);
  expect(answers).toEqual(['two']);
  expect(read).toEqual(['one', 'two']);
});

test('nothing is said in a group that was left', async () => {
  const { answers } = await answered({ kind: 'group', state: 'removed' }, unread);
  expect(answers).toEqual([]);
});
