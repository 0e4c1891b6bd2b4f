import { nodeCrypto } from '@sotto/crypto-node';
import type { Vault } from '@sotto/handset';
import { openVault } from '@sotto/handset';
import { pollKinds } from '@sotto/kinds-poll';
import { websocketLink } from '@sotto/link-websocket';
import { sharpPictures } from '@sotto/pictures-sharp';
import { sqliteRecords } from '@sotto/records-sqlite';

/** The vault in a records file. @throws RECORDS_LOCKED, RECORDS_BROKEN */
export function openRecords(path: string): Promise<Vault> {
  return openVault({
    plugins: [nodeCrypto(), sqliteRecords({ path }), websocketLink(), sharpPictures(), pollKinds()],
  });
}
