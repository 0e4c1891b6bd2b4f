import type { StorageState } from '@sotto/handset';
import type { News } from './network/network-news.ts';

/** That the storage was changed from outside: told at each start, and when more is found, until it is acknowledged. */
export function storageNews({ tampered }: StorageState): readonly News[] {
  if (tampered.length === 0) return [];
  const line =
    'SOMEBODY CHANGED THE STORAGE of this handset: sotto check tells what, sotto check acknowledge ends this line.';
  return [{ key: `storage ${tampered.length}`, line }];
}
