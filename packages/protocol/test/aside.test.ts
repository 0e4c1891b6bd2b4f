import type { MailboxAddress, RelayUrl } from '@sotto/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  asideBytesToSign,
  decodeCbor,
  encodeAside,
  encodeAsideContent,
  encodeCbor,
  parseAside,
} from '@sotto/protocol';
import type { AsideBody, AsideHead, CborValue } from '@sotto/protocol';
import { asideOf, bodies, head, mailbox } from './asides.ts';
import { codeOf, filled } from './codes.ts';

const bytesOf = (min: number, max = min) => fc.uint8Array({ minLength: min, maxLength: max });
const list = <T>(item: fc.Arbitrary<T>) => fc.array(item, { minLength: 1, maxLength: 64 });
const anyEpoch = fc.bigInt({ min: 0n, max: 2n ** 53n - 1n });
const anySequence = fc.nat({ max: 4_294_967_295 });
const rising = <T>(items: readonly T[], by: (item: T) => bigint) =>
  items.toSorted((a, b) => (by(a) < by(b) ? -1 : 1));

const anyHead: fc.Arbitrary<AsideHead> = fc.record({
  groupId: bytesOf(1, 255),
  epoch: anyEpoch,
  sender: bytesOf(32),
  id: bytesOf(16),
  sentAtMs: fc.nat({ max: 253_402_300_799_999 }),
  next: anySequence,
});

// Steps between the ends of ranges: lengths of at most 16 keep 64 of them within 1,024 frames.
const anyRanges = list(fc.tuple(fc.nat({ max: 1_000_000 }), fc.nat({ max: 15 }))).map((steps) => {
  let after = -1;
  return steps.map(([gap, more]): [number, number] => {
    const first = after + 1 + gap;
    after = first + more;
    return [first, after];
  });
});

const anyEpochs = fc
  .uniqueArray(fc.record({ epoch: anyEpoch, authenticator: bytesOf(32) }), {
    minLength: 1,
    maxLength: 64,
    selector: ({ epoch }) => epoch,
  })
  .map((recent) => rising(recent, ({ epoch }) => epoch));

const anyBody: fc.Arbitrary<AsideBody> = fc.oneof(
  fc.record({ kind: fc.constant('content' as const), content: bytesOf(1, 100) }),
  fc.record({ kind: fc.constant('typing' as const) }),
  fc.record({ kind: fc.constant('want' as const), device: bytesOf(32), ranges: anyRanges }),
  fc.record({
    kind: fc.constant('again' as const),
    requester: bytesOf(32),
    frames: list(
      fc.record({
        sequence: anySequence,
        epoch: anyEpoch,
        frame: fc.option(bytesOf(1, 50)),
      }),
    ),
  }),
  fc.record({
    kind: fc.constant('epochs' as const),
    recent: anyEpochs,
    help: fc.option(bytesOf(1_216)),
    mailbox: fc.record({
      address: bytesOf(32).map((bytes) => bytes as MailboxAddress),
      relays: fc
        .integer({ min: 1, max: 4 })
        .map((count) =>
          Array.from({ length: count }, (_, n) => `https://r${n}.example` as RelayUrl),
        ),
    }),
  }),
  fc.record({
    kind: fc.constant('help' as const),
    requestId: bytesOf(16),
    kemOutput: bytesOf(1_120),
    sealed: bytesOf(1, 100),
  }),
  fc.record({ kind: fc.constant('seen' as const), next: anySequence }),
  fc.record({ kind: fc.constant('out' as const), recent: anyEpochs }),
  fc.record({ kind: fc.constant('log' as const), bundle: bytesOf(1, 100) }),
  fc.record({ kind: fc.constant('head' as const), note: fc.option(bytesOf(1, 100)) }),
  fc.record({ kind: fc.constant('evidence' as const), evidence: bytesOf(1, 100) }),
);

/** An aside with this in place of its body, or with fields changed. */
function raw(body: CborValue, ...changes: [number, CborValue][]): Uint8Array {
  const content = encodeCbor(
    new Map<number, CborValue>([
      [0, 1],
      [1, head.groupId],
      [2, head.epoch],
      [3, head.sender],
      [4, head.id],
      [5, head.sentAtMs],
      [6, body],
      [7, head.next],
      ...changes,
    ]),
  );
  return encodeCbor([content, filled(64, 11)]);
}

describe('an aside', () => {
  test('of every kind comes back', () => {
    for (const body of bodies) {
      const aside = asideOf(body);
      expect(parseAside(encodeAside(aside.content, aside.signature))).toEqual(aside);
    }
  });

  test('comes back, whatever its head and its body are', () => {
    fc.assert(
      fc.property(anyHead, anyBody, bytesOf(64), (anyOther, body, signature) => {
        const content = encodeAsideContent(anyOther, body);
        expect(parseAside(encodeAside(content, signature))).toEqual({
          ...anyOther,
          body,
          content,
          signature,
        });
      }),
      { numRuns: 200 },
    );
  });

  test('is signed over its label and its content', () => {
    const { content } = asideOf({ kind: 'typing' });
    expect(Buffer.from(asideBytesToSign(content))).toEqual(
      Buffer.concat([Buffer.from('Sotto aside v1\0'), content]),
    );
  });

  test('is written as documented', () => {
    expect(decodeCbor(asideOf({ kind: 'typing' }).content)).toEqual(
      new Map<number, CborValue>([
        [0, 1],
        [1, head.groupId],
        [2, 5],
        [3, head.sender],
        [4, head.id],
        [5, head.sentAtMs],
        [6, [2]],
        [7, 7],
      ]),
    );
  });

  test('of a newer version, or of a kind that is not known, is told from a damaged one', () => {
    expect(codeOf(() => parseAside(raw([14, 'new'])))).toBe('ASIDE_UNSUPPORTED');
    expect(codeOf(() => parseAside(raw([2], [0, 2])))).toBe('ASIDE_UNSUPPORTED');
  });

  test('with an epoch past 2^53 − 1 is refused before it is signed', () => {
    for (const epoch of [-1n, 2n ** 53n, 2n ** 64n]) {
      expect(codeOf(() => encodeAsideContent({ ...head, epoch }, { kind: 'typing' }))).toBe(
        'ASIDE_MALFORMED',
      );
    }
  });

  test('with a next number that no frame could have is refused before it is signed', () => {
    for (const next of [-1, 0.5, 4_294_967_296]) {
      expect(codeOf(() => encodeAsideContent({ ...head, next }, { kind: 'typing' }))).toBeDefined();
    }
  });

  test('that no envelope would hold is refused before it is signed', () => {
    const again = (frame: Uint8Array) => ({
      kind: 'again' as const,
      requester: filled(32, 1),
      frames: [{ sequence: 1, epoch: 1n, frame }],
    });
    const largest = encodeAsideContent(head, again(filled(63_488, 1)));
    expect(encodeAside(largest, filled(64, 1)).length).toBeLessThan(65_535);
    const two = { ...again(filled(1, 1)), frames: [frameOf(40_000), frameOf(40_000)] };
    expect(codeOf(() => encodeAsideContent(head, two))).toBe('CBOR_LIMIT');
  });
});

const frameOf = (bytes: number) => ({ sequence: 1, epoch: 1n, frame: filled(bytes, 1) });
const key = filled(32, 1);
const withoutNext = encodeCbor([
  encodeCbor(
    new Map<number, CborValue>([
      [0, 1],
      [1, head.groupId],
      [2, head.epoch],
      [3, head.sender],
      [4, head.id],
      [5, head.sentAtMs],
      [6, [2]],
    ]),
  ),
  filled(64, 11),
]);
const home = [mailbox.address, mailbox.relays] as const;
const epochs = (count: number): CborValue[] => Array.from({ length: count }, (_, n) => [n, key]);
const ranges = (count: number, each: number): CborValue[] =>
  Array.from({ length: count }, (_, n) => [n * each, n * each + each - 1]);

test.each<[string, Uint8Array]>([
  ['that is no array', encodeCbor(1)],
  ['without a signature', encodeCbor([filled(10, 0)])],
  ['with a short signature', encodeCbor([asideOf({ kind: 'typing' }).content, filled(63, 1)])],
  ['with a field more', raw([2], [8, 0])],
  ['without a next number', withoutNext],
  ['with a next number below 0', raw([2], [7, -1])],
  ['with a next number of 33 bits', raw([2], [7, 4_294_967_296])],
  ['with a next number in letters', raw([2], [7, '7'])],
  ['with no group', raw([2], [1, filled(0, 0)])],
  ['with a group id of 256 bytes', raw([2], [1, filled(256, 0)])],
  ['with an id of 15 bytes', raw([2], [4, filled(15, 0)])],
  ['by no device', raw([2], [3, filled(31, 1)])],
  ['by a leaf', raw([2], [3, 2])],
  ['whose body is no array', raw(2)],
  ['whose body has no kind', raw([])],
  ['of kind 0', raw([0])],
  ['with an empty content', raw([1, filled(0, 0)])],
  ['with two contents', raw([1, key, key])],
  ['of typing with more in it', raw([2, 1])],
  ['that wants nothing', raw([3, key, []])],
  ['that wants of no device', raw([3, filled(31, 1), [[1, 1]]])],
  ['that wants a range backwards', raw([3, key, [[2, 1]]])],
  [
    'that wants ranges that fall',
    raw([
      3,
      key,
      [
        [5, 6],
        [1, 2],
      ],
    ]),
  ],
  [
    'that wants a frame twice',
    raw([
      3,
      key,
      [
        [1, 2],
        [2, 3],
      ],
    ]),
  ],
  ['that wants 65 ranges', raw([3, key, ranges(65, 1)])],
  ['that wants 1,025 frames', raw([3, key, [[0, 1_024]]])],
  ['that wants 1,040 frames in 65-frame ranges', raw([3, key, ranges(16, 65)])],
  ['that sends nothing again', raw([4, key, []])],
  ['that sends 65 frames again', raw([4, key, Array.from({ length: 65 }, () => [1, 1, null])])],
  ['that sends an empty frame again', raw([4, key, [[1, 1, filled(0, 0)]]])],
  ['that reports no epoch', raw([5, [], null, ...home])],
  ['that reports 65 epochs', raw([5, epochs(65), null, ...home])],
  ['that reports an epoch twice', raw([5, [...epochs(1), ...epochs(1)], null, ...home])],
  ['that reports falling epochs', raw([5, epochs(2).toReversed(), null, ...home])],
  ['that asks help with a short key', raw([5, epochs(1), filled(1_215, 1), ...home])],
  ['that reports epochs without a mailbox', raw([5, epochs(1), null])],
  ['that reports epochs from a short address', raw([5, epochs(1), null, filled(31, 1), home[1]])],
  ['that reports epochs from no relay', raw([5, epochs(1), null, home[0], []])],
  ['that reports epochs from what is no relay', raw([5, epochs(1), null, home[0], ['http://a']])],
  ['that helps nobody', raw([6, filled(15, 1), filled(1_120, 1), key])],
  ['that helps without a key', raw([6, filled(16, 1), filled(1_119, 1), key])],
  ['that helps with nothing', raw([6, filled(16, 1), filled(1_120, 1), filled(0, 1)])],
  ['with an empty log', raw([10, filled(0, 1)])],
  ['with too long a log', raw([10, filled(57_345, 1)])],
  ['with two logs', raw([10, key, key])],
  ['with no head', raw([11])],
  ['with an empty head', raw([11, filled(0, 1)])],
  ['with too long a head', raw([11, filled(4_097, 1)])],
  ['with a head and more', raw([11, null, null])],
  ['with a head in words', raw([11, 'head'])],
  ['with evidence of nothing', raw([12, filled(0, 1)])],
  ['with too much evidence', raw([12, filled(57_345, 1)])],
  ['that has seen nothing said', raw([7])],
  ['that has seen a frame of 33 bits', raw([7, 4_294_967_296])],
  ['that has seen frames by name', raw([7, 'new'])],
  ['that has seen more than it should say', raw([7, 1, 2])],
  ['that says who is out without epochs', raw([8])],
  ['that says who is out with no epoch', raw([8, []])],
  ['that says who is out with 65 epochs', raw([8, epochs(65)])],
  ['that says who is out and more', raw([8, epochs(1), null])],
  ['that has left without a word', raw([9])],
  ['that has left without a number', raw([9, null, filled(64, 1)])],
  ['that has left with a number of 33 bits', raw([9, 2 ** 32, filled(64, 1)])],
  ['that has left with a short word', raw([9, 0, filled(63, 1)])],
  ['that has left and says more', raw([9, 0, filled(64, 1), null])],
  ['that helps too much', raw([6, filled(16, 1), filled(1_120, 1), filled(57_345, 1)])],
])('an aside %s is refused', (_, bytes) => {
  expect(codeOf(() => parseAside(bytes))).toBe('ASIDE_MALFORMED');
});

test('an aside may want exactly 1,024 frames in 64 ranges', () => {
  expect(codeOf(() => parseAside(raw([3, key, ranges(64, 16)])))).toBeUndefined();
});
