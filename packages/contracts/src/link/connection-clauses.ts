import type { LinkConnection, Points } from '@sotto/core';
import { isSottoError } from '@sotto/core';
import { countingBytes } from '../bytes.ts';
import type { Clauses, Create } from '../contract.ts';
import { ensure, ensureBytes, ensureEqual, ensureRejects, ensureSettles } from '../ensure.ts';
import { farCommand, farMessage } from './far-end.ts';
import type { LinkSubject } from './subject.ts';

export type LinkConnectionClauseId =
  | 'connect-unreachable'
  | 'connect-refused'
  | 'connect-aborted'
  | 'messages-whole-and-in-order'
  | 'messages-end-with-the-far-end'
  | 'close-ends-messages'
  | 'close-is-idempotent'
  | 'send-after-close'
  | 'message-too-large'
  | 'unread-is-bounded';

const maxMessageBytes = 1 << 20;

export const linkConnectionClauses: Clauses<LinkConnectionClauseId, 'link', LinkSubject> = {
  'connect-unreachable': {
    promise: 'a relay that is not there is LINK_UNREACHABLE and worth another try',
    check: async ({ create, subject }) => {
      const link = await create();
      const error = await rejection(() =>
        link.connect(subject.dead, { signal: signal(), maxMessageBytes }),
      );
      ensure(isSottoError(error, 'LINK_UNREACHABLE'), 'another error');
      ensure(error.retryable, 'not retryable');
    },
  },
  'connect-refused': {
    promise: 'a relay that says no is LINK_REFUSED with the time it asked for',
    check: async ({ create, subject }) => {
      const link = await create();
      const error = await rejection(() =>
        link.connect(subject.refusing, { signal: signal(), maxMessageBytes }),
      );
      ensure(isSottoError(error, 'LINK_REFUSED'), 'another error');
      ensureEqual(error.retryAfterMs, 7_000, 'retryAfterMs');
    },
  },
  'connect-aborted': {
    promise: 'an aborted connect rejects with the reason of the signal',
    check: async ({ create, subject }) => {
      const link = await create();
      const reason = new Error('enough');
      const error = await rejection(() =>
        link.connect(subject.relay, { signal: AbortSignal.abort(reason), maxMessageBytes }),
      );
      ensure(error === reason, 'another error');
    },
  },
  'messages-whole-and-in-order': {
    promise: 'messages arrive whole and in order, both ways',
    check: async ({ create, subject }) => {
      const connection = await open(create, subject);
      const sizes = Array.from({ length: 100 }, (_, index) => 1 + ((index * 977) % 70_000));
      const sent = sizes.map((size, index) =>
        Uint8Array.of(farCommand.echo, ...countingBytes(size, index)),
      );
      const received = take(connection, sent.length);
      for (const message of sent) await connection.send(message);
      const echoes = await ensureSettles(received, 'the echoes', 10_000);
      sent.forEach((message, index) => ensureBytes(echoes[index], message, `message ${index}`));
      await connection.close();
    },
  },
  'messages-end-with-the-far-end': {
    promise: 'the messages end when the far end closes',
    check: async ({ create, subject }) => {
      const connection = await open(create, subject);
      await connection.send(farMessage(farCommand.close));
      ensureEqual(
        (await ensureSettles(take(connection, 1), 'the end', 1_500)).length,
        0,
        'messages',
      );
    },
  },
  'close-ends-messages': {
    promise: 'closing ends the messages',
    check: async ({ create, subject }) => {
      const connection = await open(create, subject);
      const rest = take(connection, 1);
      await ensureSettles(connection.close(), 'close');
      ensureEqual((await ensureSettles(rest, 'the end', 1_500)).length, 0, 'messages');
    },
  },
  'close-is-idempotent': {
    promise: 'closing twice is harmless',
    check: async ({ create, subject }) => {
      const connection = await open(create, subject);
      await connection.close();
      try {
        await ensureSettles(connection.close(), 'the second close');
      } catch {
        ensure(false, 'the second close rejected');
      }
    },
  },
  'send-after-close': {
    promise: 'sending after closing is LINK_CLOSED',
    check: async ({ create, subject }) => {
      const connection = await open(create, subject);
      await connection.close();
      await ensureRejects(() => connection.send(countingBytes(3)), 'LINK_CLOSED', 'send');
    },
  },
  'message-too-large': {
    promise: 'a message past maxMessageBytes ends the connection and is not given',
    check: async ({ create, subject }) => {
      const connection = await open(create, subject);
      await connection.send(farMessage(farCommand.sendBytes, maxMessageBytes + 1));
      ensureEqual(
        (await ensureSettles(take(connection, 1), 'the end', 1_500)).length,
        0,
        'messages',
      );
    },
  },
  'unread-is-bounded': {
    promise: 'what nobody reads is bounded: 256 MiB that a relay pushes are not held',
    check: async ({ create, subject }) => {
      const connection = await open(create, subject);
      await connection.send(farMessage(farCommand.flood, 4_096));
      await new Promise((done) => setTimeout(done, 1_500));
      // What was accepted while nobody read is what is held: close, then count.
      await connection.close();
      let heldBytes = 0;
      for await (const message of connection.messages) heldBytes += message.length;
      ensure(heldBytes <= 64 << 20, `${heldBytes >> 20} MiB were held`);
    },
  },
};

function signal(): AbortSignal {
  return new AbortController().signal;
}

async function open(create: Create<'link'>, subject: LinkSubject): Promise<LinkConnection> {
  const link: Points['link'] = await create();
  return link.connect(subject.relay, { signal: signal(), maxMessageBytes });
}

async function take(connection: LinkConnection, count: number): Promise<Uint8Array[]> {
  const messages: Uint8Array[] = [];
  for await (const message of connection.messages) {
    messages.push(message);
    if (messages.length === count) break;
  }
  return messages;
}

async function rejection(call: () => Promise<unknown>): Promise<unknown> {
  try {
    await ensureSettles(call(), 'the call');
  } catch (error) {
    return error;
  }
  return undefined;
}
