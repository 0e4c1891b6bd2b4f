import type { BlobId, RelayUrl } from '@sotto/core';
import { isSottoError } from '@sotto/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ConversationEvent, IdentityId } from '../src/api.ts';
import type { Change } from '../src/message/changes.ts';
import {
  decodeDue,
  decodeEraserClock,
  encodeDue,
  encodeEraserClock,
} from '../src/storage/due-record.ts';
import { encodeFields } from '../src/storage/fields.ts';
import type { StoredBody } from '../src/storage/message-body.ts';
import { decodeMessageRecord, encodeMessageRecord } from '../src/storage/message-record.ts';
import type { MessageRecord } from '../src/storage/message-record.ts';
import { decodeReported, encodeReported } from '../src/storage/reported-record.ts';
import { decodeSettings, encodeSettings } from '../src/storage/settings-record.ts';
import { decodeWaiting, encodeWaiting } from '../src/storage/waiting-record.ts';

const bytes = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }) as fc.Arbitrary<Uint8Array>;
const some = fc.uint8Array({ maxLength: 40 }) as fc.Arbitrary<Uint8Array>;
const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const count = fc.nat();
const hash = bytes(32);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const hlc = fc.record({ physicalMs: fc.maxSafeNat(), counter: fc.nat(65_535) });
const key = { hlc, id: hash };
const by = bytes(32).map((each) => Buffer.from(each).toString('hex') as IdentityId);
const who = fc.array(by, { maxLength: 3 });
const is = <T extends string>(name: T) => fc.constant(name);

const event: fc.Arbitrary<ConversationEvent> = fc.oneof(
  fc.record({ type: fc.constantFrom('created', 'left', 'picture', 'settings', 'rejoined'), by }),
  fc.record({ type: fc.constantFrom('added', 'removed'), by, who }),
  fc.record({ type: is('renamed'), by, name: text }),
  fc.record({ type: is('role'), by, who, role: fc.constantFrom('admin', 'member') }),
  fc.record({ type: is('disappearing'), by, afterSeconds: count }),
  fc.record({ type: is('lost'), by, count }),
  fc.record({
    type: is('device'),
    by,
    change: fc.constantFrom('added', 'removed', 'contradicted'),
  }),
  fc.constant({ type: 'healed' as const }),
) as fc.Arbitrary<ConversationEvent>;

const body: fc.Arbitrary<StoredBody> = fc.oneof(
  fc.record({ kind: is('text'), text }),
  fc.record({ kind: is('text'), text, once: fc.constant(true as const) }),
  fc.record({ kind: is('opened'), of: fc.constantFrom('text', 'pictures'), count }),
  fc.record({ kind: is('unknown'), fallback: text }),
  fc.record({ kind: is('custom'), mediaType: text, data: some, fallback: text }),
  fc.record({ kind: is('event'), event }),
  fc.constant({ kind: 'deleted' as const }),
  fc.record({
    kind: is('pictures'),
    pictures: fc.array(
      fc.record({
        caption: text,
        mediaType: fc.constantFrom(...(['image/jpeg', 'image/png', 'image/webp'] as const)),
        width: count,
        height: count,
        sizeBytes: count,
        thumbhash: some,
        here: fc.boolean(),
        blob: fc.record({
          relays: fc.constant(['https://relay.example' as RelayUrl]),
          id: hash as unknown as fc.Arbitrary<BlobId>,
          sealedBytes: count,
          key: hash,
          noncePrefix: bytes(7),
        }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  }),
);

const message: fc.Arbitrary<MessageRecord> = fc.record({
  ...key,
  mine: fc.boolean(),
  sender: hash,
  device: hash,
  sequence: maybe(count),
  state: fc.constantFrom(
    ...(['queued', 'uploading', 'relayed', 'delivered', 'read', 'failed', 'received'] as const),
  ),
  failure: maybe(text),
  seen: fc.boolean(),
  body,
  replyTo: maybe(hash),
  mentionsMe: fc.boolean(),
  forwarded: fc.boolean(),
  versions: fc.array(fc.record({ ...key, text, sequence: maybe(count) }), { maxLength: 3 }),
  reactions: fc.array(fc.record({ ...key, identity: hash, reaction: text }), { maxLength: 3 }),
  answers: fc.array(fc.record({ ...key, identity: hash, data: some }), { maxLength: 3 }),
  expiry: maybe(fc.record({ afterSeconds: count, eraseAtMs: maybe(fc.maxSafeNat()) })),
  receipts: maybe(
    fc.record({
      audience: fc.oneof(count, some),
      states: fc.array(fc.nat(2), { maxLength: 70 }).map((states) => Uint8Array.from(states)),
    }),
  ),
});

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({
    ...key,
    by: hash,
    kind: is('edit'),
    text,
    editWithinSeconds: count,
    sequence: fc.constant(undefined),
  }),
  fc.record({ ...key, by: hash, kind: is('delete') }),
  fc.record({ ...key, by: hash, kind: is('react'), reaction: text }),
  fc.record({ ...key, by: hash, kind: is('answer'), mediaType: text, data: some }),
);

interface Codec<T> {
  readonly made: fc.Arbitrary<T>;
  readonly encode: (value: T) => Uint8Array;
  readonly decode: (value: Uint8Array) => T;
}
const codec = <T>(
  made: fc.Arbitrary<T>,
  encode: (value: T) => Uint8Array,
  decode: (value: Uint8Array) => T,
) => ({ made, encode, decode }) as unknown as Codec<unknown>;

const codecs: Readonly<Record<string, Codec<unknown>>> = {
  message: codec(message, encodeMessageRecord, decodeMessageRecord),
  waiting: codec(fc.array(change, { maxLength: 4 }), encodeWaiting, decodeWaiting),
  reported: codec(
    fc.array(fc.record({ id: hash, status: fc.nat(255) }), { maxLength: 4 }),
    encodeReported,
    decodeReported,
  ),
  due: codec(
    fc.record({
      atMs: fc.maxSafeNat(),
      what: fc.constantFrom(...(['message', 'waiting', 'gone'] as const)),
      id: hash,
    }),
    encodeDue,
    decodeDue,
  ),
  'eraser clock': codec(
    fc.record({ timeMs: fc.maxSafeNat(), machineMs: fc.maxSafeNat(), doubtMs: count }),
    encodeEraserClock,
    decodeEraserClock,
  ),
  settings: codec(
    fc.record({
      sendReadReceipts: fc.boolean(),
      sendDeliveryReceipts: fc.boolean(),
      sendTyping: fc.boolean(),
      lockAfterSeconds: count,
      lockHiddenAfterSeconds: fc.integer({ min: -1, max: 3_600 }),
      collectWhileLocked: fc.boolean(),
      language: text,
    }),
    encodeSettings,
    decodeSettings,
  ),
};

describe('records of messages', () => {
  for (const [name, { made, encode, decode }] of Object.entries(codecs)) {
    test(`of kind ${name} come back as they were put`, () => {
      fc.assert(
        fc.property(made, (value) => {
          expect(decode(encode(value))).toEqual(value);
        }),
      );
    });

    test(`of kind ${name}: bytes of another form are VAULT_BROKEN or VAULT_NEWER, and nothing else`, () => {
      const fields = fc.array(fc.oneof(count, text, fc.boolean(), hash, fc.array(hash)), {
        maxLength: 30,
      });
      const broken = fc.oneof(
        some,
        fields.map((all) => encodeFields(2, all)),
        made.map((value) => encode(value).subarray(1)),
      );
      fc.assert(
        fc.property(broken, (value) => {
          try {
            decode(value);
          } catch (error) {
            expect(
              isSottoError(error) && ['VAULT_BROKEN', 'VAULT_NEWER'].includes(error.code),
            ).toBe(true);
          }
        }),
      );
      expect(() => decode(encodeFields(1_000, []))).toThrow(
        expect.objectContaining({ code: 'VAULT_NEWER' }),
      );
    });
  }
});
