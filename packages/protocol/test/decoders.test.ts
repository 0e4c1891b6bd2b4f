import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as protocol from '@sotto/protocol';
import { codeOf, filled } from './codes.ts';
import { asideOf, bodies } from './asides.ts';
import {
  addLink,
  alice,
  blobPlace,
  bob,
  contents,
  id,
  invite,
  link,
  relay,
  revokeLink,
  room,
} from './samples.ts';

interface Decoder {
  readonly name: string;
  /** Parses and encodes again. */
  readonly again: (bytes: Uint8Array) => Uint8Array;
  readonly samples: readonly Uint8Array[];
}

const utf8 = new TextEncoder();
const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
const clock = { physicalMs: 1_800_000_000_000, counter: 1 };

function decoder<T>(
  name: string,
  parse: (bytes: Uint8Array) => T,
  encode: (value: T) => Uint8Array,
  values: readonly T[],
): Decoder {
  return { name, again: (bytes) => encode(parse(bytes)), samples: values.map(encode) };
}

function textDecoder<T>(
  name: string,
  parse: (text: string) => T,
  encode: (value: T) => string,
  values: readonly T[],
): Decoder {
  return decoder(
    name,
    (bytes) => parse(latin1(bytes)),
    (value) => utf8.encode(encode(value)),
    values,
  );
}

const linkBytes = protocol.encodeDeviceLink(link);
const decoders: readonly Decoder[] = [
  decoder('CBOR', protocol.decodeCbor, protocol.encodeCbor, [
    [1, -1n - 2n ** 70n, 'text', filled(3, 1), null, protocol.cborTag(32, protocol.cborFloat(0.1))],
  ]),
  decoder('MIMI content', protocol.parseMimiContent, protocol.encodeMimiContent, contents),
  decoder('derived values', protocol.parseMimiDerivedValues, protocol.encodeMimiDerivedValues, [
    {
      messageId: id,
      hubAcceptedTimestamp: protocol.cborTag(1001, new Map([[1, 5]])),
      mlsGroupId: filled(4, 1),
      senderLeafIndex: 4,
      senderClientUrl: 'a',
      senderUserUrl: 'b',
      roomUrl: 'c',
    },
  ]),
  decoder('status report', protocol.parseStatusReport, protocol.encodeStatusReport, [
    [{ messageId: id, status: 2 }],
    [],
  ]),
  decoder('frame', protocol.parseSottoFrame, protocol.encodeSottoFrame, [
    { sequence: 3, clock, content: filled(20, 1), unknown: new Map([[9, 'later']]) },
    { sequence: 4, clock, control: { kind: 'profile', suggestedName: 'Alice' } },
    { sequence: 5, clock, control: { kind: 'other', code: 9, payload: [1] } },
    { sequence: 6, clock, control: { kind: 'keyPackages', keyPackages: [filled(40, 1)] } },
    {
      sequence: 7,
      clock,
      control: {
        kind: 'welcome',
        parcel: { bytes: filled(40, 1) },
        tree: { place: blobPlace },
        numbers: { bytes: filled(40, 2) },
      },
    },
    { sequence: 8, clock, control: { kind: 'leave', next: 3, signature: filled(64, 1) } },
    { sequence: 9, clock, control: { kind: 'keyPackagesWanted', count: 8 } },
    { sequence: 300, clock, skipped: 290, content: filled(20, 1) },
  ]),
  decoder('device link', protocol.parseDeviceLink, protocol.encodeDeviceLink, [
    link,
    addLink,
    revokeLink,
  ]),
  decoder(
    'credential',
    protocol.parseCredential,
    (value) => protocol.encodeCredential(value.links),
    [
      protocol.parseCredential(protocol.encodeCredential([linkBytes])),
      protocol.parseCredential(
        protocol.encodeCredential([linkBytes, protocol.encodeDeviceLink(addLink)]),
      ),
    ],
  ),
  decoder('invite KeyPackage', protocol.parseInviteKeyPackage, protocol.encodeInviteKeyPackage, [
    { keyPackage: filled(40, 1) },
  ]),
  decoder('invite Welcome', protocol.parseInviteWelcome, protocol.encodeInviteWelcome, [
    { welcome: filled(40, 1), suggestedName: 'Bob' },
  ]),
  decoder('envelope', protocol.splitEnvelope, protocol.joinEnvelope, [
    { nonce: filled(12, 1), ciphertext: filled(528, 2) },
  ]),
  decoder('envelope for several keys', protocol.splitSharedEnvelope, protocol.joinSharedEnvelope, [
    {
      nonce: filled(12, 1),
      slots: filled(protocol.sharedSlotsBytes, 2),
      ciphertext: filled(1_040 - protocol.sharedSlotsBytes, 3),
    },
  ]),
  decoder('envelope content', protocol.parseEnvelopeContent, protocol.encodeEnvelopeContent, [
    { kind: 'mls', message: filled(40, 1) },
    { kind: 'aside', aside: filled(40, 1) },
    { kind: 'hint' },
    { kind: 'elsewhere', place: blobPlace },
  ]),
  decoder(
    'aside',
    protocol.parseAside,
    (value) =>
      protocol.encodeAside(protocol.encodeAsideContent(value, value.body), value.signature),
    bodies.map(asideOf),
  ),
  decoder('room', protocol.parseRoom, protocol.encodeRoom, [
    room,
    { ...room, kind: 'direct', name: '', admins: [], picture: null, pinned: [] },
  ]),
  decoder('leaf mailbox', protocol.parseLeafMailbox, protocol.encodeLeafMailbox, [
    { address: invite.mailbox, relays: room.registers },
    { address: invite.mailbox, relays: [relay] },
  ]),
  decoder('commit note', protocol.parseCommitNote, protocol.encodeCommitNote, [
    { clock, leaves: [] },
    {
      clock,
      leaves: [
        { leafIndex: 0, next: 0, signature: filled(64, 1) },
        { leafIndex: 300, next: 4_294_967_295, signature: filled(64, 2) },
      ],
      counts: [{ leafIndex: 7, next: 9 }],
    },
  ]),
  decoder('numbers', protocol.parseNumbers, protocol.encodeNumbers, [
    { devices: [], epochs: [] },
    {
      devices: [
        { device: filled(32, 1), next: 0 },
        { device: filled(32, 2), next: 300 },
      ],
      epochs: [{ epoch: 4n, authenticator: filled(32, 3) }],
    },
  ]),
  decoder('padding', protocol.unpad, protocol.pad, [filled(9, 1)]),
  textDecoder('invite to a relay', protocol.parseRelayInvite, protocol.encodeRelayInvite, [
    { relay, credit: filled(87, 1), charterHash: null },
    { relay, credit: filled(1, 1), charterHash: filled(32, 2) },
  ]),
  textDecoder('invite link', protocol.parseInvite, protocol.encodeInvite, [invite]),
  textDecoder('safety code', protocol.parseSafetyCode, protocol.encodeSafetyCode, [
    { own: alice, other: bob },
  ]),
  textDecoder('identity URI', protocol.parseIdentityUri, protocol.identityUri, [alice]),
  textDecoder('room URI', protocol.parseRoomUri, protocol.roomUri, [filled(16, 1)]),
  textDecoder('base64url', (text) => protocol.parseBase64url(text, 64), protocol.encodeBase64url, [
    filled(10, 200),
  ]),
];

const links: readonly string[] = ['invite link', 'invite to a relay'];
// White space around a link that was pasted is forgiven and does not come back.
const normal = (name: string, bytes: Uint8Array) =>
  links.includes(name) ? utf8.encode(latin1(bytes).trim()) : bytes;

function refusedOrSame({ name, again }: Decoder, bytes: Uint8Array): void {
  let result: Uint8Array | undefined;
  const code = codeOf(() => (result = again(bytes)));
  if (code === undefined) expect(result).toEqual(normal(name, bytes));
}

describe.each(decoders)('decoder of $name', (each) => {
  test('gives back what was encoded', () => {
    for (const sample of each.samples) expect(each.again(sample)).toEqual(sample);
  });

  test('answers random bytes with a coded error or the same bytes again', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => refusedOrSame(each, bytes)),
      { numRuns: 500 },
    );
  });

  test('answers a changed sample with a coded error or the same bytes again', () => {
    const change = fc.record({
      at: fc.nat(),
      remove: fc.nat({ max: 3 }),
      insert: fc.uint8Array({ maxLength: 3 }),
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...each.samples),
        fc.array(change, { minLength: 1, maxLength: 3 }),
        (sample, changes) => {
          let bytes = [...sample];
          for (const { at, remove, insert } of changes)
            bytes = bytes.toSpliced(at % (bytes.length + 1), remove, ...insert);
          refusedOrSame(each, Uint8Array.from(bytes));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test('answers every truncation of a sample with a coded error or the same bytes again', () => {
    for (const sample of each.samples) {
      for (let length = 0; length < sample.length; length++)
        refusedOrSame(each, sample.subarray(0, length));
    }
  });

  test('refuses 100,000 open arrays, and a megabyte of anything, with a code', () => {
    for (const byte of [0x00, 0x41, 0x81, 0x9f, 0xa1, 0xc1, 0xff]) {
      expect(codeOf(() => each.again(filled(100_000, byte)))).toBeDefined();
    }
    expect(codeOf(() => each.again(filled(1_000_000, 0x81)))).toBeDefined();
  });
});
