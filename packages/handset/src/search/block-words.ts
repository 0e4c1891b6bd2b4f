import { checkVersion } from './document.ts';
import type { Document } from './document.ts';
import { searchLimits } from '../search-limits.ts';
import { brokenSearch, createPackedWriter, readPacked } from './packed.ts';
import type { PackedReader } from './packed.ts';
import type { Word } from './words.ts';

const version = 1;

/**
 * The words of a block: version, number of documents, number of sections, for each section the byte that its words begin with and
 * its length, then the sections. In one, for each word, rising: how many bytes it shares with the one before, how many bytes of its own
 * follow, these bytes, how many bytes its places take, and its places: the documents' numbers, each as its distance from the one
 * before.
 */
export function encodeBlockWords(documents: readonly Document[]): Uint8Array {
  const places = new Map<Word, number[]>();
  for (const [number, { words }] of documents.entries()) {
    for (const word of words) {
      const known = places.get(word);
      if (known === undefined) places.set(word, [number]);
      else known.push(number);
    }
  }
  const packed = createPackedWriter();
  const begins = new Map<number, number>();
  let before: Word = '';
  // Not by a locale: in the order of the bytes.
  for (const word of [...places.keys()].sort()) {
    const first = word.charCodeAt(0);
    if (!begins.has(first)) {
      begins.set(first, packed.length());
      before = '';
    }
    const shared = sharedLength(before, word);
    packed.number(shared);
    packed.number(word.length - shared);
    packed.byteString(word.slice(shared));
    writePlaces(packed, places.get(word) ?? []);
    before = word;
  }
  const head = createPackedWriter();
  head.number(version);
  head.number(documents.length);
  head.number(begins.size);
  const ends = [...begins.values(), packed.length()];
  for (const [index, [first, begin]] of [...begins].entries()) {
    head.number(first);
    head.number((ends[index + 1] ?? begin) - begin);
  }
  head.bytes(packed.done());
  return head.done();
}

interface Sections {
  /** Number of documents. */
  readonly count: number;
  /** By the byte that their words begin with: views. */
  readonly sections: ReadonlyMap<number, Uint8Array>;
}

function readSections(value: Uint8Array): Sections {
  const packed = readPacked(value);
  checkVersion(packed.number(), version);
  const count = packed.number();
  if (count > searchLimits.maxParsedMessages) throw brokenSearch();
  const lengths = Array.from(
    { length: Math.min(packed.number(), 256) },
    () => [packed.number(), packed.number()] as const,
  );
  return {
    count,
    sections: new Map(lengths.map(([first, length]) => [first, packed.bytes(length)])),
  };
}

/** For each document of a block its words. @throws VAULT_BROKEN, VAULT_NEWER */
export function parseBlockWords(value: Uint8Array): readonly (readonly Word[])[] {
  const { count, sections } = readSections(value);
  const words: Word[][] = Array.from({ length: count }, () => []);
  for (const section of sections.values()) {
    const packed = readPacked(section);
    let word: Word = '';
    while (packed.left() > 0) {
      const shared = packed.number();
      if (shared > word.length) throw brokenSearch();
      word = word.slice(0, shared) + packed.byteString(packed.number());
      forEachPlace(packed, packed.number(), (number) => {
        const of = words[number];
        if (of === undefined) throw brokenSearch();
        of.push(word);
      });
    }
  }
  return words;
}

/**
 * The numbers, rising, of the documents that hold, for each word of `query`, one that begins with it.
 * @throws VAULT_BROKEN, VAULT_NEWER
 */
export function matchBlockWords(value: Uint8Array, query: readonly Word[]): readonly number[] {
  const { count, sections } = readSections(value);
  const rounds = new Uint16Array(count);
  for (const [round, start] of query.entries()) {
    const section = sections.get(start.charCodeAt(0));
    if (section === undefined) return [];
    matchOne(section, start, (number) => {
      if (number >= count) throw brokenSearch();
      if (rounds[number] === round) rounds[number] = round + 1;
    });
  }
  const found: number[] = [];
  for (let number = 0; number < count; number += 1)
    if (rounds[number] === query.length) found.push(number);
  return found;
}

// Steps over the words without putting them together: what a word shares with the one before tells how it compares with `start`.
function matchOne(section: Uint8Array, start: Word, found: (number: number) => void): void {
  const packed = readPacked(section);
  /** So many bytes of `start` the word before had. */
  let matched = 0;
  while (packed.left() > 0) {
    const shared = packed.number();
    const own = packed.bytes(packed.number());
    const placesBytes = packed.number();
    // It left what `start` has: words only rise, so all that follow are past it.
    if (shared < matched) return;
    if (shared === matched) {
      let at = 0;
      while (matched < start.length && own[at] === start.charCodeAt(matched)) {
        at += 1;
        matched += 1;
      }
      if (matched < start.length && (own[at] ?? -1) > start.charCodeAt(matched)) return;
    }
    if (matched === start.length) forEachPlace(packed, placesBytes, found);
    else packed.skip(placesBytes);
  }
}

function writePlaces(
  packed: ReturnType<typeof createPackedWriter>,
  numbers: readonly number[],
): void {
  let bytes = 0;
  let before = 0;
  for (const number of numbers) {
    bytes += number - before < 0x80 ? 1 : number - before < 0x4000 ? 2 : 3;
    before = number;
  }
  packed.number(bytes);
  before = 0;
  for (const number of numbers) {
    packed.number(number - before);
    before = number;
  }
}

function forEachPlace(packed: PackedReader, bytes: number, found: (number: number) => void): void {
  const end = packed.left() - bytes;
  if (end < 0) throw brokenSearch();
  let number = 0;
  while (packed.left() > end) {
    number += packed.number();
    found(number);
  }
}

function sharedLength(a: Word, b: Word): number {
  let length = 0;
  while (length < a.length && a.charCodeAt(length) === b.charCodeAt(length)) length += 1;
  return length;
}
