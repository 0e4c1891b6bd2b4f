import type { Link, LinkConnection } from '@sotto/core';
import { SottoError } from '@sotto/core';
import type { Flaw, Flaws } from '../contract.ts';
import { flawOf } from '../contract.ts';
import type { LinkClauseId } from '../link.ts';

/** For each clause of the `link` point, an implementation that breaks it. */
export const brokenLink: Flaws<LinkClauseId, 'link'> = {
  'connect-unreachable': failing((error) => new SottoError(error.code, error.message)),
  'connect-refused': failing(
    (error) => new SottoError(error.code, error.message, { retryable: true }),
  ),
  'connect-aborted': flawOf(({ connect }) => ({
    connect: (relay, options) =>
      connect(relay, { ...options, signal: new AbortController().signal }),
  })),
  'messages-whole-and-in-order': connecting((connection) => ({
    ...connection,
    messages: swapped(connection.messages),
  })),
  'messages-end-with-the-far-end': connecting((connection) => ({
    ...connection,
    messages: endless(connection.messages),
  })),
  'close-ends-messages': connecting((connection) => ({
    ...connection,
    close: async () => undefined,
  })),
  'close-is-idempotent': connecting((connection) => {
    let closed = false;
    return {
      ...connection,
      close: async () => {
        if (closed) throw new SottoError('LINK_CLOSED', 'Closed already.');
        closed = true;
        await connection.close();
      },
    };
  }),
  'send-after-close': connecting((connection) => ({
    ...connection,
    send: (message) => connection.send(message).catch(() => undefined),
  })),
  'message-too-large': flawOf(({ connect }) => ({
    connect: (relay, options) => connect(relay, { ...options, maxMessageBytes: 1 << 26 }),
  })),
  'unread-is-bounded': connecting((connection) => ({
    ...connection,
    messages: hoarded(connection.messages),
  })),
  'blob-in-parts': flawOf(({ blobState }) => ({
    blobState: async (...call) => ({ ...(await blobState(...call)), storedBytes: 0 }),
  })),
  'blob-part-again': flawOf(({ putBlobPart }) => {
    let calls = 0;
    return {
      putBlobPart: async (...call) => {
        const state = await putBlobPart(...call);
        return calls++ === 0 ? state : { ...state, storedBytes: 0 };
      },
    };
  }),
  'blob-unknown': flawOf(({ getBlobRange }) => ({
    getBlobRange: async (...call) =>
      (await getBlobRange(...call)) ?? { bytes: new Uint8Array(), totalBytes: 0 },
  })),
  'blob-range-bounded': flawOf(({ getBlobRange }) => ({
    getBlobRange: (relay, range) => getBlobRange(relay, { ...range, maxBytes: range.maxBytes + 1 }),
  })),
  'blob-refused': flawOf(({ putBlobPart }) => ({
    putBlobPart: (...call) =>
      putBlobPart(...call).catch(() => ({ storedBytes: 0, complete: false })),
  })),
  'blob-unreachable': flawOf(({ blobState }) => ({
    blobState: (...call) => blobState(...call).catch(() => ({ storedBytes: 0, complete: false })),
  })),
  'blob-aborted': flawOf(({ blobState }) => ({
    blobState: (relay, id) => blobState(relay, id, { signal: new AbortController().signal }),
  })),
  'log-file-whole': flawOf(({ readLog }) => ({
    readLog: async (...call) => (await readLog(...call))?.slice(0, 65_536),
  })),
  'log-file-missing': flawOf(({ readLog }) => ({
    readLog: async (...call) => (await readLog(...call)) ?? new Uint8Array(),
  })),
  'log-file-bounded': flawOf(({ readLog }) => ({
    readLog: async (relay, file) =>
      (await readLog(relay, { ...file, maxBytes: 1 << 24 }))?.slice(0, file.maxBytes),
  })),
  'log-refused': flawOf(({ readLog }) => ({
    readLog: (...call) => readLog(...call).catch(() => undefined),
  })),
  'log-unreachable': flawOf(({ readLog }) => ({
    readLog: (...call) => readLog(...call).catch(() => undefined),
  })),
  'log-aborted': flawOf(({ readLog }) => ({
    readLog: (relay, file) => readLog(relay, { ...file, signal: new AbortController().signal }),
  })),
};

function connecting(change: (connection: LinkConnection) => LinkConnection): Flaw<'link'> {
  return flawOf(({ connect }) => ({ connect: async (...call) => change(await connect(...call)) }));
}

function failing(change: (error: SottoError) => SottoError): Flaw<'link'> {
  return flawOf(({ connect }) => ({
    connect: (...call: Parameters<Link['connect']>) =>
      connect(...call).catch((error: unknown) => {
        throw error instanceof SottoError ? change(error) : error;
      }),
  }));
}

async function* swapped(messages: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held: Uint8Array | undefined;
  for await (const message of messages) {
    if (held) {
      yield message;
      yield held;
      held = undefined;
    } else held = message;
  }
}

async function* endless(messages: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* messages;
  await new Promise(() => undefined);
}

function hoarded(messages: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const held: Uint8Array[] = [];
  const all = (async () => {
    for await (const message of messages) held.push(message);
  })();
  return {
    async *[Symbol.asyncIterator]() {
      await all;
      yield* held;
    },
  };
}
