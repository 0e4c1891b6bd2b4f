import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { createPlugin } from '@sotto/core';
import type { Crypto, RelayUrl } from '@sotto/core';
import { nodeCrypto } from '@sotto/crypto-node';
import type { BackupSource, BackupTarget, Handset } from '@sotto/handset';
import { openVault } from '@sotto/handset';
import { websocketLink } from '@sotto/link-websocket';
import { sharpPictures } from '@sotto/pictures-sharp';
import { sqliteRecords } from '@sotto/records-sqlite';
import type { PartContext } from './measure.ts';

/** What the handset's own tests make, for measuring. */
interface BackupFixtures {
  readonly grownBackup: (
    crypto: Crypto,
    small: BackupSource,
    passphrase: string,
    texts: readonly string[],
  ) => BackupSource;
  readonly makeTexts: (count: number) => readonly string[];
}

/** Nobody listens there: what is measured is the handset alone. */
const nowhere = 'http://localhost:9' as RelayUrl;

/** A backup of a handset with so many text messages in its notes, behind what `first` puts into them. `path`: of files that are made for it. */
export async function grownPieces(
  { root }: PartContext,
  options: {
    readonly path: string;
    readonly count: number;
    readonly passphrase: string;
    readonly first?: (handset: Handset) => Promise<void>;
  },
): Promise<readonly Uint8Array[]> {
  const { path, count, passphrase, first } = options;
  const folder = join(root, 'packages/handset/test');
  const { grownBackup } = (await import(join(folder, 'grown-backup.ts'))) as BackupFixtures;
  const { makeTexts } = (await import(join(folder, 'search-texts.ts'))) as BackupFixtures;
  const records = sqliteRecords({ path: `${path}.db` });
  const vault = await openVault({
    plugins: [nodeCrypto(), records, websocketLink(), sharpPictures()],
    unsafeArgon2: { memoryKiB: 64, passes: 1, parallelism: 1 },
    unsafeScryptLogN: 10,
    unsafeNoCover: true,
  });
  const handset = await vault.create({ passphrase, relay: nowhere });
  await handset.notes();
  await first?.(handset);
  const small = fileAt(`${path}.age`);
  await handset.backup.make({ to: small, passphrase });
  await vault.close();
  const crypto = await createPlugin(nodeCrypto(), undefined as never);
  const pieces: Uint8Array[] = [];
  const source = createReadStream(small.name);
  for await (const piece of grownBackup(crypto, source, passphrase, makeTexts(count)))
    pieces.push(piece);
  return pieces;
}

export function fileAt(name: string): BackupTarget {
  return {
    name,
    isResumable: true,
    open: async () => {
      const file = await open(name, 'w');
      return {
        write: async (bytes) => {
          await file.write(bytes);
          await file.datasync();
        },
        finish: () => file.close(),
        close: () => file.close(),
      };
    },
  };
}

export async function* sourceOf(pieces: readonly Uint8Array[]): BackupSource {
  yield* pieces;
}
