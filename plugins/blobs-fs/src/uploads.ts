import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { BlobStatus, Clock, StoredPart } from '@sotto/core';
import type { BlobFolder } from './blob-folder.ts';
import type { BlobName, PartName, WholeName } from './blob-name.ts';
import { filePieces } from './file-pieces.ts';
import type { RunningHashes } from './running-hashes.ts';

const nothing: BlobStatus = { storedBytes: 0, totalBytes: 0, complete: false, mismatch: false };
const mismatch: BlobStatus = { ...nothing, mismatch: true };

/** Writing one blob at a time. Every function expects to be alone with its blob. */
export class Uploads {
  readonly #folder: BlobFolder;
  readonly #hashes: RunningHashes;
  readonly #clock: Clock;

  constructor(folder: BlobFolder, hashes: RunningHashes, clock: Clock) {
    this.#folder = folder;
    this.#hashes = hashes;
    this.#clock = clock;
  }

  /** What is stored. An upload that died between its last byte and its completion is completed here. */
  async status(hex: string): Promise<BlobStatus> {
    const [name] = await this.#folder.find(hex);
    if (name === undefined) return nothing;
    if (name.kind === 'whole') return completeStatus(name);
    const storedBytes = (await this.#folder.look(name))?.bytes ?? 0;
    if (storedBytes >= name.totalBytes) return this.#complete(name, storedBytes, name.ttlSeconds);
    return partStatus(name, storedBytes);
  }

  async append(hex: string, part: StoredPart): Promise<BlobStatus> {
    const { offset, totalBytes, bytes, ttlSeconds } = part;
    const [found] = await this.#folder.find(hex);
    if (found?.kind === 'whole') {
      if (found.totalBytes === totalBytes) await this.#extend(found, ttlSeconds);
      return completeStatus(found);
    }
    if (
      offset + bytes.length > totalBytes ||
      (found !== undefined && found.totalBytes !== totalBytes)
    ) {
      await this.remove(hex);
      return mismatch;
    }
    const storedBytes = found === undefined ? 0 : ((await this.#folder.look(found))?.bytes ?? 0);
    if (found !== undefined && storedBytes >= totalBytes)
      return this.#complete(found, storedBytes, ttlSeconds);
    if (offset !== storedBytes || (bytes.length === 0 && totalBytes > 0)) {
      return found === undefined ? nothing : partStatus(found, storedBytes);
    }
    const name = found ?? { kind: 'part', hex, totalBytes, ttlSeconds };
    await this.#write(name, offset, bytes);
    const stored = offset + bytes.length;
    return stored === totalBytes
      ? this.#complete(name, stored, ttlSeconds)
      : partStatus(name, stored);
  }

  /** `false` when there was nothing. */
  async remove(hex: string): Promise<boolean> {
    this.#hashes.forget(hex);
    let removed = false;
    for (const name of await this.#folder.find(hex))
      removed = (await this.#folder.remove(name)) || removed;
    return removed;
  }

  async #write(name: PartName, offset: number, bytes: Uint8Array): Promise<void> {
    if (offset === 0) await this.#folder.makeFan(name.hex);
    // 'a+' would put the bytes at the end, wherever that is; this puts them where they belong.
    const handle = await open(this.#folder.pathOf(name), offset === 0 ? 'w' : 'r+', 0o600);
    try {
      for (let done = 0; done < bytes.length;) {
        const { bytesWritten } = await handle.write(
          bytes,
          done,
          bytes.length - done,
          offset + done,
        );
        done += bytesWritten;
      }
      const now = this.#clock.now() / 1000;
      await handle.utimes(now, now);
    } catch (error) {
      // Some of the part may be stored: the next status tells, and the hash is made from the file.
      this.#hashes.forget(name.hex);
      throw error;
    } finally {
      await handle.close();
    }
    this.#hashes.add(name.hex, offset, bytes);
  }

  /** All bytes are there: gives the file its name as a whole blob if they are the right ones. */
  async #complete(name: PartName, storedBytes: number, ttlSeconds: number): Promise<BlobStatus> {
    const path = this.#folder.pathOf(name);
    const hash = this.#hashes.take(name.hex, storedBytes) ?? (await hashOfFile(path, storedBytes));
    if (hash !== name.hex || storedBytes !== name.totalBytes) {
      await this.#folder.remove(name);
      return mismatch;
    }
    const handle = await open(path, 'r+');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    const whole: WholeName = { ...name, kind: 'whole', expirySeconds: this.#expiry(ttlSeconds) };
    await this.#folder.rename(name, whole);
    return completeStatus(whole);
  }

  async #extend(name: WholeName, ttlSeconds: number): Promise<void> {
    const expirySeconds = this.#expiry(ttlSeconds);
    if (expirySeconds > name.expirySeconds)
      await this.#folder.rename(name, { ...name, expirySeconds });
  }

  #expiry(ttlSeconds: number): number {
    return Math.ceil(this.#clock.now() / 1000) + ttlSeconds;
  }
}

async function hashOfFile(path: string, bytes: number): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of filePieces(() => open(path, 'r'), 0, bytes)) hash.update(piece);
  return hash.digest('hex');
}

function completeStatus({ totalBytes }: BlobName): BlobStatus {
  return { storedBytes: totalBytes, totalBytes, complete: true, mismatch: false };
}

function partStatus({ totalBytes }: PartName, storedBytes: number): BlobStatus {
  return storedBytes === 0
    ? nothing
    : { storedBytes, totalBytes, complete: false, mismatch: false };
}
