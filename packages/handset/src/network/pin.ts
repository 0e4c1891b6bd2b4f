import { bytesEqual } from '@sotto/protocol';
import { handsetError } from '../error.ts';
import { parseHex } from '../hex.ts';
import { decodePin, encodePin } from '../storage/network-record.ts';
import { tables } from '../storage/tables.ts';
import type { Transaction } from '../storage/transaction.ts';
import type { SealedChange, SealedStore } from '../vault/sealed-store.ts';

const name = { table: tables.network, id: 'pin' } as const;

/** Which network this handset belongs to: the hash of its founding charter. Pinned once, and kept for good. */
export interface Pin {
  /** 32 bytes; `undefined` before one was pinned. */
  readonly hash: () => Uint8Array | undefined;
  /**
   * Has `tx` store it; memory follows when the caller commits `tx`. Nothing when it is pinned already.
   * @throws NETWORK_PINNED when another one is
   */
  readonly put: (tx: Pick<Transaction, 'put' | 'follow'>, hash: Uint8Array) => void;
}

export async function loadPin(store: SealedStore): Promise<Pin> {
  const read = async (): Promise<Uint8Array | undefined> => {
    const stored = await store.get(name);
    return stored && decodePin(stored);
  };
  let pinned = await read();
  const isPinned = (hash: Uint8Array): boolean => {
    if (pinned === undefined) return false;
    if (bytesEqual(pinned, hash)) return true;
    throw handsetError('NETWORK_PINNED', 'This handset belongs to another network.');
  };
  return {
    hash: () => pinned,
    put: (tx, hash) => {
      if (isPinned(hash)) return;
      tx.follow({
        writing: () => {
          // Another one may have come first meanwhile.
          if (isPinned(hash)) return;
          pinned = hash.slice();
          tx.put(name, encodePin(pinned));
        },
        failed: async () => {
          pinned = await read();
        },
      });
    },
  };
}

/** What a new vault begins with that is to belong to this network. @throws CHARTER_HASH_MALFORMED */
export function firstPin(charterHash: string | undefined): readonly SealedChange[] {
  if (charterHash === undefined) return [];
  return [{ put: name, value: encodePin(parseCharterHash(charterHash)) }];
}

/** 32 bytes from 64 hex characters, of either case. @throws CHARTER_HASH_MALFORMED */
export function parseCharterHash(text: string): Uint8Array {
  const hash = parseHex(text.trim().toLowerCase(), 32);
  if (hash === undefined)
    throw handsetError('CHARTER_HASH_MALFORMED', 'The hash of a charter has 64 hex characters.');
  return hash;
}
