import { fromBinary, toBinary, create } from '@bufbuild/protobuf';
import type { Envelope, MailboxAddress, PostId, ReadKey, RegisterToken } from '@sotto/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ClientFrame, RelayFrame, ToldLimits } from '@sotto/protocol';
import {
  clientFrameLength,
  encodeClientBatch,
  encodeRelayBatch,
  parseClientBatch,
  parseRelayBatch,
  relayFrameLength,
} from '@sotto/protocol';
import { encodeClientFrame } from '../src/frames/encode-client-batch.ts';
import { encodeRelayFrame } from '../src/frames/encode-relay-batch.ts';
import {
  ClientBatchSchema,
  ClientFrameSchema,
  RelayBatchSchema,
} from '../src/gen/sotto/relay/v1/relay_pb.ts';
import { codeOf } from './codes.ts';

const bounds = {
  maxMessageBytes: 1_048_576,
  maxFramesPerMessage: 64,
  maxBodyBytes: 1_000,
  maxMailboxesPerPost: 4,
  maxTtlSeconds: 86_400,
  maxRegisterBodyBytes: 1_000,
  maxCreditBytes: 64,
};

const sized = <T extends Uint8Array>(length: number): fc.Arbitrary<T> =>
  fc.uint8Array({
    minLength: length,
    maxLength: length,
  }) as fc.Arbitrary<Uint8Array> as fc.Arbitrary<T>;
const body = fc.uint8Array({ minLength: 1, maxLength: 600 }) as fc.Arbitrary<Uint8Array>;
const id = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 0xffffffff }));
const uint32 = fc.integer({ min: 0, max: 0xffffffff });
const position = fc.oneof(
  fc.integer({ min: 1, max: 500 }),
  fc.maxSafeInteger().map((n) => Math.abs(n) + (n === 0 ? 1 : 0)),
);
const ttlSeconds = fc.integer({ min: 1, max: 86_400 });
const address = sized<MailboxAddress>(32);
const kind = <K extends string>(value: K): fc.Arbitrary<K> => fc.constant(value);

const clientFrame: fc.Arbitrary<ClientFrame> = fc.oneof(
  fc.record({ kind: kind('hello'), id, version: uint32 }),
  fc.record({
    kind: kind('open'),
    id,
    readKey: sized<ReadKey>(32),
    credit: fc.uint8Array({ maxLength: 64 }),
    holder: fc.oneof(sized(0), sized(32)),
  }),
  fc.record({
    kind: kind('listen'),
    id,
    readKey: sized<ReadKey>(32),
    signature: sized(64),
    windowBytes: uint32,
  }),
  fc.record({ kind: kind('ack'), id, mailbox: address, upTo: fc.oneof(position, fc.constant(0)) }),
  fc.record({ kind: kind('close'), id, readKey: sized<ReadKey>(32), signature: sized(64) }),
  fc.record({
    kind: kind('post'),
    id,
    postId: sized<PostId>(16),
    mailboxes: fc.uniqueArray(address, {
      minLength: 1,
      maxLength: 4,
      selector: (value) => value.join(),
    }),
    body,
    ttlSeconds,
  }),
  fc.record({ kind: kind('register'), id, token: sized<RegisterToken>(32), body, ttlSeconds }),
  fc.record({ kind: kind('lookup'), id, token: sized<RegisterToken>(32) }),
  fc.record({ kind: kind('credit'), id, mailbox: address, windowBytes: uint32 }),
);

const limits: fc.Arbitrary<ToldLimits> = fc.record({
  maxMessageBytes: uint32,
  maxFramesPerMessage: uint32,
  maxBodyBytes: uint32,
  maxMailboxesPerPost: uint32,
  maxTtlSeconds: uint32,
  maxEnvelopesPerMailbox: uint32,
  maxBytesPerMailbox: position,
  maxRegisterEntries: uint32,
  maxRegisterBodyBytes: uint32,
  maxListensPerConnection: uint32,
  maxBlobBytes: position,
  maxBlobPartBytes: uint32,
  maxCreditBytes: uint32,
  maxRequestsUnderWay: uint32,
});
const envelope: fc.Arbitrary<Envelope> = fc.record({ position, postId: sized<PostId>(16), body });
const unasked = fc.constant(0 as const);

const relayFrame: fc.Arbitrary<RelayFrame> = fc.oneof(
  fc.record({ kind: kind('done'), id }),
  fc.record({
    kind: kind('refused'),
    id: fc.oneof(id, fc.constant(0)),
    code: fc.constantFrom(
      'MALFORMED',
      'RATE',
      'CREDIT_SPENT',
      'CREDIT_TAKEN',
      'CREDIT_REVOKED',
      'UNAVAILABLE',
      'OTHER',
    ),
    retryAfterMs: uint32,
  }),
  fc.record({
    kind: kind('welcome'),
    id,
    version: uint32,
    limits,
    serverTimeMs: position,
    nonce: sized(32),
    logHead: fc.uint8Array({ maxLength: 100 }),
  }),
  fc.record({ kind: kind('opened'), id, existed: fc.boolean() }),
  fc.record({
    kind: kind('posted'),
    id,
    outcomes: fc.array(fc.constantFrom('stored', 'unknown', 'full'), { maxLength: 5 }),
  }),
  fc.record({
    kind: kind('registered'),
    id,
    position: uint32,
    before: fc.array(body, { maxLength: 3 }),
    full: fc.boolean(),
  }),
  fc.record({ kind: kind('lookedUp'), id, bodies: fc.array(body, { maxLength: 3 }) }),
  fc.record({
    kind: kind('delivery'),
    id: unasked,
    mailbox: address,
    envelopes: fc.array(envelope, { maxLength: 5 }),
  }),
  fc.record({ kind: kind('replaced'), id: unasked, mailbox: address }),
  fc.record({ kind: kind('leaving'), id: unasked, retryAfterMs: uint32 }),
);

const clientBatch = fc.array(clientFrame, { minLength: 1, maxLength: 8 });
const relayBatch = fc.array(relayFrame, { minLength: 1, maxLength: 8 });

/** A batch by the generated code alone. */
function generatedBatch(encoded: readonly Uint8Array[]): Uint8Array {
  const frames = encoded.map((bytes) =>
    fromBinary(ClientFrameSchema, bytes, { readUnknownFields: true }),
  );
  return toBinary(ClientBatchSchema, create(ClientBatchSchema, { frames }));
}

test('requests come back as they were written, and so does their length', () => {
  fc.assert(
    fc.property(clientBatch, (frames) => {
      const bytes = encodeClientBatch(frames);
      expect(parseClientBatch(bytes, bounds)).toEqual(frames);
      expect(bytes.length).toBe(frames.reduce((sum, frame) => sum + clientFrameLength(frame), 0));
    }),
  );
});

test('answers come back as they were written, and so does their length', () => {
  fc.assert(
    fc.property(relayBatch, (frames) => {
      const bytes = encodeRelayBatch(frames);
      expect(parseRelayBatch(bytes)).toEqual(frames);
      expect(bytes.length).toBe(frames.reduce((sum, frame) => sum + relayFrameLength(frame), 0));
    }),
  );
});

test('hand-written encoding of requests equals the generated one, byte for byte', () => {
  fc.assert(
    fc.property(clientBatch, (frames) => {
      expect(encodeClientBatch(frames)).toEqual(generatedBatch(frames.map(encodeClientFrame)));
    }),
  );
});

test('hand-written encoding of answers equals the generated one, byte for byte', () => {
  fc.assert(
    fc.property(relayBatch, (frames) => {
      const bytes = encodeRelayBatch(frames);
      const wire = fromBinary(RelayBatchSchema, bytes);
      expect(toBinary(RelayBatchSchema, wire)).toEqual(bytes);
      for (const [index, frame] of frames.entries()) {
        expect(
          encodeRelayBatch([frame]).subarray(-encodeRelayFrame(frame).length || Infinity),
        ).toEqual(encodeRelayFrame(frame));
        expect(wire.frames[index]?.id).toBe(frame.id);
      }
    }),
  );
});

test('bytes in the result are views, not copies', () => {
  const bytes = encodeClientBatch([
    {
      kind: 'post',
      id: 1,
      postId: new Uint8Array(16) as PostId,
      mailboxes: [new Uint8Array(32) as MailboxAddress],
      body: Uint8Array.of(7),
      ttlSeconds: 9,
    },
  ]);
  const [frame] = parseClientBatch(bytes, bounds);
  expect(frame?.kind === 'post' && frame.body.buffer).toBe(bytes.buffer);
});

test('bytes in the result are plain, also when a Buffer was parsed', () => {
  const frame = { kind: 'lookup', id: 1, token: new Uint8Array(32) as RegisterToken } as const;
  const [found] = parseClientBatch(Buffer.from(encodeClientBatch([frame])), bounds);
  expect(found?.kind === 'lookup' && Object.getPrototypeOf(found.token)).toBe(Uint8Array.prototype);
});

test('any bytes give frames or a coded error, never another', () => {
  const anything = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    fc.tuple(clientBatch, fc.nat(), fc.nat({ max: 255 })).map(([frames, at, byte]) => {
      const bytes = encodeClientBatch(frames);
      bytes[at % bytes.length] = byte;
      return bytes;
    }),
    fc.tuple(relayBatch, fc.nat()).map(([frames, at]) => {
      const bytes = encodeRelayBatch(frames);
      return bytes.subarray(0, at % bytes.length);
    }),
  );
  fc.assert(
    fc.property(anything, (bytes) => {
      for (const parse of [() => parseClientBatch(bytes, bounds), () => parseRelayBatch(bytes)]) {
        expect([undefined, 'FRAME_MALFORMED', 'FRAME_TOO_LARGE']).toContain(codeOf(parse));
      }
    }),
    { numRuns: 2_000 },
  );
});

test('what the hand-written decoder takes is what the generated decoder makes of it', () => {
  // The same request with an unknown field behind it goes the generated way.
  fc.assert(
    fc.property(clientFrame, fc.nat({ max: 127 }), (frame, value) => {
      const inner = Uint8Array.of(...encodeClientFrame(frame), 0xf8, 0x01, value);
      expect(parseClientBatch(field(0x0a, inner), bounds)).toEqual([frame]);
    }),
  );
});

test('size, number of frames and number of fields are bounded before decoding', () => {
  const hello: ClientFrame = { kind: 'hello', id: 1, version: 1 };
  expect(codeOf(() => parseClientBatch(new Uint8Array(bounds.maxMessageBytes + 1), bounds))).toBe(
    'FRAME_TOO_LARGE',
  );
  expect(
    codeOf(() =>
      parseClientBatch(encodeClientBatch(Array.from({ length: 65 }, () => hello)), bounds),
    ),
  ).toBe('FRAME_TOO_LARGE');
  expect(
    parseClientBatch(encodeClientBatch(Array.from({ length: 64 }, () => hello)), bounds),
  ).toHaveLength(64);
  // A post of nothing but 100,000 empty mailboxes.
  const post = new Uint8Array(200_000).map((_, index) => (index % 2 === 0 ? 0x12 : 0));
  expect(codeOf(() => parseClientBatch(field(0x0a, field(0x3a, post)), bounds))).toBe(
    'FRAME_TOO_LARGE',
  );
});

test('groups, nesting without end and empty batches are malformed', () => {
  expect(codeOf(() => parseClientBatch(new Uint8Array(), bounds))).toBe('FRAME_MALFORMED');
  expect(codeOf(() => parseClientBatch(Uint8Array.of(0x10, 0x01), bounds))).toBe('FRAME_MALFORMED');
  const groups = new Uint8Array(100_000).fill(0x0b);
  expect(codeOf(() => parseClientBatch(groups, bounds))).toBe('FRAME_MALFORMED');
  expect(codeOf(() => parseClientBatch(field(0x0a, groups), bounds))).toBe('FRAME_MALFORMED');
  expect(codeOf(() => parseClientBatch(field(0x0a, field(0x3a, groups)), bounds))).toBe(
    'FRAME_MALFORMED',
  );
});

test('a request that breaks a rule is told by its id, and the others of the batch stand', () => {
  const good: ClientFrame = { kind: 'lookup', id: 2, token: new Uint8Array(32) as RegisterToken };
  const post = {
    kind: 'post',
    postId: new Uint8Array(16) as PostId,
    mailboxes: [new Uint8Array(32) as MailboxAddress],
    body: Uint8Array.of(1),
    ttlSeconds: 1,
  } as const;
  const broken: readonly (readonly [ClientFrame, 'MALFORMED' | 'TOO_LARGE'])[] = [
    [{ ...post, id: 0 }, 'MALFORMED'],
    [{ ...post, id: 1, postId: new Uint8Array(15) as PostId }, 'MALFORMED'],
    [{ ...post, id: 1, body: new Uint8Array() }, 'MALFORMED'],
    [{ ...post, id: 1, body: new Uint8Array(1_001) }, 'TOO_LARGE'],
    [{ ...post, id: 1, ttlSeconds: 0 }, 'MALFORMED'],
    [{ ...post, id: 1, ttlSeconds: 86_401 }, 'MALFORMED'],
    [{ ...post, id: 1, mailboxes: [] }, 'MALFORMED'],
    [{ ...post, id: 1, mailboxes: [post.mailboxes[0], post.mailboxes[0]] as never }, 'MALFORMED'],
    [
      { ...post, id: 1, mailboxes: Array.from({ length: 5 }, () => new Uint8Array(32)) as never },
      'TOO_LARGE',
    ],
    [
      {
        kind: 'open',
        id: 1,
        readKey: new Uint8Array(31) as ReadKey,
        credit: new Uint8Array(),
        holder: new Uint8Array(),
      },
      'MALFORMED',
    ],
    [
      {
        kind: 'open',
        id: 1,
        readKey: new Uint8Array(32) as ReadKey,
        credit: new Uint8Array(65),
        holder: new Uint8Array(),
      },
      'TOO_LARGE',
    ],
    [
      {
        kind: 'open',
        id: 1,
        readKey: new Uint8Array(32) as ReadKey,
        credit: new Uint8Array(),
        holder: new Uint8Array(31),
      },
      'MALFORMED',
    ],
    [
      {
        kind: 'listen',
        id: 1,
        readKey: new Uint8Array(32) as ReadKey,
        signature: new Uint8Array(63),
        windowBytes: 1,
      },
      'MALFORMED',
    ],
    [
      { kind: 'close', id: 1, readKey: new Uint8Array() as ReadKey, signature: new Uint8Array(64) },
      'MALFORMED',
    ],
    [{ kind: 'ack', id: 1, mailbox: new Uint8Array(33) as MailboxAddress, upTo: 1 }, 'MALFORMED'],
    [
      { kind: 'credit', id: 1, mailbox: new Uint8Array() as MailboxAddress, windowBytes: 1 },
      'MALFORMED',
    ],
    [
      {
        kind: 'register',
        id: 1,
        token: new Uint8Array(32) as RegisterToken,
        body: new Uint8Array(1_001),
        ttlSeconds: 1,
      },
      'TOO_LARGE',
    ],
    [{ kind: 'lookup', id: 1, token: new Uint8Array(16) as RegisterToken }, 'MALFORMED'],
  ];
  for (const [frame, code] of broken) {
    expect(parseClientBatch(encodeClientBatch([frame, good]), bounds)).toEqual([
      { kind: 'invalid', id: frame.id, code },
      good,
    ]);
  }
});

test('a request of a later version is refused, an answer of a later version is passed over', () => {
  const unknownKind = Uint8Array.of(0x0a, 0x05, 0x08, 0x07, 0xfa, 0x01, 0x00);
  expect(parseClientBatch(unknownKind, bounds)).toEqual([
    { kind: 'invalid', id: 7, code: 'MALFORMED' },
  ]);
  expect(parseRelayBatch(unknownKind)).toEqual([]);
});

test('a relay that breaks the schema is malformed as a whole', () => {
  const mailbox = new Uint8Array(32) as MailboxAddress;
  const broken: readonly RelayFrame[] = [
    { kind: 'done', id: 0 },
    { kind: 'posted', id: 0, outcomes: ['stored'] },
    { kind: 'replaced', id: 0, mailbox: new Uint8Array(31) as MailboxAddress },
    { kind: 'replaced', id: 1 as 0, mailbox },
    { kind: 'delivery', id: 1 as 0, mailbox, envelopes: [] },
    {
      kind: 'delivery',
      id: 0,
      mailbox,
      envelopes: [{ position: 0, postId: new Uint8Array(16) as PostId, body: Uint8Array.of(1) }],
    },
    {
      kind: 'delivery',
      id: 0,
      mailbox,
      envelopes: [{ position: 1, postId: new Uint8Array(15) as PostId, body: Uint8Array.of(1) }],
    },
  ];
  for (const frame of broken) {
    expect(codeOf(() => parseRelayBatch(encodeRelayBatch([frame])))).toBe('FRAME_MALFORMED');
  }
});

/** A length-delimited field with a one-byte tag. */
function field(tag: number, value: Uint8Array): Uint8Array {
  const head = [tag];
  let left = value.length;
  for (; left > 127; left >>>= 7) head.push((left & 127) | 128);
  head.push(left);
  const bytes = new Uint8Array(head.length + value.length);
  bytes.set(head);
  bytes.set(value, head.length);
  return bytes;
}
