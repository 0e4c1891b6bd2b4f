import type { Crypto, RecordChange, Records } from '@sotto/core';
import { createMemoryStore, memoryRecords } from '@sotto/records-memory';
import type { MemoryStore } from '@sotto/records-memory';
import type { VaultParts } from '../src/vault/vault-parts.ts';
import { crypto, hex } from './vault-fixture.ts';
import { anyTables, vaultParts } from './vault-parts.ts';

/** The parts of a vault, and what was asked of store and primitives: what somebody beside the process could see. */
export interface WatchedVault {
  readonly parts: VaultParts;
  /** Which call, and how long everything was that went in and came out; keys of records as they are. */
  readonly trace: string[];
  /** The medium as it is now. */
  readonly image: () => Promise<ReadonlyMap<string, Uint8Array>>;
}

/** Over `store`, if one is given: as after a restart. */
export async function watchedVault(
  options: {
    readonly store?: MemoryStore;
    readonly onWrite?: (changes: readonly RecordChange[]) => void;
    readonly onWritten?: () => void;
  } = {},
): Promise<WatchedVault> {
  const { store = createMemoryStore(), onWrite, onWritten } = options;
  const trace: string[] = [];
  const records = await memoryRecords({
    store,
    ...(onWrite ? { onWrite: (_, changes) => onWrite(changes) } : {}),
    ...(onWritten ? { onWritten } : {}),
  }).create({});
  const seen: Records = {
    ...records,
    get: async (key) => {
      const value = await records.get(key);
      trace.push(`get ${hex(key)} ${value?.length}`);
      return value;
    },
    range: (range) => {
      trace.push(`range ${hex(range.from)} ${hex(range.to)}`);
      return records.range(range);
    },
    write: (changes) => {
      const told = changes.map((change) =>
        'put' in change ? `${hex(change.put)} ${change.value.length}` : hex(change.remove),
      );
      trace.push(`write ${told.join(', ')}`);
      return records.write(changes);
    },
  };
  const random = (length: number): Uint8Array => {
    trace.push(`random ${length}`);
    return crypto.random(length);
  };
  const watched: Crypto = {
    ...crypto,
    random,
    hash: (algorithm, data) => {
      trace.push(`hash ${data.length}`);
      return crypto.hash(algorithm, data);
    },
    hmac: (algorithm, key, data) => {
      trace.push(`hmac ${data.length}`);
      return crypto.hmac(algorithm, key, data);
    },
    hkdfExtract: (algorithm, salt, ikm) => {
      trace.push(`extract ${salt.length} ${ikm.length}`);
      return crypto.hkdfExtract(algorithm, salt, ikm);
    },
    hkdfExpand: (algorithm, prk, info, length) => {
      trace.push(`expand ${info.length} ${length}`);
      return crypto.hkdfExpand(algorithm, prk, info, length);
    },
    aeadSeal: (algorithm, box) => {
      trace.push(`seal ${box.associatedData.length} ${box.data.length}`);
      return crypto.aeadSeal(algorithm, box);
    },
    aeadOpen: (algorithm, box) => {
      trace.push(`open ${box.associatedData.length} ${box.data.length}`);
      return crypto.aeadOpen(algorithm, box);
    },
    argon2id: (input) => {
      trace.push(`argon2id ${input.memoryKiB} ${input.passes} ${input.parallelism}`);
      return crypto.argon2id(input);
    },
  };
  const image = async (): Promise<ReadonlyMap<string, Uint8Array>> => {
    const all = { from: new Uint8Array(0), to: new Uint8Array(65).fill(0xff) };
    const entries = new Map<string, Uint8Array>();
    for await (const { key, value } of records.range(all)) entries.set(hex(key), value);
    return entries;
  };
  return { parts: { ...vaultParts(seen, watched), registry: anyTables() }, trace, image };
}
