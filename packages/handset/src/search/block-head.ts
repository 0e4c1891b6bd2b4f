import type { Hlc } from '@sotto/protocol';
import { checkVersion } from './document.ts';
import type { DocumentKey } from './document.ts';
import { createPackedWriter, readPacked } from './packed.ts';

/** What is known of a block without reading it; that of every block is in memory. */
export interface BlockHead {
  readonly count: number;
  readonly newest: Hlc;
  readonly oldest: Hlc;
  /** Numbers of the conversations that have messages in it. */
  readonly conversations: readonly number[];
  /** The first 32 bits of each message's id, rising. */
  readonly marks: Uint32Array;
}

const version = 1;
const markBytes = 4;

/** `documents`: at least one, newest first. */
export function headOf(documents: readonly DocumentKey[]): BlockHead {
  const never: Hlc = { physicalMs: 0, counter: 0 };
  return {
    count: documents.length,
    newest: documents[0]?.hlc ?? never,
    oldest: documents.at(-1)?.hlc ?? never,
    conversations: [...new Set(documents.map(({ conversation }) => conversation))],
    marks: Uint32Array.from(documents, ({ id }) => markOf(id)).sort(),
  };
}

/** False: none of the block's messages has this id. */
export function mayHold({ marks }: BlockHead, id: Uint8Array): boolean {
  const mark = markOf(id);
  let [low, high] = [0, marks.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((marks[middle] ?? 0) < mark) low = middle + 1;
    else high = middle;
  }
  return marks[low] === mark;
}

/** Version, clocks, conversations, marks. */
export function encodeBlockHead(head: BlockHead): Uint8Array {
  const packed = createPackedWriter();
  packed.number(version);
  for (const { physicalMs, counter } of [head.newest, head.oldest]) {
    packed.number(physicalMs);
    packed.number(counter);
  }
  packed.number(head.conversations.length);
  for (const conversation of head.conversations) packed.number(conversation);
  packed.number(head.count);
  const marks = new DataView(new ArrayBuffer(markBytes * head.count));
  for (const [at, mark] of head.marks.entries()) marks.setUint32(markBytes * at, mark);
  packed.bytes(new Uint8Array(marks.buffer));
  return packed.done();
}

/** @throws VAULT_BROKEN, VAULT_NEWER */
export function parseBlockHead(value: Uint8Array): BlockHead {
  const packed = readPacked(value);
  checkVersion(packed.number(), version);
  const newest = { physicalMs: packed.number(), counter: packed.number() };
  const oldest = { physicalMs: packed.number(), counter: packed.number() };
  const conversations: number[] = [];
  for (let left = packed.number(); left > 0; left -= 1) conversations.push(packed.number());
  const count = packed.number();
  const bytes = packed.bytes(markBytes * count);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const marks = Uint32Array.from({ length: count }, (_, at) => view.getUint32(markBytes * at));
  return { count, newest, oldest, conversations, marks };
}

/** The first 32 bits of an id, as `BlockHead.marks` has them. */
export function markOf(id: Uint8Array): number {
  return new DataView(id.buffer, id.byteOffset, id.length).getUint32(0);
}
