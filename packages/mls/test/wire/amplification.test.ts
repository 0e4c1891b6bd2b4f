import { describe, expect, test } from 'vitest';
import { readCapabilities } from '../../src/wire/capabilities.ts';
import { readCommit, readUpdatePath } from '../../src/wire/commit.ts';
import { readCredential } from '../../src/wire/credential.ts';
import { readExtensions } from '../../src/wire/extension.ts';
import { encodeMessage, parseMessage } from '../../src/wire/message.ts';
import { readParentNode, readRatchetTree } from '../../src/wire/ratchet-tree.ts';
import type { Reader } from '../../src/wire/reader.ts';
import { maxVectorBytes, readWhole } from '../../src/wire/reader.ts';
import { readGroupSecrets, readWelcome } from '../../src/wire/welcome.ts';
import { Writer } from '../../src/wire/writer.ts';
import { published, sampleLeaf, sampleMessages } from '../evil/samples.ts';

const megabyte = 1_048_576;

/** A vector of about a megabyte that is the same element again and again. */
function flood(element: readonly number[]): Uint8Array {
  const repeated = new Uint8Array(Math.floor(megabyte / element.length) * element.length);
  for (let at = 0; at < repeated.length; at += element.length) repeated.set(element, at);
  return new Writer(megabyte + 4).opaque(repeated).finish();
}

function behind(before: Uint8Array | readonly number[], flooded: Uint8Array): Uint8Array {
  return new Writer(megabyte).fixed(Uint8Array.from(before)).fixed(flooded).finish();
}

const leaf = sampleLeaf(published).encoded;

const floods: readonly (readonly [
  what: string,
  bytes: Uint8Array,
  read: (r: Reader) => unknown,
])[] = [
  ['certificates of no bytes', behind([0, 2], flood([0])), readCredential],
  ['references of no bytes in a commit', flood([2, 0]), readCommit],
  ['empty nodes of a path', behind(leaf, flood([0, 0])), readUpdatePath],
  [
    'path secrets of no bytes',
    behind(leaf, new Writer(megabyte).opaque(behind([0], flood([0, 0]))).finish()),
    readUpdatePath,
  ],
  ['recipients of a Welcome', behind([0, 1], flood([0, 0, 0])), readWelcome],
  ['pre-shared keys of no bytes', behind([0, 0], flood([1, 0, 0])), readGroupSecrets],
];

describe('a megabyte of the smallest elements there are', () => {
  test.each(floods)('%s: is refused before it fills memory', (_what, bytes, read) => {
    let code: unknown;
    try {
      readWhole(bytes, read);
    } catch (error) {
      ({ code } = error as { code?: unknown });
    }
    expect(code).toBe('MLS_TOO_MANY_VALUES');
  });

  test('elements that cost no more than their bytes are read: numbers and blank nodes', () => {
    const numbers = flood([0, 1]);
    const capabilities = new Writer(megabyte).fixed(numbers).fixed(new Uint8Array(4)).finish();
    expect(readWhole(capabilities, readCapabilities).versions).toHaveLength(megabyte / 2);
    const parent = behind([0, 0], flood([0, 0, 0, 1]));
    expect(readWhole(parent, readParentNode).unmergedLeaves).toHaveLength(megabyte / 4);
    expect(() => readWhole(flood([0]), readRatchetTree)).toThrow(/ends with a blank/);
  });

  test('extensions end with the number of their types', () => {
    expect(() => readWhole(flood([0, 1, 0]), readExtensions)).toThrow(/there twice/);
  });
});

test('a large tree of real leaves is read', () => {
  const leaves = 4_096;
  const writer = new Writer(megabyte);
  const start = writer.open();
  for (let index = 0; index < leaves; index += 1) {
    if (index > 0) writer.u8(0);
    writer.u8(1).u8(1).fixed(leaf);
  }
  const tree = readWhole(writer.close(start).finish(), readRatchetTree);
  expect(tree).toHaveLength(2 * leaves - 1);
});

test('a length that promises more than there is reserves nothing', () => {
  const bytes = new Writer(8).varint(maxVectorBytes).finish();
  expect(() => readWhole(bytes, (reader) => reader.opaque())).toThrow(/cut short/);
  expect(() => readWhole(bytes, (reader) => reader.vector())).toThrow(/cut short/);
});

test('a message above the bound is refused unread, one at it is read', () => {
  for (const [, bytes] of sampleMessages()) {
    expect(encodeMessage(parseMessage(bytes, bytes.length))).toEqual(bytes);
    expect(() => parseMessage(bytes, bytes.length - 1)).toThrow(/longer than allowed/);
  }
});

test('a message may be read from memory that is used again afterwards', () => {
  for (const [, bytes] of sampleMessages()) {
    const lent = bytes.slice();
    const message = parseMessage(lent, lent.length);
    lent.fill(0xff);
    expect(encodeMessage(message)).toEqual(bytes);
  }
});
