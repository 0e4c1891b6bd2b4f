import { describe, expect, it } from 'vitest';
import { readCommit } from '../../src/wire/commit.ts';
import { readContentType, readSender } from '../../src/wire/framed-content.ts';
import { readLeafNode } from '../../src/wire/leaf-node.ts';
import { encodeMessage, parseMessage } from '../../src/wire/message.ts';
import { readPreSharedKeyId } from '../../src/wire/pre-shared-key.ts';
import { readRatchetTree, writeRatchetTree } from '../../src/wire/ratchet-tree.ts';
import { Reader, readWhole } from '../../src/wire/reader.ts';
import { readGroupSecrets } from '../../src/wire/welcome.ts';
import { Writer } from '../../src/wire/writer.ts';
import { expectRefused } from '../evil/refused.ts';
import { published, sampleLeaf, sampleMessages } from '../evil/samples.ts';

const maxBytes = 1_000_000;

/** Lengths on both sides of each step of RFC 9420 §2.1.2, with their shortest encodings. */
const lengths: readonly (readonly [length: number, header: readonly number[]])[] = [
  [0, [0x00]],
  [63, [0x3f]],
  [64, [0x40, 0x40]],
  [16_383, [0x7f, 0xff]],
  [16_384, [0x80, 0x00, 0x40, 0x00]],
];

describe('the presentation language', () => {
  it('[2.1-1] refuses bytes after the end of a message, and of a value that fills its field', async () => {
    for (const [, bytes] of sampleMessages()) {
      await expectRefused('MLS_MALFORMED', () =>
        parseMessage(Uint8Array.of(...bytes, 0), maxBytes),
      );
    }
    const tree = encodeTree([sampleLeaf(published)]);
    expect(readWhole(tree, readRatchetTree)).toHaveLength(1);
    await expectRefused('MLS_MALFORMED', () =>
      readWhole(Uint8Array.of(...tree, 0), readRatchetTree),
    );
  });

  it('[2.1-2] refuses a message that is cut, wherever it is cut', async () => {
    for (const [, bytes] of sampleMessages()) {
      expect(encodeMessage(parseMessage(bytes, maxBytes))).toEqual(bytes);
      for (let length = 0; length < bytes.length; length += 1) {
        await expectRefused('MLS_MALFORMED', () => parseMessage(bytes.slice(0, length), maxBytes));
      }
    }
  });

  it('[2.1-2] refuses a vector whose last element is cut by the end of the vector', async () => {
    const capabilities = sampleLeaf(published).encoded.slice();
    // The vector of versions: two bytes long, then the version. One byte of it, and the element is not whole.
    const at = 33 + 33 + 2 + 2 + 100;
    expect([...capabilities.subarray(at, at + 3)]).toEqual([2, 0, 1]);
    capabilities[at] = 1;
    await expectRefused('MLS_MALFORMED', () => readWhole(capabilities, readLeafNode));
  });

  it('[2.1-3] refuses values outside an enumeration', async () => {
    const nonce = new Uint8Array(33);
    const leaf = sampleLeaf({ kind: 'update' }).encoded;
    const other = sampleLeaf({ kind: 'commit', parentHash: new Uint8Array() }).encoded;
    const sourceAt = leaf.findIndex((byte, index) => byte !== other[index]);
    const cases: readonly (readonly [
      read: (reader: Reader) => unknown,
      bytes: (value: number) => Uint8Array,
      known: readonly number[],
    ])[] = [
      [readContentType, (value) => Uint8Array.of(value), [1, 2, 3]],
      [readSender, (value) => Uint8Array.of(value, 0, 0, 0, 0), [1, 2, 3, 4]],
      [readLeafNode, (value) => withByte(leaf, sourceAt, value), [1, 2, 3]],
      [readPreSharedKeyId, (value) => Uint8Array.of(value, 0, 0), [1, 2]],
      [readPreSharedKeyId, (value) => Uint8Array.of(2, value, ...nonce.subarray(0, 10)), [1, 2, 3]],
      [readCommit, (value) => Uint8Array.of(2, value, 0, 0), [1, 2]],
    ];
    for (const [read, bytes, known] of cases) {
      for (let value = 0; value < 256; value += 1) {
        if (known.includes(value)) continue;
        await expectRefused('MLS_MALFORMED', () => readWhole(bytes(value), read));
      }
    }
    // The same bytes around a known value are whole: it is the value that was refused.
    for (const [at, whole] of [1, 1, 2, 1, 1, 2].entries()) {
      const [read, bytes] = cases[at]!;
      readWhole(bytes(whole), read);
    }
    const tree = encodeTree([sampleLeaf(published)]);
    const kindAt = tree.indexOf(1, 3);
    for (let value = 0; value < 256; value += 1) {
      if (value === 1) continue;
      await expectRefused('MLS_TREE_NODE_KIND', () =>
        readWhole(withByte(tree, kindAt, value), readRatchetTree),
      );
    }
  });

  it('[2.1.1-1] refuses a presence octet that is neither 0 nor 1', async () => {
    for (let value = 2; value < 256; value += 1) {
      await expectRefused('MLS_MALFORMED', () => readWhole(Uint8Array.of(0, value), readCommit));
      await expectRefused('MLS_MALFORMED', () =>
        readWhole(Uint8Array.of(1, value), readRatchetTree),
      );
      await expectRefused('MLS_MALFORMED', () =>
        readWhole(Uint8Array.of(0, value, 0, 0), readGroupSecrets),
      );
    }
    expect(readWhole(Uint8Array.of(0, 0), readCommit).path).toBeUndefined();
  });
});

describe('vector lengths', () => {
  it('[2.1.2-1] writes each length in the fewest bytes, written at once or behind its content', () => {
    for (const [length, header] of lengths) {
      const content = new Uint8Array(length).fill(7);
      const expected = [...header, ...content];
      expect([...new Writer().opaque(content).finish()]).toEqual(expected);
      const writer = new Writer();
      const start = writer.open();
      expect([...writer.fixed(content).close(start).finish()]).toEqual(expected);
    }
  });

  it('[2.1.2-2] refuses a length in more bytes than it needs', async () => {
    const long = [
      [0x40, 0x00],
      [0x40, 0x3f],
      [0x80, 0x00, 0x00, 0x00],
      [0x80, 0x00, 0x00, 0x3f],
      [0x80, 0x00, 0x3f, 0xff],
    ];
    for (const header of long) {
      const bytes = new Uint8Array(20_000);
      bytes.set(header);
      await expectRefused('MLS_LENGTH_NOT_MINIMAL', () => new Reader(bytes).opaque());
    }
    for (const [length, header] of lengths) {
      const bytes = Uint8Array.of(...header, ...new Uint8Array(length));
      expect(readWhole(bytes, (reader) => reader.opaque())).toHaveLength(length);
    }
  });

  it('[2.1.2-2] refuses a message with one such length in it, and takes it without', async () => {
    const [, [, bytes]] = sampleMessages() as readonly [unknown, readonly [string, Uint8Array]];
    // The group id, 16 bytes, stands behind version and wire format.
    expect(bytes[4]).toBe(16);
    const long = Uint8Array.of(...bytes.subarray(0, 4), 0x40, 16, ...bytes.subarray(5));
    await expectRefused('MLS_LENGTH_NOT_MINIMAL', () => parseMessage(long, maxBytes));
    parseMessage(bytes, maxBytes);
  });

  it('[2.1.2-3] refuses a length that begins with the bits 11', async () => {
    for (let first = 0xc0; first <= 0xff; first += 1) {
      const bytes = new Uint8Array(300);
      bytes[0] = first;
      await expectRefused('MLS_MALFORMED', () => new Reader(bytes).opaque());
    }
  });

  it('[2.1.2-4] refuses a length beyond the bytes that are there, without a buffer of that length', async () => {
    const claims = Uint8Array.of(0xbf, 0xff, 0xff, 0xff, 1, 2, 3);
    await expectRefused('MLS_MALFORMED', () => new Reader(claims).opaque());
    await expectRefused('MLS_MALFORMED', () => new Reader(claims).vector());
    // Within an inner vector the end of that vector counts, not the end of the bytes.
    const inner = new Reader(Uint8Array.of(2, 2, 9, 9, 9)).vector();
    await expectRefused('MLS_MALFORMED', () => inner.opaque());
    // Each claim is 1 GiB: a reader that made room for them would not live to the end of the loop.
    for (let times = 0; times < 10_000; times += 1) {
      await expectRefused('MLS_MALFORMED', () => new Reader(claims).opaque());
    }
  });

  it('[2.1.2-4] reads opaque values as views: what is read takes no room of its own', () => {
    const bytes = new Writer().opaque(new Uint8Array(5000)).finish();
    expect(new Reader(bytes).opaque().buffer).toBe(bytes.buffer);
  });
});

function encodeTree(nodes: Parameters<typeof writeRatchetTree>[1]): Uint8Array {
  const writer = new Writer();
  writeRatchetTree(writer, nodes);
  return writer.finish();
}

function withByte(bytes: Uint8Array, at: number, value: number): Uint8Array {
  const changed = bytes.slice();
  changed[at] = value;
  return changed;
}
