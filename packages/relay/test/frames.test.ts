import { manualClock } from '@sotto/contracts';
import type { AccessVerdict } from '@sotto/core';
import { definePlugin } from '@sotto/core';
import { memoryMailboxes } from '@sotto/mailboxes-memory';
import { encodeClientBatch } from '@sotto/protocol';
import { createPlugin } from '@sotto/core';
import { describe, expect, test } from 'vitest';
import { newPostId, newReader, newToken } from './identity.ts';
import { connectInMemory } from './memory-wire.ts';
import type { Peer } from './peer.ts';
import { codeOf } from './peer.ts';
import { memoryRelay, servedRelay } from './relays.ts';
import { connectSocket } from './socket-wire.ts';
import type { RelayOptions } from '@sotto/relay';

const transports = {
  memory: async (options: Partial<RelayOptions> = {}) => {
    const relay = await memoryRelay(options);
    return async () => connectInMemory(relay) as Peer;
  },
  WebSocket: async (options: Partial<RelayOptions> = {}) => {
    const { port } = await servedRelay(await memoryRelay(options));
    return () => connectSocket(port);
  },
};

const body = Uint8Array.of(1, 2, 3);

describe.each(Object.entries(transports))('over %s', (_, start) => {
  test('hello is answered with limits, time and a nonce that no other connection has', async () => {
    const clock = manualClock();
    const connect = await start({ clock, limits: { maxBodyBytes: 777 } });
    const [first, second] = [await (await connect()).hello(), await (await connect()).hello()];
    expect(first.welcome).toMatchObject({ version: 1, serverTimeMs: clock.now() });
    expect(first.welcome?.limits.maxBodyBytes).toBe(777);
    expect(first.welcome?.nonce).not.toEqual(second.welcome?.nonce);
  });

  test('another version, a second hello and a request before hello are refused', async () => {
    const peer = await (await start())();
    expect(codeOf(await peer.request({ kind: 'lookup', token: newToken() }))).toBe('HELLO_FIRST');
    expect(codeOf(await peer.request({ kind: 'hello', version: 2 }))).toBe('VERSION');
    expect(codeOf(await peer.request({ kind: 'hello', version: 1 }))).toBe('welcome');
    expect(codeOf(await peer.request({ kind: 'hello', version: 1 }))).toBe('MALFORMED');
  });

  test('open makes a mailbox once', async () => {
    const peer = await (await (await start())()).hello();
    const reader = await newReader();
    expect(await peer.open(reader)).toMatchObject({ kind: 'opened', existed: false });
    expect(await peer.open(reader)).toMatchObject({ kind: 'opened', existed: true });
  });

  test.each([
    'credit_invalid',
    'credit_expired',
    'credit_spent',
    'credit_taken',
    'credit_revoked',
  ] as const)('open with a credit that is %s is refused, and makes nothing', async (reason) => {
    const verdict: AccessVerdict = { admitted: false, reason };
    const access = definePlugin({
      id: 'access-none',
      point: 'access',
      contract: 1,
      needs: [],
      create: async () => ({
        judge: async () => verdict,
        withdrawn: async () => [],
        forget: async () => undefined,
        stop: async () => undefined,
      }),
    });
    const peer = await (await (await start({ plugins: [access] }))()).hello();
    const reader = await newReader();
    expect(codeOf(await peer.open(reader))).toBe(reason.toUpperCase());
    expect(await peer.post(reader, body)).toMatchObject({ outcomes: ['unknown'] });
  });

  test('what is posted is stored and delivered, what was there before first', async () => {
    const connect = await start();
    const [from, to] = [await (await connect()).hello(), await (await connect()).hello()];
    const reader = await newReader();
    await to.open(reader);
    expect(await from.post(reader, Uint8Array.of(1))).toMatchObject({
      kind: 'posted',
      outcomes: ['stored'],
    });
    expect(codeOf(await to.listen(reader))).toBe('done');
    await from.post(reader, Uint8Array.of(2));
    const envelopes = await to.delivered(2);
    expect(envelopes.map((envelope) => [...envelope.body])).toEqual([[1], [2]]);
    expect(envelopes[1]!.position).toBeGreaterThan(envelopes[0]!.position);
  });

  test('a post to many mailboxes is answered for each, in order', async () => {
    const peer = await (await (await start())()).hello();
    const [known, unknown] = [await newReader(), await newReader()];
    await peer.open(known);
    const mailboxes = [unknown.address, known.address];
    const answer = await peer.request({
      kind: 'post',
      postId: newPostId(),
      mailboxes,
      body,
      ttlSeconds: 9,
    });
    expect(answer).toMatchObject({ kind: 'posted', outcomes: ['unknown', 'stored'] });
  });

  test('a post with the id of another is stored once', async () => {
    const peer = await (await (await start())()).hello();
    const reader = await newReader();
    await peer.open(reader);
    const post = {
      kind: 'post',
      postId: newPostId(),
      mailboxes: [reader.address],
      body,
      ttlSeconds: 9,
    } as const;
    for (let times = 0; times < 2; times += 1)
      expect(await peer.request(post)).toMatchObject({ outcomes: ['stored'] });
    await peer.listen(reader);
    await peer.post(reader, Uint8Array.of(9));
    expect((await peer.delivered(2)).map((envelope) => envelope.body[0])).toEqual([1, 9]);
  });

  test('a mailbox that holds as much as it may is full', async () => {
    const peer = await (await (await start({ limits: { maxEnvelopesPerMailbox: 1 } }))()).hello();
    const reader = await newReader();
    await peer.open(reader);
    await peer.post(reader, body);
    expect(await peer.post(reader, body)).toMatchObject({ outcomes: ['full'] });
  });

  test('what was acked is not delivered again', async () => {
    const connect = await start();
    const peer = await (await connect()).hello();
    const reader = await newReader();
    await peer.open(reader);
    for (const byte of [1, 2]) await peer.post(reader, Uint8Array.of(byte));
    await peer.listen(reader);
    const [first] = await peer.delivered(2);
    expect(
      codeOf(await peer.request({ kind: 'ack', mailbox: reader.address, upTo: first!.position })),
    ).toBe('done');
    const later = await (await connect()).hello();
    await later.listen(reader);
    expect((await later.delivered(1)).map((envelope) => envelope.body[0])).toEqual([2]);
  });

  test('ack and credit are for listeners only', async () => {
    const peer = await (await (await start())()).hello();
    const reader = await newReader();
    await peer.open(reader);
    const mailbox = reader.address;
    expect(codeOf(await peer.request({ kind: 'ack', mailbox, upTo: 1 }))).toBe('MAILBOX_UNKNOWN');
    expect(codeOf(await peer.request({ kind: 'credit', mailbox, windowBytes: 1 }))).toBe(
      'MAILBOX_UNKNOWN',
    );
  });

  test('listen and close need the read key’s signature over this connection’s nonce', async () => {
    const connect = await start();
    const [peer, other] = [await (await connect()).hello(), await (await connect()).hello()];
    const [reader, stranger] = [await newReader(), await newReader()];
    await peer.open(reader);
    const { readKey } = reader;
    const wrong = [
      await reader.signListen(other.welcome!.nonce),
      await stranger.signListen(peer.welcome!.nonce),
      new Uint8Array(64),
    ];
    for (const signature of wrong) {
      expect(
        codeOf(await peer.request({ kind: 'listen', readKey, signature, windowBytes: 9 })),
      ).toBe('SIGNATURE');
      expect(codeOf(await peer.request({ kind: 'close', readKey, signature }))).toBe('SIGNATURE');
    }
    // A signature for one of the two is none for the other.
    const forClose = await reader.signClose(peer.welcome!.nonce);
    const forListen = await reader.signListen(peer.welcome!.nonce);
    expect(
      codeOf(await peer.request({ kind: 'listen', readKey, signature: forClose, windowBytes: 9 })),
    ).toBe('SIGNATURE');
    expect(codeOf(await peer.request({ kind: 'close', readKey, signature: forListen }))).toBe(
      'SIGNATURE',
    );
  });

  test('listening to no mailbox is refused', async () => {
    const peer = await (await (await start())()).hello();
    expect(codeOf(await peer.listen(await newReader()))).toBe('MAILBOX_UNKNOWN');
  });

  test('close drops the mailbox and all it holds', async () => {
    const peer = await (await (await start())()).hello();
    const reader = await newReader();
    await peer.open(reader);
    await peer.post(reader, body);
    await peer.listen(reader);
    const { readKey } = reader;
    const signature = await reader.signClose(peer.welcome!.nonce);
    expect(codeOf(await peer.request({ kind: 'close', readKey, signature }))).toBe('done');
    expect(await peer.post(reader, body)).toMatchObject({ outcomes: ['unknown'] });
    expect(codeOf(await peer.request({ kind: 'close', readKey, signature }))).toBe(
      'MAILBOX_UNKNOWN',
    );
    expect(codeOf(await peer.request({ kind: 'ack', mailbox: reader.address, upTo: 1 }))).toBe(
      'MAILBOX_UNKNOWN',
    );
  });

  test('a register tells positions and what came before, and when it is full', async () => {
    const peer = await (await (await start({ limits: { maxRegisterEntries: 2 } }))()).hello();
    const token = newToken();
    const register = (byte: number) =>
      peer.request({ kind: 'register', token, body: Uint8Array.of(byte), ttlSeconds: 9 });
    expect(await register(1)).toMatchObject({
      kind: 'registered',
      position: 0,
      before: [],
      full: false,
    });
    expect(await register(2)).toMatchObject({
      position: 1,
      before: [Uint8Array.of(1)],
      full: false,
    });
    expect(await register(1)).toMatchObject({ position: 0, before: [], full: false });
    expect(await register(3)).toMatchObject({ position: 2, full: true });
    const found = await peer.request({ kind: 'lookup', token });
    expect(found).toMatchObject({ kind: 'lookedUp', bodies: [Uint8Array.of(1), Uint8Array.of(2)] });
    expect(await peer.request({ kind: 'lookup', token: newToken() })).toMatchObject({ bodies: [] });
  });

  test('requests of one message are answered each, also the broken ones among them', async () => {
    const peer = await (await (await start({ limits: { maxBodyBytes: 10 } }))()).hello();
    const reader = await newReader();
    await peer.open(reader);
    const post = {
      kind: 'post',
      postId: newPostId(),
      mailboxes: [reader.address],
      body,
      ttlSeconds: 9,
    } as const;
    const ids = peer.send(
      post,
      { ...post, body: new Uint8Array(11) },
      { ...post, ttlSeconds: 0 },
      { ...post, postId: newPostId() },
    );
    const answers = await Promise.all(ids.map((id) => peer.answer(id)));
    expect(answers.map(codeOf)).toEqual(['posted', 'TOO_LARGE', 'MALFORMED', 'posted']);
  });

  test('posts of one message are answered in one message', async () => {
    const peer = await (await (await start())()).hello();
    const reader = await newReader();
    await peer.open(reader);
    const before = peer.messages;
    const ids = peer.send(
      ...Array.from(
        { length: 50 },
        () =>
          ({
            kind: 'post',
            postId: newPostId(),
            mailboxes: [reader.address],
            body,
            ttlSeconds: 9,
          }) as const,
      ),
    );
    await peer.answer(ids.at(-1)!);
    expect(peer.messages - before).toBe(1);
  });

  test('a message that is no batch is refused without an id, and ends the connection', async () => {
    const connect = await start();
    for (const bytes of [new Uint8Array(), Uint8Array.of(0xff, 0xff), Uint8Array.of(0x0b)]) {
      const peer = await (await connect()).hello();
      peer.sendBytes(bytes);
      expect(codeOf(await peer.until(({ kind, id }) => kind === 'refused' && id === 0))).toBe(
        'MALFORMED',
      );
      await peer.whenEnded();
    }
  });

  test('a message with too many frames is refused without an id, and ends the connection', async () => {
    const peer = await (await (await start())()).hello();
    const lookup = { kind: 'lookup', id: 1, token: newToken() } as const;
    peer.sendBytes(encodeClientBatch(Array.from({ length: 65 }, () => lookup)));
    expect(codeOf(await peer.until(({ kind, id }) => kind === 'refused' && id === 0))).toBe(
      'TOO_LARGE',
    );
    await peer.whenEnded();
  });

  test('a store that fails is answered UNAVAILABLE with a time, and counted', async () => {
    const failing = definePlugin({
      id: 'mailboxes-failing',
      point: 'mailboxes',
      contract: 1,
      needs: ['clock'],
      create: async (services) => {
        const good = await createPlugin(memoryMailboxes(), services as never);
        const fail = async (): Promise<never> => {
          throw new Error('The disk is gone.');
        };
        return { ...good, post: fail, register: fail, lookup: fail, open: fail };
      },
    });
    const peer = await (await (await start({ plugins: [failing] }))()).hello();
    const reader = await newReader();
    const token = newToken();
    const answers = [
      await peer.open(reader),
      await peer.post(reader, body),
      await peer.request({ kind: 'register', token, body, ttlSeconds: 9 }),
      await peer.request({ kind: 'lookup', token }),
    ];
    for (const answer of answers) {
      expect(answer).toMatchObject({ kind: 'refused', code: 'UNAVAILABLE' });
      expect(answer.kind === 'refused' && answer.retryAfterMs).toBeGreaterThan(0);
    }
  });
});
