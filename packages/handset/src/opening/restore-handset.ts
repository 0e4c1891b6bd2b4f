import { parseRelayUrl } from '@sotto/protocol';
import type { Handset, RecoverOptions, RestoreOptions } from '../api.ts';
import { handsetError } from '../error.ts';
import { restoringName } from '../storage/returning-record.ts';
import type { Home } from '../sync/homes.ts';
import { requireGoodPassphrase } from '../vault/passphrase.ts';
import type { OpenVault } from '../vault/vault.ts';
import { homesOf, requireEmpty } from './make-handset.ts';
import type { Making } from './make-handset.ts';
import type { Session } from './session.ts';

/** A new device of the person whose backup it is. @throws as `Vault.restore` */
export async function restoreNew(
  making: Making,
  made: RestoreOptions,
  signal: AbortSignal,
): Promise<Handset> {
  requireEmpty(making.session);
  requireGoodPassphrase(made.passphrase);
  const homes = givenHomes(made);
  const { restoreInto } = await import('../restore/restore-into.ts');
  return making.session.start(await restoreInto(making, { ...made, signal }, homes));
}

/** The same, by a paper key. @throws as `Vault.recover` */
export async function recoverNew(
  making: Making,
  made: RecoverOptions,
  signal: AbortSignal,
): Promise<Handset> {
  requireEmpty(making.session);
  requireGoodPassphrase(made.passphrase);
  const homes = givenHomes(made);
  const { recoverInto } = await import('../recovery/recover-into.ts');
  return making.session.start(await recoverInto(making, { ...made, signal }, homes));
}

/** What was being restored when it was cut off is no handset: nothing of it stays. @throws BACKUP_CUT_OFF */
export async function requireWhole(session: Session, opened: OpenVault): Promise<OpenVault> {
  if ((await opened.store.get(restoringName)) === undefined) return opened;
  await opened.lock();
  await session.discard();
  throw handsetError('BACKUP_CUT_OFF', 'Restoring a backup was cut off. Restore it again.');
}

/** The relays that whoever restores names; else those of the backup are taken. @throws RELAYS_INVALID, RELAY_URL_MALFORMED */
function givenHomes({
  relays = [],
  credit,
}: Pick<RestoreOptions, 'relays' | 'credit'>): readonly Home[] | undefined {
  const [relay, ...others] = relays.map((each) => parseRelayUrl(each));
  if (relay === undefined) return undefined;
  return homesOf({ relay, relays: others, ...(credit === undefined ? {} : { credit }) });
}
