import { setTimeout as sleep } from 'node:timers/promises';
import { isSottoError } from '@sotto/core';
import type { Conversation, Handset, Message } from '@sotto/handset';
import type { Answerer } from './echo.ts';

const retryMs = 5_000;

/**
 * Answers every message once it arrived, in a group every one that mentions this program, also what arrived while this program was not running: what is answered is marked as
 * read, and what is unread when it starts is answered first. A program that dies between an answer and its mark
 * answers twice. Ends when the signal aborts.
 */
export async function answerMessages(
  handset: Handset,
  answer: Answerer,
  signal: AbortSignal,
): Promise<void> {
  // Before the unread ones are read, so that none falls in between.
  const events = handset.events({ signal });
  for (const conversation of await handset.conversations()) {
    await answerUnread(handset, conversation, answer, signal);
  }
  for await (const event of events) {
    const isNews =
      (event.type === 'message' && event.isNew && !event.message.mine) || event.type === 'missed';
    if (!isNews) continue;
    const heard =
      event.type === 'message'
        ? [await handset.conversation(event.message.conversation)]
        : await handset.conversations();
    for (const conversation of heard) await answerUnread(handset, conversation, answer, signal);
  }
}

async function answerUnread(
  handset: Handset,
  { id, kind, state, unread }: Conversation,
  answer: Answerer,
  signal: AbortSignal,
): Promise<void> {
  if (unread === 0 || state !== 'active') return;
  const waiting: Message[] = [];
  let before: string | undefined;
  do {
    const page = await handset.history(id, before === undefined ? {} : { before });
    waiting.unshift(...page.messages.filter(({ mine, body }) => !mine && body.kind !== 'event'));
    before = page.before;
  } while (before !== undefined && waiting.length < unread);
  for (const message of waiting.slice(-unread)) {
    const isForUs = kind === 'direct' || message.mentionsMe;
    if (isForUs) await answerOne(handset, message, answer, signal);
    await handset.markRead(id, message.id);
  }
}

async function answerOne(
  handset: Handset,
  message: Message,
  answer: Answerer,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    try {
      return await answer(handset, message);
    } catch (error) {
      signal.throwIfAborted();
      if (!isSottoError(error)) throw error;
      if (!error.retryable) {
        // A picture that expired or is not what its sender described: say so instead.
        await handset.send(message.conversation, { text: 'I could not take that in, sorry.' });
        return;
      }
      await sleep(error.retryAfterMs ?? retryMs, undefined, { signal });
    }
  }
}
