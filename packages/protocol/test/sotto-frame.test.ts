import type { RelayUrl } from '@sotto/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  encodeCbor,
  encodeSottoFrame,
  hlcCompare,
  hlcReceive,
  hlcTick,
  hlcZero,
  isSuggestedName,
  parseSottoFrame,
  parseSuggestedName,
  protocolLimits,
} from '@sotto/protocol';
import type { CborValue, Parcel, SottoFrame } from '@sotto/protocol';
import { codeOf, filled } from './codes.ts';
import { blobPlace } from './samples.ts';

const clock = { physicalMs: 1_800_000_000_000, counter: 3 };
const raw = (...extra: [CborValue, CborValue][]) =>
  encodeCbor(new Map<CborValue, CborValue>([[0, 1], [1, 0], [2, [0, 0]], ...extra]));
const anyParcel: fc.Arbitrary<Parcel> = fc.oneof(
  fc.record({ bytes: fc.uint8Array({ minLength: 1, maxLength: 40 }) }),
  fc.constant({ place: blobPlace }),
);
const anyFrame: fc.Arbitrary<SottoFrame> = fc
  .record({
    sequence: fc.nat({ max: protocolLimits.maxSottoFrameSequence }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    parcel: anyParcel,
    tree: fc.option(anyParcel),
    numbers: anyParcel,
    head: fc.record({
      network: fc.uint8Array({ minLength: 8, maxLength: 8 }),
      size: fc.maxSafeNat(),
      root: fc.uint8Array({ minLength: 32, maxLength: 32 }),
    }),
  })
  .map(({ sequence, share, parcel, tree, numbers, head }) => {
    const skipped = Math.ceil(share * sequence);
    const control = { kind: 'welcome', parcel, tree, numbers } as const;
    return skipped === 0
      ? { sequence, clock, control }
      : { sequence, clock, skipped, control, head };
  });
const networkHead = { network: filled(8, 1), size: 3, root: filled(32, 2) };
const inline = (bytes: number): CborValue => [0, filled(bytes, 1)];
const relayUrl = 'https://relay.example' as RelayUrl;
const welcome = (...parts: CborValue[]) => raw([4, [3, parts]]);

describe('a frame', () => {
  test.each<SottoFrame>([
    { sequence: 0, clock },
    { sequence: 4_294_967_295, clock, content: filled(60_000, 1) },
    { sequence: 1, clock, control: { kind: 'profile', suggestedName: 'Zoë 🙂' } },
    { sequence: 1, clock, control: { kind: 'other', code: 9, payload: ['x', new Map([[1, 2]])] } },
    {
      sequence: 1,
      clock,
      control: { kind: 'keyPackages', keyPackages: [filled(1, 1), filled(8_192, 2)] },
    },
    {
      sequence: 1,
      clock,
      control: {
        kind: 'welcome',
        parcel: { bytes: filled(57_344, 1) },
        tree: null,
        numbers: { place: blobPlace },
      },
    },
    {
      sequence: 1,
      clock,
      control: {
        kind: 'welcome',
        parcel: { place: blobPlace },
        tree: { bytes: filled(9, 1) },
        numbers: { bytes: filled(57_344, 2) },
      },
    },
    { sequence: 1, clock, skipped: 1 },
    { sequence: 4_294_967_295, clock, skipped: 4_294_967_295, content: filled(9, 1) },
    {
      sequence: 9,
      clock,
      skipped: 9,
      control: { kind: 'leave', next: 3, signature: filled(64, 1) },
      head: networkHead,
      suggestedName: 'Ada',
      unknown: new Map<number, CborValue>([[8, 'later']]),
    },
    { sequence: 1, clock, control: { kind: 'leave', next: 3, signature: filled(64, 1) } },
    { sequence: 1, clock, control: { kind: 'keyPackagesWanted', count: 1 } },
    { sequence: 1, clock, control: { kind: 'chain', links: [filled(1, 1), filled(512, 2)] } },
    {
      sequence: 1,
      clock,
      control: { kind: 'wipeKey', secret: filled(32, 1), relays: [relayUrl] },
    },
    { sequence: 1, clock, control: { kind: 'wipeKey', secret: null, relays: [] } },
    { sequence: 1, clock, control: { kind: 'sync', records: [filled(1, 1), filled(49_152, 2)] } },
    {
      sequence: 1,
      clock,
      unknown: new Map<number, CborValue>([
        [8, 'later'],
        [99, [1]],
      ]),
    },
  ])('comes back: %#', (frame) => {
    const bytes = encodeSottoFrame(frame);
    expect(parseSottoFrame(bytes)).toEqual(frame);
    expect(encodeSottoFrame(parseSottoFrame(bytes))).toEqual(bytes);
  });

  test('an optional field of a later version is kept; one that must be understood is refused', () => {
    expect(parseSottoFrame(raw([8, 'new'])).unknown).toEqual(new Map([[8, 'new']]));
    expect(codeOf(() => parseSottoFrame(raw([-1, 'new'])))).toBe('SOTTO_FRAME_UNSUPPORTED');
    expect(codeOf(() => parseSottoFrame(raw([0, 2])))).toBe('SOTTO_FRAME_UNSUPPORTED');
  });

  test('may leave out all the numbers before it, and a Welcome is read with its numbers', () => {
    expect(parseSottoFrame(raw([1, 5], [5, 5])).skipped).toBe(5);
    expect(parseSottoFrame(welcome(inline(1), null, inline(2))).control).toEqual({
      kind: 'welcome',
      parcel: { bytes: filled(1, 1) },
      tree: null,
      numbers: { bytes: filled(2, 1) },
    });
  });

  test('comes back, whatever it leaves out and carries', () => {
    fc.assert(
      fc.property(anyFrame, (frame) => {
        expect(parseSottoFrame(encodeSottoFrame(frame))).toEqual(frame);
      }),
    );
  });

  test('that leaves out nothing, or more than there is, is refused before a key is used on it', () => {
    for (const skipped of [0, -1, 0.5, 6]) {
      expect(codeOf(() => encodeSottoFrame({ sequence: 5, clock, skipped }))).toBeDefined();
    }
  });

  test.each<[string, Uint8Array]>([
    ['that is no map', encodeCbor([1])],
    [
      'without a clock',
      encodeCbor(
        new Map([
          [0, 1],
          [1, 1],
        ]),
      ),
    ],
    ['with a text key', raw(['x', 1])],
    ['with empty content', raw([3, filled(0, 0)])],
    ['with a control of kind 0', raw([4, [0, 'x']])],
    ['with a name of 65 characters', raw([4, [1, 'x'.repeat(65)]])],
    ['with a name that turns text around', raw([4, [1, 'a\u202eb']])],
    ['with no KeyPackage', raw([4, [2, []]])],
    ['with 9 KeyPackages', raw([4, [2, Array(9).fill(filled(1, 1))]])],
    ['with an empty KeyPackage', raw([4, [2, [filled(0, 1)]]])],
    ['with too long a KeyPackage', raw([4, [2, [filled(8_193, 1)]]])],
    ['with a Welcome that is no parcel', welcome(filled(1, 1), null, inline(1))],
    ['with a Welcome that says nothing of the tree', welcome(inline(1), inline(1))],
    ['with an empty Welcome', welcome(inline(0), null, inline(1))],
    ['with too long a Welcome', welcome(inline(57_345), null, inline(1))],
    ['with a Welcome at no place', welcome([1, ['https://relay.example']], null, inline(1))],
    ['with a parcel of another form', welcome([2, filled(1, 1)], null, inline(1))],
    ['with a Welcome that tells no numbers', welcome(inline(1), null)],
    ['with a Welcome whose numbers are null', welcome(inline(1), null, null)],
    ['with a Welcome whose numbers are no parcel', welcome(inline(1), null, filled(1, 1))],
    ['with a Welcome whose numbers are empty', welcome(inline(1), null, inline(0))],
    ['with a Welcome whose numbers are too long', welcome(inline(1), null, inline(57_345))],
    ['with a Welcome that has a fourth part', welcome(inline(1), null, inline(1), null)],
    ['that left out no number', raw([1, 5], [5, 0])],
    ['that left out less than nothing', raw([1, 5], [5, -1])],
    ['that left out more numbers than there are before it', raw([1, 5], [5, 6])],
    ['that left out numbers before the first', raw([5, 1])],
    ['that left out a word', raw([1, 5], [5, 'many'])],
    ['with a statement of 63 bytes', raw([4, [4, filled(63, 1)]])],
    ['that wants no KeyPackage', raw([4, [5, 0]])],
    ['with a chain of no link', raw([4, [6, []]])],
    ['with a link of 513 bytes', raw([4, [6, [filled(513, 1)]]])],
    ['with a record that is too long', raw([4, [7, [filled(49_153, 1)]]])],
    ['that wants 9 KeyPackages', raw([4, [5, 9]])],
    ['with a head that is null', raw([6, null])],
    ['with a head of two parts', raw([6, [filled(8, 1), 3]])],
    ['with a head of four parts', raw([6, [filled(8, 1), 3, filled(32, 2), 0]])],
    ['with a head of 7 bytes of a network', raw([6, [filled(7, 1), 3, filled(32, 2)]])],
    ['with a head of a size below 0', raw([6, [filled(8, 1), -1, filled(32, 2)]])],
    ['with a head whose root has 31 bytes', raw([6, [filled(8, 1), 3, filled(31, 2)]])],
    ['with a counter of 17 bits', raw([2, [0, 65_536]])],
    ['with a clock past the year 9999', raw([2, [protocolLimits.maxHlcPhysicalMs + 1, 0]])],
    [
      'with 17 unknown fields',
      raw(...Array.from({ length: 17 }, (_, key): [CborValue, CborValue] => [key + 7, 0])),
    ],
  ])('%s is refused', (_, bytes) => {
    expect(codeOf(() => parseSottoFrame(bytes))).toBe('SOTTO_FRAME_MALFORMED');
  });

  test('who may wipe a device is told with its relays, or with nothing at all', () => {
    const wipeKey = (...payload: CborValue[]) => raw([4, [8, payload]]);
    for (const bytes of [
      wipeKey(null, [relayUrl]),
      wipeKey(filled(32, 1), []),
      wipeKey(filled(31, 1), [relayUrl]),
      wipeKey(filled(32, 1), [relayUrl, relayUrl]),
      wipeKey(filled(32, 1), ['ftp://relay.example']),
      wipeKey(filled(32, 1)),
    ])
      expect(codeOf(() => parseSottoFrame(bytes))).toBe('SOTTO_FRAME_MALFORMED');
  });

  test('a control of a later version is kept as it came', () => {
    const control = { kind: 'other', code: 9, payload: ['new'] };
    expect(parseSottoFrame(raw([4, [9, ['new']]])).control).toEqual(control);
  });

  test('controls, each of which would fit, are refused when the frame does not', () => {
    const keyPackages = Array<Uint8Array>(8).fill(filled(8_192, 1));
    const control = { kind: 'keyPackages', keyPackages } as const;
    expect(codeOf(() => encodeSottoFrame({ sequence: 1, clock, control }))).toBe('CBOR_LIMIT');
  });

  test('an unknown field cannot stand in for a known one', () => {
    expect(
      codeOf(() => encodeSottoFrame({ sequence: 1, clock, unknown: new Map([[3, 'x']]) })),
    ).toBe('SOTTO_FRAME_MALFORMED');
  });

  test('a frame that would not fit an envelope is refused', () => {
    const content = filled(protocolLimits.maxSottoFrameBytes, 1);
    expect(codeOf(() => encodeSottoFrame({ sequence: 1, clock, content }))).toBe('CBOR_LIMIT');
  });
});

const anyClock = fc.record({
  physicalMs: fc.integer({ min: 0, max: 10_000 }),
  counter: fc.integer({ min: 0, max: protocolLimits.maxHlcCounter }),
});
const anyNow = fc.integer({ min: 0, max: 10_000 });

describe('the hybrid logical clock', () => {
  test('goes forward at every tick, whatever the wall clock does', () => {
    fc.assert(
      fc.property(anyClock, anyNow, (previous, now) => {
        const next = hlcTick(previous, now);
        expect(hlcCompare(next, previous)).toBeGreaterThan(0);
        expect(next.counter).toBeLessThanOrEqual(protocolLimits.maxHlcCounter);
      }),
    );
  });

  test('after a message is after that message and after everything before', () => {
    fc.assert(
      fc.property(anyClock, anyClock, anyNow, (local, remote, now) => {
        const { clock: next, followed } = hlcReceive(local, remote, now);
        expect(followed).toBe(true);
        expect(hlcCompare(next, local)).toBeGreaterThan(0);
        expect(hlcCompare(next, remote)).toBeGreaterThan(0);
      }),
    );
  });

  test('is not dragged past the bound by a peer', () => {
    const remote = { physicalMs: 1_001, counter: 0 };
    expect(hlcReceive(hlcZero, remote, 0, 1_000)).toEqual({
      clock: { physicalMs: 0, counter: 1 },
      followed: false,
    });
    expect(hlcReceive(hlcZero, remote, 1, 1_000)).toEqual({
      clock: { physicalMs: 1_001, counter: 1 },
      followed: true,
    });
  });
});

describe('a suggested name that is made to mislead', () => {
  test.each([
    'Echo\u200b',
    'E\u00adcho',
    '\ufeffEcho',
    'Echo\u200f',
    '\u061cEcho',
    'E\u2060cho',
    '\u{e0041}',
  ])('by what nobody can see is refused: %#', (name) => {
    expect(isSuggestedName(name)).toBe(false);
    expect(codeOf(() => parseSottoFrame(raw([4, [1, name]])))).toBe('SOTTO_FRAME_MALFORMED');
  });

  test.each(['\u3164', '\u2800\u2800', '\u115f', '\u200d', '\u0301'])(
    'by showing nothing is refused: %#',
    (name) => {
      expect(isSuggestedName(name)).toBe(false);
    },
  );

  test.each(['می\u200cخواهم', '👩\u200d🚀', 'Ada-Marie', '李', 'हिन्दी', '42', 'אבג'])(
    'is not what other scripts and emoji need: %#',
    (name) => {
      expect(isSuggestedName(name)).toBe(true);
    },
  );
});

describe('a suggested name', () => {
  test('is trimmed and composed, and may have 64 characters outside the first plane', () => {
    expect(parseSuggestedName('  Zoe\u0308 ')).toBe('Zo\u00eb');
    expect(isSuggestedName('🙂'.repeat(64))).toBe(true);
  });

  test.each([
    '',
    ' ',
    'a\nb',
    'a\u0000',
    '\ud800',
    'x'.repeat(65),
    'a\u2066b',
    'x'.repeat(100_000),
  ])('that cannot be shown is refused: %#', (name) => {
    expect(codeOf(() => parseSuggestedName(name))).toBe('SUGGESTED_NAME_INVALID');
  });
});
