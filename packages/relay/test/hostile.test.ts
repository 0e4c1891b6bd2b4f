import { manualClock } from '@sotto/contracts';
import type { ClientFrame } from '@sotto/protocol';
import { encodeClientBatch } from '@sotto/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crypto, newReader } from './identity.ts';
import { connectInMemory } from './memory-wire.ts';
import type { Peer } from './peer.ts';
import { codeOf } from './peer.ts';
import { memoryRelay, servedRelay } from './relays.ts';
import { connectSocket } from './socket-wire.ts';

/** Few values, so that requests meet each other. */
const key = fc.integer({ min: 0, max: 3 }).map((byte) => new Uint8Array(32).fill(byte) as never);
const signature = fc.integer({ min: 0, max: 1 }).map((byte) => new Uint8Array(64).fill(byte));
const id = fc.integer({ min: 0, max: 9 });
const number = fc.oneof(fc.nat({ max: 5 }), fc.constantFrom(0xffffffff, 86_400));
const bytes = fc.uint8Array({ maxLength: 200 });
const kind = <K extends string>(value: K): fc.Arbitrary<K> => fc.constant(value);

const anyFrame = fc.oneof(
  fc.record({ kind: kind('hello'), id, version: fc.constantFrom(0, 1, 1, 1, 2) }),
  fc.record({ kind: kind('open'), id, readKey: key, credit: bytes }),
  fc.record({ kind: kind('listen'), id, readKey: key, signature, windowBytes: number }),
  fc.record({ kind: kind('ack'), id, mailbox: key, upTo: number }),
  fc.record({ kind: kind('close'), id, readKey: key, signature }),
  fc.record({
    kind: kind('post'),
    id,
    postId: bytes as fc.Arbitrary<never>,
    mailboxes: fc.array(key, { maxLength: 3 }),
    body: bytes,
    ttlSeconds: number,
  }),
  fc.record({ kind: kind('register'), id, token: key, body: bytes, ttlSeconds: number }),
  fc.record({ kind: kind('lookup'), id, token: key }),
  fc.record({ kind: kind('credit'), id, mailbox: key, windowBytes: number }),
) as fc.Arbitrary<ClientFrame>;

const anyMessage = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.array(anyFrame, { minLength: 1, maxLength: 10 }).map(encodeClientBatch),
  },
  { weight: 1, arbitrary: bytes },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.array(anyFrame, { minLength: 1, maxLength: 4 }), fc.nat(), fc.nat({ max: 255 }))
      .map(([frames, at, byte]) => {
        const message = encodeClientBatch(frames);
        message[at % message.length] = byte;
        return message;
      }),
  },
);

test('whatever a handset sends, the relay answers or ends the connection, and serves the next one', async () => {
  const relay = await memoryRelay({ clock: manualClock(), limits: { connectionsBurst: 1e9 } });
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyMessage, { minLength: 1, maxLength: 8 }),
      fc.boolean(),
      async (messages, polite) => {
        const peer = connectInMemory(relay);
        if (polite) await peer.hello();
        for (const message of messages) peer.sendBytes(message);
        peer.close();
        await peer.served;
      },
    ),
    { numRuns: 60 },
  );
  const peer = await connectInMemory(relay).hello();
  const reader = await newReader();
  await peer.open(reader);
  await peer.listen(reader);
  await peer.post(reader, Uint8Array.of(1));
  await peer.delivered(1);
  expect(await relay.metrics()).toMatch(/^sotto_relay_connections 1$/m);
});

test('garbage over a WebSocket ends that WebSocket and nothing else', async () => {
  const { port } = await servedRelay(
    await memoryRelay({
      limits: {
        connectionsBurst: 1e9,
        maxMessageBytes: 10_000,
        maxBodyBytes: 5_000,
        maxRegisterBodyBytes: 1_000,
      },
    }),
  );
  const good = await (await connectSocket(port)).hello();
  for (const length of [0, 1, 100, 9_999, 10_001, 1_000_000]) {
    const peer = await connectSocket(port);
    peer.sendBytes(crypto.random(Math.min(length, 65_536)));
    if (length > 65_536) peer.sendBytes(new Uint8Array(length));
    await peer.whenEnded();
  }
  const reader = await newReader();
  expect(codeOf(await good.open(reader))).toBe('opened');
});

test('a text message ends the WebSocket', async () => {
  const { port } = await servedRelay(await memoryRelay());
  const socket = new WebSocket(`ws://127.0.0.1:${port}/relay`);
  await new Promise((resolve) => socket.addEventListener('open', resolve));
  socket.send('hello');
  const code = await new Promise((resolve) =>
    socket.addEventListener('close', (event) => resolve(event.code)),
  );
  expect(code).toBe(1003);
});

test('a peer that vanishes in the middle of everything leaves nothing behind', async () => {
  const relay = await memoryRelay({ limits: { connectionsBurst: 1e9 } });
  for (let times = 0; times < 50; times += 1) {
    const peer: Peer = connectInMemory(relay);
    await peer.hello();
    const reader = await newReader();
    const signature = await reader.signListen(peer.welcome!.nonce);
    const { readKey, address } = reader;
    peer.send(
      { kind: 'open', readKey, credit: new Uint8Array(), holder: new Uint8Array() },
      { kind: 'listen', readKey, signature, windowBytes: 100 },
      {
        kind: 'post',
        postId: crypto.random(16) as never,
        mailboxes: [address],
        body: Uint8Array.of(1),
        ttlSeconds: 9,
      },
    );
    peer.close();
  }
  const last = connectInMemory(relay);
  await last.hello();
  last.close();
  await last.served;
  const metrics = await relay.metrics();
  expect(metrics).toMatch(/^sotto_relay_connections 0$/m);
  expect(metrics).toMatch(/^sotto_relay_listeners 0$/m);
});
