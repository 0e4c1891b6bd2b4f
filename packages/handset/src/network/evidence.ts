import { logKeysOf, parseEvidence, verifyEvidence } from '@sotto/actlog';
import type { LogPosition } from '@sotto/actlog';
import type { Crypto } from '@sotto/core';
import { isSottoError } from '@sotto/core';
import type { NetworkEvidence } from '../api.ts';
import { toHex } from '../hex.ts';
import { handsetLimits } from '../limits.ts';
import { decodeEvidenceRecord, encodeEvidenceRecord } from '../storage/network-evidence.ts';
import type { EvidenceRecord } from '../storage/network-evidence.ts';
import { tables } from '../storage/tables.ts';
import type { SealedStore } from '../vault/sealed-store.ts';

/** Proofs that the log lied. They are kept for good; the oldest say most, so that no flood pushes them out. */
export interface EvidenceBook {
  readonly count: () => number;
  readonly all: () => Promise<readonly NetworkEvidence[]>;
  /** Keeps what verifies against a log key that was in force. True when it is new. @throws STORAGE_FULL, HANDSET_LOCKED */
  readonly believe: (found: EvidenceRecord, position: LogPosition) => Promise<boolean>;
}

/** @throws VAULT_BROKEN, VAULT_NEWER */
export async function loadEvidence(
  store: SealedStore,
  crypto: Pick<Crypto, 'hash' | 'signatures'>,
): Promise<EvidenceBook> {
  const idOf = async (bytes: Uint8Array): Promise<string> =>
    toHex(await crypto.hash('SHA-256', bytes));
  const all = async (): Promise<readonly NetworkEvidence[]> => {
    const found: NetworkEvidence[] = [];
    for await (const { value } of store.range(tables.networkEvidence, {})) {
      const record = decodeEvidenceRecord(value);
      found.push({ id: await idOf(record.bytes), ...record });
    }
    return found;
  };
  const known = new Set((await all()).map(({ id }) => id));

  const isTrue = async (bytes: Uint8Array, position: LogPosition): Promise<boolean> => {
    try {
      const evidence = parseEvidence(bytes);
      const { Ed25519 } = crypto.signatures;
      for (const key of logKeysOf(position))
        if (await verifyEvidence(evidence, key, Ed25519)) return true;
      return false;
    } catch (error) {
      if (!isSottoError(error)) throw error;
      return false;
    }
  };

  return {
    count: () => known.size,
    all,
    believe: async (found, position) => {
      const id = await idOf(found.bytes);
      if (known.has(id) || known.size >= handsetLimits.maxNetworkEvidence) return false;
      if (!(await isTrue(found.bytes, position))) return false;
      const put = { table: tables.networkEvidence, ordinal: known.size };
      await store.write([{ put, value: encodeEvidenceRecord(found) }]);
      known.add(id);
      return true;
    },
  };
}
