import { parseRelayUrl } from '@sotto/protocol';
import type { RecoverOptions } from '../api.ts';
import { erase } from '../bytes.ts';
import { handsetError } from '../error.ts';
import { restoreInto } from '../restore/restore-into.ts';
import type { Making } from '../opening/make-handset.ts';
import type { Home } from '../sync/homes.ts';
import type { OpenVault } from '../vault/vault.ts';
import { findBackup } from './find-backup.ts';
import { parseRecoveryCode } from './recovery-code.ts';
import { recoveryKeys } from './recovery-keys.ts';

/** Makes a vault of what a paper key opens. @throws see `Vault.recover` */
export async function recoverInto(
  making: Making,
  options: RecoverOptions & { readonly signal: AbortSignal },
  homes: readonly Home[] | undefined,
): Promise<OpenVault> {
  const { crypto } = making;
  const { passphrase, signal, name, onProgress } = options;
  const code = await parseRecoveryCode(crypto, options.code);
  const { seed, key, identity, finder } = await recoveryKeys(crypto, code.secret);
  erase(code.secret);
  const relay = options.relay === undefined ? code.relay : parseRelayUrl(options.relay);
  if (options.from === undefined && relay === undefined)
    throw handsetError('BACKUP_UNKNOWN', 'It takes a backup, or a relay where one may be.');
  const from = options.from ?? findBackup(making, { relay: relay!, finder, signal });
  return restoreInto(
    making,
    {
      ...{ passphrase, from, signal, open: { identity } },
      ...(name === undefined ? {} : { name }),
      ...(onProgress === undefined ? {} : { onProgress }),
    },
    homes,
    { key, seed },
  );
}
