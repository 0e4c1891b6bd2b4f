import type { Hlc } from '@sotto/protocol';
import { compareKeys } from '../history/message-key.ts';
import type { MessageKey } from '../history/message-key.ts';
import { toHex } from '../hex.ts';
import { newerRecord } from '../storage/fields.ts';
import { brokenSearch, createPackedWriter, readPacked } from './packed.ts';
import type { Word } from './words.ts';

/** A message as search knows it. */
export interface Document extends DocumentKey {
  /** Each once. */
  readonly words: readonly Word[];
}

export interface DocumentKey extends MessageKey {
  /** The conversation's number, which search gave it (conversation-numbers.ts). */
  readonly conversation: number;
}

export const idBytes = 32;
const version = 1;
const space = ' ';

/** Negative when `a` is found before `b`: the newest first, the same at every call. */
export function compareFound(a: DocumentKey, b: DocumentKey): number {
  return compareKeys(b, a) || a.conversation - b.conversation;
}

/** A name for a message in memory. */
export function documentName({ conversation, id }: Omit<DocumentKey, 'hlc'>): string {
  return `${conversation}/${toHex(id)}`;
}

/** One record of `search/recent`. */
export function encodeDocument({ conversation, id, hlc, words }: Document): Uint8Array {
  const packed = createPackedWriter();
  packed.number(version);
  packed.number(conversation);
  packed.bytes(id);
  packed.number(hlc.physicalMs);
  packed.number(hlc.counter);
  packed.byteString(words.join(space));
  return packed.done();
}

/** @throws VAULT_BROKEN, VAULT_NEWER */
export function parseDocument(value: Uint8Array): Document {
  const packed = readPacked(value);
  checkVersion(packed.number(), version);
  const conversation = packed.number();
  const id = packed.bytes(idBytes).slice();
  const hlc: Hlc = { physicalMs: packed.number(), counter: packed.number() };
  const text = packed.byteString(packed.left());
  return { conversation, id, hlc, words: text === '' ? [] : text.split(space) };
}

/** @throws VAULT_BROKEN, VAULT_NEWER */
export function checkVersion(found: number, known: number): void {
  if (found > known) throw newerRecord();
  if (found !== known) throw brokenSearch();
}
