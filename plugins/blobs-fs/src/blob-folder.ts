import type { FileHandle } from 'node:fs/promises';
import { mkdir, open, readdir, rename, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { BlobName } from './blob-name.ts';
import { formatBlobName, parseBlobName } from './blob-name.ts';
import { ifThere } from './fs-error.ts';

// 4,096 folders: a hundred thousand blobs are some 24 names a folder, ten million some 2,400.
const fanDigits = 3;
const fanPattern = /^[0-9a-f]{3}$/;

/** The files under one folder, by name. */
export class BlobFolder {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  async make(): Promise<void> {
    await mkdir(this.#root, { recursive: true, mode: 0o700 });
  }

  pathOf(name: BlobName): string {
    return join(this.#fanOf(name.hex), formatBlobName(name));
  }

  /** All that is there under one id: at most one name, unless a crash left more. A whole blob comes first. */
  async find(hex: string): Promise<readonly BlobName[]> {
    const names = await this.#namesIn(this.#fanOf(hex));
    return names
      .filter((name) => name.hex === hex)
      .toSorted((a, b) => b.kind.localeCompare(a.kind));
  }

  /** Opens a whole blob for reading; `undefined` when there is none. */
  async openWhole(hex: string): Promise<FileHandle | undefined> {
    const [name] = await this.find(hex);
    return name?.kind === 'whole' ? open(this.pathOf(name), 'r') : undefined;
  }

  /** Every blob, a folder at a time, so that memory does not grow with their number. */
  async *all(): AsyncGenerator<readonly BlobName[]> {
    for (const fan of await readdir(this.#root)) {
      if (fanPattern.test(fan)) yield await this.#namesIn(join(this.#root, fan));
    }
  }

  /** Makes the folder that blobs with this id lie in, durably. */
  async makeFan(hex: string): Promise<void> {
    const made = await mkdir(this.#fanOf(hex), { recursive: true, mode: 0o700 });
    if (made !== undefined) await syncFolder(this.#root);
  }

  /** Gives a file another name in the same folder, durably. */
  async rename(from: BlobName, to: BlobName): Promise<void> {
    await rename(this.pathOf(from), this.pathOf(to));
    await syncFolder(this.#fanOf(from.hex));
  }

  /** `false` when it was not there. */
  async remove(name: BlobName): Promise<boolean> {
    return (await ifThere(unlink(this.pathOf(name)).then(() => true))) ?? false;
  }

  /** Bytes and time of the last change of a file; `undefined` when it is not there. */
  async look(
    name: BlobName,
  ): Promise<{ readonly bytes: number; readonly changedMs: number } | undefined> {
    const found = await ifThere(stat(this.pathOf(name)));
    return found && { bytes: found.size, changedMs: found.mtimeMs };
  }

  #fanOf(hex: string): string {
    return join(this.#root, hex.slice(0, fanDigits));
  }

  async #namesIn(folder: string): Promise<readonly BlobName[]> {
    const files = (await ifThere(readdir(folder))) ?? [];
    return files.map(parseBlobName).filter((name) => name !== undefined);
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
