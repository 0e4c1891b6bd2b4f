import type { RestoreOptions } from '../api.ts';
import type { RecordItem } from '../backup/item.ts';
import { readBackup } from '../backup/read-backup.ts';
import type { BackupReader } from '../backup/read-backup.ts';
import { tags } from '../backup/tags.ts';
import { handsetError } from '../error.ts';
import type { Making } from '../opening/make-handset.ts';
import { restoringName } from '../storage/returning-record.ts';
import { decodeSelf, encodeSelf } from '../storage/self-record.ts';
import type { SelfRecord } from '../storage/self-record.ts';
import { tables } from '../storage/tables.ts';
import type { Home } from '../sync/homes.ts';
import { createVault } from '../vault/create-vault.ts';
import type { OpenVault } from '../vault/vault.ts';
import type { Signer } from './new-self.ts';
import { restoreBackup } from './restore-backup.ts';

/**
 * Makes a vault of a backup. The backup is opened before anything is written. Whatever goes wrong, nothing stays; after a crash the marker does, and the next unlocking
 * wipes. @throws see `Vault.restore`
 */
export async function restoreInto(
  { parts, session, crypto, clock, mls, coverFor, options: given }: Making,
  options: RestoreOptions & { readonly signal: AbortSignal },
  homes: readonly Home[] | undefined,
  signer?: Signer,
): Promise<OpenVault> {
  const { passphrase, signal, name, onProgress } = options;
  const { reader, former } = await begun(await readBackup(crypto, options.from, options.open));
  const value = encodeSelf({ ...former, homes: homes ?? former.homes });
  const selfOf = { put: { table: tables.self, id: 'self' }, value };
  const opened = await createVault(parts, {
    ...{ passphrase, signal, first: [{ put: restoringName, value: Uint8Array.of(1) }] },
    ...(parts.cover.isAlwaysMade ? { cover: () => coverFor([selfOf]) } : {}),
    ...(given.unsafeArgon2 ? { unsafeArgon2: given.unsafeArgon2 } : {}),
  });
  try {
    await restoreBackup({
      ...{ crypto, clock, mls, reader, signal, store: opened.store },
      ...(homes === undefined ? {} : { homes }),
      ...(signer === undefined ? {} : { signer }),
      ...(name === undefined ? {} : { name }),
      ...(onProgress === undefined ? {} : { onProgress }),
    });
    return opened;
  } catch (error) {
    await opened.lock();
    await session.discard();
    throw error;
  }
}

/** The first record says who it is, and where: a cover is made for the same relays. @throws BACKUP_MALFORMED */
async function begun(
  reader: BackupReader,
): Promise<{ readonly reader: BackupReader; readonly former: SelfRecord }> {
  const records = reader.records[Symbol.asyncIterator]();
  const first = await records.next();
  if (first.done === true || first.value.tag !== tags.self)
    throw handsetError('BACKUP_MALFORMED', 'The backup does not say whose it is.');
  const { value } = first;
  async function* all(): AsyncGenerator<RecordItem> {
    yield value;
    for (;;) {
      const next = await records.next();
      if (next.done === true) return;
      yield next.value;
    }
  }
  return { reader: { ...reader, records: all() }, former: decodeSelf(value.value) };
}
