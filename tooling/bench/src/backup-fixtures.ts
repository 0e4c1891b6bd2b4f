import { join } from 'node:path';
import type { Crypto } from '@sotto/core';
import type { BackupSource } from '@sotto/handset';
import type { PartContext } from './measure.ts';

/** What the handset's own tests make, for measuring. */
export interface BackupFixtures {
  readonly grownBackup: (
    crypto: Crypto,
    small: BackupSource,
    passphrase: string,
    texts: readonly string[],
  ) => BackupSource;
  readonly makeTexts: (count: number) => readonly string[];
}

export async function backupFixtures({ root }: PartContext): Promise<BackupFixtures> {
  const folder = join(root, 'packages/handset/test');
  const { grownBackup } = (await import(join(folder, 'grown-backup.ts'))) as Pick<
    BackupFixtures,
    'grownBackup'
  >;
  const { makeTexts } = (await import(join(folder, 'search-texts.ts'))) as Pick<
    BackupFixtures,
    'makeTexts'
  >;
  return { grownBackup, makeTexts };
}
