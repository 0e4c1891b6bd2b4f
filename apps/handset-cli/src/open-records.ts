import { nodeCrypto } from '@sotto/crypto-node';
import type { Vault } from '@sotto/handset';
import { openVault } from '@sotto/handset';
import { pollKinds } from '@sotto/kinds-poll';
import { websocketLink } from '@sotto/link-websocket';
import { sharpPictures } from '@sotto/pictures-sharp';
import { sqliteRecords } from '@sotto/records-sqlite';
import { readBackupFile } from './backup/backup-file.ts';
import { recordsPath } from './records-path.ts';
import { eraseBeside } from './wipe/beside.ts';
import { canaryIn } from './wipe/canary.ts';

/** The vault in a data folder. `onWiped`: see `VaultOptions`. @throws RECORDS_LOCKED, RECORDS_BROKEN */
export function openRecords(folder: string, onWiped: () => void): Promise<Vault> {
  return openVault({
    plugins: [
      nodeCrypto(),
      sqliteRecords({ path: recordsPath(folder) }),
      websocketLink(),
      sharpPictures(),
      pollKinds(),
    ],
    erase: eraseBeside(folder),
    throwaway: canaryIn(folder),
    readBackup: readBackupFile,
    onWiped,
  });
}
