import type { IdentityHash, MailboxAddress, RelayUrl } from '@sotto/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decodeCbor,
  encodeCbor,
  encodeCommitNote,
  encodeLeafMailbox,
  encodeNumbers,
  encodeRoom,
  leafMailboxComponentId,
  leaveBytesToSign,
  parseCommitNote,
  parseLeafMailbox,
  parseNumbers,
  parseRoom,
  protocolLimits,
  roomComponentId,
} from '@sotto/protocol';
import type { CborMap, CborValue, LeafMailbox, LeaveStatement, Room } from '@sotto/protocol';
import { codeOf, filled } from './codes.ts';
import { relay, room } from './samples.ts';

const relays = (count: number) =>
  Array.from({ length: count }, (_, n) => `https://r${n}.example` as RelayUrl);
const numbered = (count: number) =>
  Array.from({ length: count }, (_, n) => Uint8Array.of(n, ...filled(31, 0)));
const anyRelays = fc.integer({ min: 1, max: 4 }).map(relays);
const different = (max: number) =>
  fc.uniqueArray(fc.uint8Array({ minLength: 32, maxLength: 32 }), {
    maxLength: max,
    selector: (bytes) => Buffer.from(bytes).toString('hex'),
  });
const seconds = fc.nat({ max: protocolLimits.maxRoomPolicySeconds });

const anyRoom: fc.Arbitrary<Room> = fc
  .record({
    kind: fc.constantFrom('direct' as const, 'group' as const, 'notes' as const),
    name: fc.constantFrom('Tea', 'Zoë 🙂', 'x'.repeat(64)),
    picture: fc.option(fc.uint8Array({ minLength: 1, maxLength: 300 })),
    admins: different(64).map(
      (admins) => admins.toSorted((a, b) => Buffer.compare(a, b)) as IdentityHash[],
    ),
    registers: anyRelays,
    membersMayAdd: fc.boolean(),
    editWithinSeconds: seconds,
    disappearAfterSeconds: seconds,
    pinned: different(32),
  })
  .map((any) => (any.kind === 'group' ? any : { ...any, name: '', admins: [] }));

const changed = (bytes: Uint8Array, ...changes: [CborValue, CborValue][]) =>
  encodeCbor(new Map([...(decodeCbor(bytes) as CborMap), ...changes]));
const rawRoom = (...changes: [CborValue, CborValue][]) => changed(encodeRoom(room), ...changes);

describe('a room', () => {
  test('comes back, whatever it is', () => {
    fc.assert(
      fc.property(anyRoom, (any) => {
        expect(parseRoom(encodeRoom(any))).toEqual(any);
      }),
    );
  });

  test('is the same bytes for all who agree on it, and as documented', () => {
    expect(decodeCbor(encodeRoom(room))).toEqual(
      new Map<number, CborValue>([
        [0, 1],
        [1, 1],
        [2, 'Tea'],
        [3, room.picture],
        [4, room.admins],
        [5, room.registers],
        [6, true],
        [7, 86_400],
        [8, 0],
        [9, room.pinned],
      ]),
    );
  });

  test('with as much in it as it may have fits', () => {
    const full: Room = {
      ...room,
      name: '🙂'.repeat(64),
      picture: filled(16_384, 1),
      admins: numbered(64) as IdentityHash[],
      registers: Array.from(
        { length: 4 },
        (_, n) => `https://r${n}.${'a.'.repeat(119)}example` as RelayUrl,
      ),
      pinned: numbered(32),
    };
    expect(full.registers[0]?.length).toBeGreaterThan(245);
    expect(parseRoom(encodeRoom(full))).toEqual(full);
  });

  test('of another version is told from a damaged one', () => {
    expect(codeOf(() => parseRoom(rawRoom([0, 2])))).toBe('ROOM_VERSION_UNSUPPORTED');
  });

  test.each<[string, Uint8Array]>([
    ['that is no map', encodeCbor([1])],
    ['of a kind that is not known', rawRoom([1, 3])],
    ['of a group without a name', rawRoom([2, ''])],
    ['of a group with a name of 65 characters', rawRoom([2, 'x'.repeat(65)])],
    ['of a group with a name that turns text around', rawRoom([2, 'a\u202eb'])],
    ['of two people with a name', rawRoom([1, 0], [4, []])],
    ['of oneself with a name', rawRoom([1, 2], [4, []])],
    ['of two people with an admin', rawRoom([1, 0], [2, ''])],
    ['with an empty picture', rawRoom([3, filled(0, 0)])],
    ['with too large a picture', rawRoom([3, filled(16_385, 0)])],
    ['with admins out of order', rawRoom([4, room.admins.toReversed()])],
    ['with an admin twice', rawRoom([4, [filled(32, 1), filled(32, 1)]])],
    ['with 65 admins', rawRoom([4, numbered(65)])],
    ['with an admin who is no hash', rawRoom([4, [filled(31, 1)]])],
    ['without a register', rawRoom([5, []])],
    ['with five registers', rawRoom([5, relays(5)])],
    ['with a register twice', rawRoom([5, [relay, relay]])],
    ['with a register in another form', rawRoom([5, ['https://relay.example/']])],
    ['with a 1 for yes', rawRoom([6, 1])],
    ['with more than a year to edit', rawRoom([7, 31_536_001])],
    ['with a negative lifetime', rawRoom([8, -1])],
    ['with a message pinned twice', rawRoom([9, [filled(32, 1), filled(32, 1)]])],
    ['with 33 messages pinned', rawRoom([9, numbered(33)])],
    ['with a short message id', rawRoom([9, [filled(31, 1)]])],
    ['with a field more', rawRoom([10, 0])],
    ['with a negative key', rawRoom([-1, 0])],
  ])('%s is refused', (_, bytes) => {
    expect(codeOf(() => parseRoom(bytes))).toBe('ROOM_MALFORMED');
  });

  test('that one may not make is refused when it is encoded', () => {
    expect(codeOf(() => encodeRoom({ ...room, admins: room.admins.toReversed() }))).toBe(
      'ROOM_MALFORMED',
    );
  });
});

describe('a mailbox of a leaf', () => {
  const address = filled(32, 5) as MailboxAddress;
  const raw = (...changes: [CborValue, CborValue][]) =>
    changed(encodeLeafMailbox({ address, relays: [relay] }), ...changes);

  test('comes back, whatever it is', () => {
    const anyMailbox: fc.Arbitrary<LeafMailbox> = fc.record({
      address: fc
        .uint8Array({ minLength: 32, maxLength: 32 })
        .map((bytes) => bytes as Uint8Array as MailboxAddress),
      relays: anyRelays,
    });
    fc.assert(
      fc.property(anyMailbox, (mailbox) => {
        expect(parseLeafMailbox(encodeLeafMailbox(mailbox))).toEqual(mailbox);
      }),
    );
  });

  test('and a room are components of the private range, and not one another', () => {
    expect([roomComponentId, leafMailboxComponentId]).toEqual([0xf051, 0xf052]);
  });

  test.each<[string, Uint8Array]>([
    ['that is no map', encodeCbor(1)],
    ['of another version', raw([0, 2])],
    ['with a short address', raw([1, filled(31, 1)])],
    ['at no relay', raw([2, []])],
    ['at five relays', raw([2, relays(5)])],
    ['twice at one relay', raw([2, [relay, relay]])],
    ['at what is no relay', raw([2, [1]])],
    ['with a field more', raw([3, 0])],
  ])('%s is refused', (_, bytes) => {
    expect(codeOf(() => parseLeafMailbox(bytes))).toBe('LEAF_MAILBOX_MALFORMED');
  });
});

describe('the note of a commit', () => {
  const clock = { physicalMs: 1_800_000_000_000, counter: 3 };
  const statement = (leafIndex: number): LeaveStatement => ({
    leafIndex,
    next: leafIndex % 100,
    signature: filled(64, leafIndex % 256),
  });
  const raw = (...leaves: CborValue[]) =>
    encodeCbor(
      new Map<number, CborValue>([
        [0, 1],
        [1, leaves],
        [2, [clock.physicalMs, clock.counter]],
      ]),
    );

  test('says when it was made, and need not say that anybody leaves', () => {
    expect(encodeCommitNote({ clock, leaves: [] })).toEqual(raw());
    expect(parseCommitNote(raw())).toEqual({ clock, leaves: [] });
  });

  test('comes back by rising leaf, in whatever order it was made', () => {
    const anyLeaves = fc.uniqueArray(fc.nat({ max: 4_294_967_295 }), { maxLength: 64 });
    fc.assert(
      fc.property(anyLeaves, (indices) => {
        const bytes = encodeCommitNote({ clock, leaves: indices.map(statement) });
        const sorted = indices.toSorted((a, b) => a - b);
        expect(parseCommitNote(bytes)).toEqual({ clock, leaves: sorted.map(statement) });
      }),
    );
  });

  test('says how far the frames of removed leaves came', () => {
    const counts = [
      { leafIndex: 7, next: 0 },
      { leafIndex: 2, next: 4_294_967_295 },
    ];
    const bytes = encodeCommitNote({ clock, leaves: [], counts });
    expect(parseCommitNote(bytes)).toEqual({ clock, leaves: [], counts: counts.toReversed() });
    expect(encodeCommitNote({ clock, leaves: [], counts: [] })).toEqual(raw());
  });

  test.each<[string, Uint8Array]>([
    ['that is no map', encodeCbor([])],
    ['of another version', changed(raw(), [0, 2])],
    ['without a clock', changed(raw(), [2, null])],
    ['with a counter of 17 bits', changed(raw(), [2, [0, 65_536]])],
    ['with a field more', changed(raw(), [3, 0])],
    ['with a leaf twice', raw([1, 0, filled(64, 1)], [1, 0, filled(64, 1)])],
    ['with falling leaves', raw([2, 0, filled(64, 1)], [1, 0, filled(64, 1)])],
    ['with a leaf of 33 bits', raw([2 ** 32, 0, filled(64, 1)])],
    ['with a number of 33 bits', raw([1, 2 ** 32, filled(64, 1)])],
    ['without a number', raw([1, filled(64, 1)])],
    ['with a short signature', raw([1, 0, filled(63, 1)])],
    ['with 65 statements', raw(...Array.from({ length: 65 }, (_, n) => [n, 0, filled(64, 1)]))],
    ['with an empty list of counts', changed(raw(), [4, []])],
    [
      'with a count of a leaf twice',
      changed(raw(), [
        4,
        [
          [1, 0],
          [1, 0],
        ],
      ]),
    ],
    ['with a count of 33 bits', changed(raw(), [4, [[1, 2 ** 32]]])],
    ['with a count that says more', changed(raw(), [4, [[1, 0, 0]]])],
    ['with 65 counts', changed(raw(), [4, Array.from({ length: 65 }, (_, n) => [n, 0])])],
  ])('%s is refused', (_, bytes) => {
    expect(codeOf(() => parseCommitNote(bytes))).toBe('COMMIT_NOTE_MALFORMED');
  });

  test('has statements over the group, the mailbox of the leaf, and how far it came', () => {
    const address = (byte: number) => filled(32, byte) as MailboxAddress;
    const subject = { groupId: filled(32, 1), address: address(2), next: 7 };
    const signed = leaveBytesToSign(subject);
    expect(Buffer.from(signed)).toEqual(
      Buffer.concat([
        Buffer.from('Sotto leave v1\0'),
        encodeCbor([subject.groupId, subject.address, 7]),
      ]),
    );
    expect(leaveBytesToSign({ ...subject, address: address(3) })).not.toEqual(signed);
    expect(leaveBytesToSign({ ...subject, next: 8 })).not.toEqual(signed);
  });
});

describe('the numbers of the members', () => {
  const device = filled(32, 1);
  const anyBytes = fc.uint8Array({ minLength: 32, maxLength: 32 });
  const anyNumbers = fc.record({
    devices: fc.array(fc.record({ device: anyBytes, next: fc.nat({ max: 4_294_967_295 }) }), {
      maxLength: 50,
    }),
    epochs: fc
      .uniqueArray(fc.record({ epoch: fc.bigInt(0n, 2n ** 53n - 1n), authenticator: anyBytes }), {
        selector: ({ epoch }) => epoch,
        maxLength: 64,
      })
      .map((epochs) => epochs.toSorted((a, b) => (a.epoch < b.epoch ? -1 : 1))),
  });

  test('come back, whatever they are, and as documented', () => {
    fc.assert(
      fc.property(anyNumbers, (numbers) => {
        const bytes = encodeNumbers(numbers);
        expect(bytes).toEqual(
          encodeCbor([
            numbers.devices.map(({ device: key, next }) => [key, next]),
            numbers.epochs.map(({ epoch, authenticator }) => [epoch, authenticator]),
          ]),
        );
        expect(parseNumbers(bytes)).toEqual(numbers);
      }),
    );
  });

  test('of as many devices as there may be fit, with as many epochs', () => {
    const devices = Array.from({ length: 4_096 }, () => ({ device, next: 4_294_967_295 }));
    const epochs = Array.from({ length: 64 }, (_, n) => ({
      epoch: BigInt(n) + 2n ** 52n,
      authenticator: filled(32, n),
    }));
    const full = { devices, epochs };
    expect(parseNumbers(encodeNumbers(full))).toEqual(full);
    const more = [...devices, ...devices.slice(0, 1)];
    expect(codeOf(() => encodeNumbers({ devices: more, epochs }))).toBe('NUMBERS_MALFORMED');
  });

  const authenticator = filled(32, 2);
  test.each<[string, CborValue]>([
    ['in a map', new Map([[0, 1]])],
    ['without epochs', [[[device, 1]]]],
    ['with more', [[], [], []]],
    ['that are no pairs', [[device, 1], []]],
    ['of three parts', [[[device, 1, 2]], []]],
    ['without a number', [[[device]], []]],
    ['of a short key', [[[filled(31, 1), 1]], []]],
    ['below 0', [[[device, -1]], []]],
    ['of 33 bits', [[[device, 4_294_967_296]], []]],
    ['in letters', [[[device, '1']], []]],
    ['with an epoch twice', [[], [1, 1].map((epoch) => [epoch, authenticator])]],
    ['with a short authenticator', [[], [[1, filled(31, 1)]]]],
    ['with 65 epochs', [[], Array.from({ length: 65 }, (_, n) => [n, authenticator])]],
  ])('%s are refused', (_, value) => {
    expect(codeOf(() => parseNumbers(encodeCbor(value)))).toBe('NUMBERS_MALFORMED');
  });
});
