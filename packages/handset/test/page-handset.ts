import { webCrypto } from '@sotto/crypto-web';
import { memoryLink } from '@sotto/link-memory';
import { indexeddbRecords } from '@sotto/records-indexeddb';
import type { Vault } from '../src/api.ts';
import { openVault } from '../src/open-vault.ts';
import { fakePictures } from './fake-pictures.ts';
import { clockOf } from './old-store.ts';
import type { UsedHandset } from './old-store.ts';
import { steppingRecords } from './stepping-records.ts';
import type { Step } from './stepping-records.ts';

/** A handset in a database of the page's origin, without a network, at the time when it was closed. */
export async function openInPage(
  name: string,
  { atMs }: Pick<UsedHandset, 'atMs'>,
  step: Step = (call) => call(),
): Promise<Vault> {
  const plugins = [
    webCrypto(),
    steppingRecords(indexeddbRecords({ name }), step),
    memoryLink({ relay: () => undefined }),
    fakePictures(),
  ];
  return openVault({ plugins, clock: clockOf({ atMs }) });
}
