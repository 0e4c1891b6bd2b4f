import { nodeCrypto } from '@sotto/crypto-node';
import { memoryLink } from '@sotto/link-memory';
import { sqliteRecords } from '@sotto/records-sqlite';
import type { Vault } from '../src/api.ts';
import { openVault } from '../src/open-vault.ts';
import { fakePictures } from './fake-pictures.ts';
import { clockOf } from './old-store.ts';
import type { UsedHandset } from './old-store.ts';
import { steppingRecords } from './stepping-records.ts';
import type { Step } from './stepping-records.ts';

/** A handset in an SQLite file, without a network, at the time when it was closed. */
export async function openOnDisk(
  path: string,
  { atMs }: Pick<UsedHandset, 'atMs'>,
  step: Step = (call) => call(),
): Promise<Vault> {
  const plugins = [
    nodeCrypto(),
    steppingRecords(sqliteRecords({ path }), step),
    memoryLink({ relay: () => undefined }),
    fakePictures(),
  ];
  return openVault({ plugins, clock: clockOf({ atMs }) });
}
