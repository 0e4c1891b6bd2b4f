import type { Crypto } from '@sotto/core';
import { bytesEqual } from '@sotto/protocol';
import { concat } from '../bytes.ts';
import { handsetError } from '../error.ts';
import { nonceBytes, openChunks } from './age-stream.ts';
import type { OpenWith } from './age-file.ts';
import { backupLimits } from '../backup-limits.ts';
import { parseItem } from './item.ts';
import type { Manifest, RecordItem, Trailer } from './item.ts';
import { createRunningHash } from './running-hash.ts';

/** The bytes of a backup, from the first one on, in any pieces. */
export type BackupBytes = AsyncIterable<Uint8Array>;

/** How to get at the payload: by what the person knows, or by the key that the handset kept of a backup of its own. */
export type BackupKey = OpenWith | { readonly key: Uint8Array };

export interface BackupReader {
  readonly manifest: Manifest;
  /** To be read to the end, once: only then it is known that nothing is missing. @throws BACKUP_DAMAGED, BACKUP_MALFORMED */
  readonly records: AsyncIterable<RecordItem>;
  /** After the last of the records. */
  readonly trailer: () => Trailer;
}

/**
 * Opens a backup and gives what is in it, item by item: each is bounded before it is read, and belongs to a chunk whose seal was checked.
 * @throws BACKUP_PASSPHRASE_WRONG, BACKUP_MALFORMED, BACKUP_NEWER, BACKUP_DAMAGED
 */
export async function readBackup(
  crypto: Crypto,
  bytes: BackupBytes,
  with_: BackupKey,
): Promise<BackupReader> {
  const source = bytes[Symbol.asyncIterator]();
  const { head, rest } = await readHead(source);
  const key = 'key' in with_ ? with_.key : await keyOf(crypto, head, with_);
  const bodies = items(openChunks(crypto, key, remaining(rest, source)));
  const first = await bodies.next();
  const item = first.done === true ? undefined : parseItem(first.value.body);
  if (first.done === true || item?.kind !== 'manifest') throw malformed();
  const hash = createRunningHash(crypto);
  await hash.update(first.value.framed);
  let trailer: Trailer | undefined;

  async function* records(): AsyncGenerator<RecordItem> {
    const counts = new Map<number, number>();
    for await (const { body, framed } of bodies) {
      if (trailer !== undefined) throw malformed();
      const next = parseItem(body);
      if (next.kind === 'manifest') throw malformed();
      if (next.kind === 'trailer') {
        if (!bytesEqual(await hash.digest(), next.hash) || !areEqual(counts, next.counts))
          throw handsetError('BACKUP_DAMAGED', 'The backup does not hold what it says.');
        trailer = next;
        continue;
      }
      await hash.update(framed);
      counts.set(next.tag, (counts.get(next.tag) ?? 0) + 1);
      yield next;
    }
    if (trailer === undefined)
      throw handsetError('BACKUP_DAMAGED', 'The backup ends before its end.');
  }

  return {
    manifest: item,
    records: records(),
    trailer: () => {
      if (trailer === undefined) throw malformed();
      return trailer;
    },
  };
}

async function keyOf(crypto: Crypto, head: Uint8Array, open: OpenWith): Promise<Uint8Array> {
  const { openAgeFile } = await import('./age-file.ts');
  return openAgeFile(crypto, head, open);
}

/** Header and nonce; what came with them. */
async function readHead(
  source: AsyncIterator<Uint8Array>,
): Promise<{ readonly head: Uint8Array; readonly rest: Uint8Array }> {
  const { headerLength } = await import('./age-file.ts');
  let bytes: Uint8Array = new Uint8Array(0);
  for (;;) {
    const length = headerLength(bytes);
    if (length > 0 && bytes.length >= length + nonceBytes)
      return {
        head: bytes.slice(0, length + nonceBytes),
        rest: bytes.slice(length + nonceBytes),
      };
    if (length === 0 && bytes.length > backupLimits.maxHeaderBytes) throw malformed();
    const next = await source.next();
    if (next.done === true) throw malformed();
    bytes = concat(bytes, next.value);
  }
}

async function* remaining(
  rest: Uint8Array,
  source: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  if (rest.length > 0) yield rest;
  for (;;) {
    const next = await source.next();
    if (next.done === true) return;
    yield next.value;
  }
}

interface Framed {
  readonly body: Uint8Array;
  readonly framed: Uint8Array;
}

/** Cuts a plaintext into items. An item is bounded by its length before more than that is waited for. */
export async function* items(
  plaintext: AsyncIterable<Uint8Array>,
): AsyncGenerator<Framed, void, undefined> {
  let parts: Uint8Array[] = [];
  let have = 0;
  let count = 0;
  let wanted = 4;
  for await (const piece of plaintext) {
    parts.push(piece);
    have += piece.length;
    if (have < wanted) continue;
    const bytes = concat(...parts);
    let at = 0;
    for (;;) {
      if (bytes.length - at < 4) {
        wanted = 4;
        break;
      }
      const length = new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0);
      if (length > backupLimits.maxItemBytes || (count += 1) > backupLimits.maxItems)
        throw malformed();
      if (bytes.length - at < 4 + length) {
        wanted = 4 + length;
        count -= 1;
        break;
      }
      const framed = bytes.slice(at, at + 4 + length);
      yield { body: framed.subarray(4), framed };
      at += 4 + length;
    }
    parts = [bytes.slice(at)];
    have = bytes.length - at;
  }
  if (have > 0) throw handsetError('BACKUP_DAMAGED', 'The backup ends within an item.');
}

function areEqual(a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): boolean {
  return a.size === b.size && [...a].every(([tag, count]) => b.get(tag) === count);
}

function malformed(): Error {
  return handsetError('BACKUP_MALFORMED', 'This is no backup, or it is damaged.');
}
