import { checkVersion, idBytes } from './document.ts';
import type { DocumentKey } from './document.ts';
import { createPackedWriter, readPacked } from './packed.ts';

const version = 1;

/**
 * Which messages a block holds, without their words: version, how many, then for each, newest first, its id, conversation, how much
 * older it is than the one before in milliseconds (the first: its time), and its counter.
 */
export function encodeBlockDocuments(documents: readonly DocumentKey[]): Uint8Array {
  const packed = createPackedWriter();
  packed.number(version);
  packed.number(documents.length);
  let beforeMs: number | undefined;
  for (const { id, conversation, hlc } of documents) {
    packed.bytes(id);
    packed.number(conversation);
    packed.number(beforeMs === undefined ? hlc.physicalMs : beforeMs - hlc.physicalMs);
    packed.number(hlc.counter);
    beforeMs = hlc.physicalMs;
  }
  return packed.done();
}

/** @throws VAULT_BROKEN, VAULT_NEWER */
export function parseBlockDocuments(value: Uint8Array): readonly DocumentKey[] {
  const packed = readPacked(value);
  checkVersion(packed.number(), version);
  let beforeMs: number | undefined;
  const keys: DocumentKey[] = [];
  for (let left = packed.number(); left > 0; left -= 1) {
    const id = packed.bytes(idBytes).slice();
    const conversation = packed.number();
    const ms = packed.number();
    const physicalMs: number = beforeMs === undefined ? ms : beforeMs - ms;
    keys.push({ id, conversation, hlc: { physicalMs, counter: packed.number() } });
    beforeMs = physicalMs;
  }
  return keys;
}
