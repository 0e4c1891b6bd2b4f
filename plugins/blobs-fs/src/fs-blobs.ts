import type { FileHandle } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { BlobId, Blobs, BlobsErrorCode, Clock, Plugin } from '@sotto/core';
import {
  checkBlobId,
  checkBlobNumbers,
  checkBlobPart,
  definePlugin,
  SottoError,
} from '@sotto/core';
import { BlobFolder } from './blob-folder.ts';
import type { BlobName, PartName } from './blob-name.ts';
import { filePieces } from './file-pieces.ts';
import { blobsError } from './fs-error.ts';
import { RunningHashes } from './running-hashes.ts';
import { Turns } from './turns.ts';
import { Uploads } from './uploads.ts';

const totalsAgeMs = 60_000;

export interface FsBlobsOptions {
  /** For this store alone, and for one process at a time. Made when there is none. */
  readonly folder: string;
}

/**
 * Blobs as files: one a blob, in 4,096 folders, names made of the id's digits alone. Files mode 0600, folders 0700.
 * `create` rejects with BLOBS_UNAVAILABLE when the folder cannot be made.
 */
export function fsBlobs(options: FsBlobsOptions): Plugin<'blobs', 'clock'> {
  const root = resolve(options.folder);
  return definePlugin({
    id: 'blobs-fs',
    point: 'blobs',
    contract: 1,
    needs: ['clock'],
    create: async ({ clock }) => {
      const folder = new BlobFolder(root);
      await attempt(() => folder.make());
      return blobsIn(folder, clock);
    },
  });
}

function blobsIn(folder: BlobFolder, clock: Clock): Blobs {
  const turns = new Turns();
  const uploads = new Uploads(folder, new RunningHashes(), clock);
  let stopped = false;
  let totals:
    | { readonly atMs: number; readonly found: Awaited<ReturnType<typeof count>> }
    | undefined;

  /** Runs a step alone with its blob. */
  function inTurn<T>(hex: string, step: () => Promise<T>): Promise<T> {
    if (stopped) throw new SottoError<BlobsErrorCode>('BLOBS_CLOSED', 'The blobs are stopped.');
    return turns.take(hex, () => attempt(step));
  }

  /** Whether an unfinished blob may be dropped. */
  async function isAbandoned(name: PartName, unfinishedSeconds: number): Promise<boolean> {
    const found = await folder.look(name);
    return found !== undefined && found.changedMs + 1000 * unfinishedSeconds <= clock.now();
  }

  async function removeDue(name: BlobName, unfinishedSeconds: number): Promise<boolean> {
    if (name.kind === 'whole') {
      // Extended meanwhile, it has another name, and is not there under this one.
      return (
        1000 * name.expirySeconds <= clock.now() && turns.take(name.hex, () => folder.remove(name))
      );
    }
    if (!(await isAbandoned(name, unfinishedSeconds))) return false;
    // Asked again when alone with it: a part may have come.
    return turns.take(
      name.hex,
      async () => (await isAbandoned(name, unfinishedSeconds)) && folder.remove(name),
    );
  }

  return {
    append: async (part) => {
      checkBlobPart(part);
      const hex = hexOf(part.id);
      return inTurn(hex, () => uploads.append(hex, part));
    },
    status: async (id) => {
      checkBlobId(id);
      const hex = hexOf(id);
      return inTurn(hex, () => uploads.status(hex));
    },
    read: async (id, start, end) => {
      checkBlobId(id);
      checkBlobNumbers(start, end);
      const hex = hexOf(id);
      const [name] = await inTurn(hex, () => folder.find(hex));
      if (name?.kind !== 'whole') return undefined;
      return filePieces(
        () => turns.take(hex, () => openWhole(folder, hex)),
        start,
        Math.min(end, name.totalBytes),
      );
    },
    remove: async (id) => {
      checkBlobId(id);
      const hex = hexOf(id);
      return inTurn(hex, () => uploads.remove(hex));
    },
    expire: async (unfinishedSeconds) => {
      checkBlobNumbers(unfinishedSeconds);
      return inTurn('expire', async () => {
        let removed = 0;
        for await (const names of folder.all()) {
          const outcomes = await Promise.all(
            names.map((name) => removeDue(name, unfinishedSeconds)),
          );
          removed += outcomes.filter(Boolean).length;
        }
        return removed;
      });
    },
    totals: async () =>
      inTurn('totals', async () => {
        if (totals === undefined || clock.now() - totals.atMs >= totalsAgeMs) {
          totals = { atMs: clock.now(), found: await count(folder) };
        }
        return totals.found;
      }),
    stop: async () => {
      stopped = true;
      await turns.idle();
    },
  };
}

/** Expects to be alone with the blob. */
async function openWhole(folder: BlobFolder, hex: string): Promise<FileHandle> {
  const handle = await folder.openWhole(hex);
  if (handle !== undefined) return handle;
  throw new SottoError<BlobsErrorCode>(
    'BLOBS_UNAVAILABLE',
    'The blob was removed before it was read.',
    { retryable: true },
  );
}

async function count(
  folder: BlobFolder,
): Promise<{ readonly blobs: number; readonly bytes: number }> {
  let blobs = 0;
  let bytes = 0;
  for await (const names of folder.all()) {
    for (const name of names) {
      if (name.kind === 'whole') blobs += 1;
      bytes += name.kind === 'whole' ? name.totalBytes : ((await folder.look(name))?.bytes ?? 0);
    }
  }
  return { blobs, bytes };
}

function hexOf(id: BlobId): string {
  return Buffer.from(id).toString('hex');
}

/** @throws what `step` throws, as the point's error */
async function attempt<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw blobsError(error);
  }
}
