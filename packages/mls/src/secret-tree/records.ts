import { Writer } from '../wire/writer.ts';
import type { Ratchet, SkippedKey } from './ratchet.ts';
import type { RatchetKind } from './secret-tree.ts';

// The records of a stored secret tree: `secret/<node>` a secret that is not divided; `ratchet/<leaf>/<h|a>` its generation,
// 4 bytes, and secret; `skipped/<leaf>/<h|a>/<generation>` a key, its nonce, and when it was skipped, 8 bytes of seconds.
// Numbers are decimal.

const letters = { handshake: 'h', application: 'a' } as const;

export function secretName(nodeIndex: number): string {
  return `secret/${nodeIndex}`;
}

export function ratchetName(leafIndex: number, kind: RatchetKind): string {
  return `ratchet/${leafIndex}/${letters[kind]}`;
}

export function skippedName(leafIndex: number, kind: RatchetKind, generation: number): string {
  return `skipped/${leafIndex}/${letters[kind]}/${generation}`;
}

export function encodeRatchet(ratchet: Ratchet): Uint8Array {
  return new Writer(4 + ratchet.secret.length)
    .u32(ratchet.generation)
    .fixed(ratchet.secret)
    .finish();
}

export function encodeSkippedKey({ key, nonce, skippedAt }: SkippedKey): Uint8Array {
  const writer = new Writer(key.length + nonce.length + 8);
  return writer.fixed(key).fixed(nonce).u64(BigInt(skippedAt)).finish();
}

/** Which ratchet a record `skipped/…` belongs to, by that one's name, and which generation. `undefined` for other names. */
export function readSkippedName(
  name: string,
): { readonly ratchet: string; readonly generation: number } | undefined {
  const found = /^skipped\/(\d+\/[ah])\/(0|[1-9]\d*)$/.exec(name);
  return found === null
    ? undefined
    : { ratchet: `ratchet/${found[1]!}`, generation: Number(found[2]) };
}
