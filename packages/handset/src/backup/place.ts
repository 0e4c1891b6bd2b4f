import type { RelayUrl } from '@sotto/core';
import type { BlobPlace } from '@sotto/protocol';
import type { BackupTarget } from '../api.ts';
import type { Engine } from '../engine.ts';
import { handsetError } from '../error.ts';
import { fetchElsewhere, placeElsewhere } from '../group/elsewhere.ts';
import { backupLimits } from '../backup-limits.ts';

/** Where a backup is written. */
export interface Place {
  readonly kind: 'file' | 'relay';
  readonly name: string;
  readonly isResumable: boolean;
  /** @param blobs what lies at a relay before `keepBytes` */
  readonly open: (keepBytes: number, blobs: readonly BlobPlace[]) => Promise<PlaceWriter>;
}

export interface PlaceWriter {
  readonly write: (bytes: Uint8Array) => Promise<void>;
  readonly finish: () => Promise<void>;
  readonly close: () => Promise<void>;
  readonly blobs: () => readonly BlobPlace[];
}

export function filePlace(target: BackupTarget): Place {
  return {
    kind: 'file',
    name: target.name,
    isResumable: target.isResumable,
    open: async (keepBytes) => ({ ...(await target.open(keepBytes)), blobs: () => [] }),
  };
}

/** Each batch is a blob of its own at the home relay, sealed once more: the relay does not even learn that it is an age file. */
export function relayPlace(engine: Engine, rest?: () => Promise<void>): Place {
  const relay = engine.homes.primary();
  return {
    kind: 'relay',
    name: relay,
    isResumable: true,
    open: async (_, before) => {
      const blobs = [...before];
      return {
        write: async (bytes) => {
          if (bytes.length === 0) return;
          if (blobs.length >= backupLimits.maxBlobs)
            throw handsetError('BACKUP_TOO_LARGE', 'The backup is too large for a relay.');
          // All of it at the one relay: who comes with the paper key asks no other.
          blobs.push(await placeElsewhere(engine, bytes, [relay]));
          await rest?.();
        },
        finish: async () => {},
        close: async () => {},
        blobs: () => blobs,
      };
    },
  };
}

/** The bytes of a backup at relays. @throws BACKUP_UNREACHABLE, retryable when a relay may still give it */
export async function* blobBytes(
  engine: Engine,
  blobs: readonly BlobPlace[],
): AsyncGenerator<Uint8Array> {
  for (const place of blobs) {
    const allowed: readonly RelayUrl[] = [place.relay];
    const bytes = await fetchElsewhere(engine, place, allowed).catch((cause: unknown) => {
      engine.stopping.throwIfAborted();
      throw handsetError('BACKUP_UNREACHABLE', 'The backup cannot be fetched now.', {
        cause,
        retryable: true,
      });
    });
    if (bytes === undefined)
      throw handsetError('BACKUP_DAMAGED', 'A part of the backup is not at the relay any more.');
    yield bytes;
  }
}
