import type { Conversation, HandsetEvent, Status } from '@sotto/handset';
import { expect, test } from 'vitest';
import { changeAndWait } from '../src/changed.ts';
import { aConversation, fakeHandset, identities } from './fake-handset.ts';

const waiting = aConversation('book', { changesWaiting: 2 });
const made = aConversation('book');
const wait = {
  timeoutMs: 60_000,
  signal: new AbortController().signal,
  emit: async () => undefined,
};
const news = (conversation: Conversation): HandsetEvent => ({
  type: 'conversation',
  conversation,
  isNew: false,
});

/** A handset on which the conversation is as it last was told of. */
function handsetThatTells(events: readonly Conversation[], more: object = {}) {
  let now = waiting;
  return fakeHandset({
    answers: {
      conversation: async () => now,
      status: async () => ({ connection: 'offline' }) as Status,
      events: async function* ({ signal } = {}) {
        for (const conversation of events) {
          now = conversation;
          yield news(conversation);
        }
        if (signal?.aborted === true) return;
        await new Promise((resolve) => signal?.addEventListener('abort', resolve));
      },
      ...more,
    },
  }).handset;
}

test('a change is done when its commit was made, not when it was asked for', async () => {
  const handset = handsetThatTells([{ ...waiting, changesWaiting: 1 }, made]);
  expect(await changeAndWait(handset, async () => waiting, wait)).toBe(made);
});

const group = {
  memberCount: 1,
  myRole: 'admin',
  waitingFor: [identities.ada],
  membersMayAdd: false,
  editWithinSeconds: 0,
} as const;
const lacking = { ...waiting, changesWaiting: 1, group };

test('people who cannot be added yet are waited for no longer than a moment', async () => {
  const handset = handsetThatTells([lacking], { status: async () => ({ connection: 'online' }) });
  expect(await changeAndWait(handset, async () => waiting, wait, 5)).toBe(lacking);
});

test('who was not added because there is no relay is not taken for somebody who cannot be added', async () => {
  const handset = handsetThatTells([lacking], { status: async () => ({ connection: 'offline' }) });
  const change = changeAndWait(handset, async () => waiting, { ...wait, timeoutMs: 50 }, 5);
  await expect(change).rejects.toMatchObject({ code: 'CHANGE_WAITING' });
});

test('without a relay the change waits, and that is told when time is up', async () => {
  const handset = handsetThatTells([]);
  const change = changeAndWait(handset, async () => waiting, { ...wait, timeoutMs: 20 });
  await expect(change).rejects.toMatchObject({ code: 'CHANGE_WAITING', retryable: true });
});

test('Ctrl-C ends the wait with its own reason', async () => {
  const stop = new AbortController();
  const handset = handsetThatTells([]);
  const change = changeAndWait(handset, async () => waiting, { ...wait, signal: stop.signal });
  stop.abort(new Error('enough'));
  await expect(change).rejects.toThrow('enough');
});
