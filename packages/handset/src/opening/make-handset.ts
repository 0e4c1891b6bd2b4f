import type { Clock, Crypto, Link } from '@sotto/core';
import type { Mls } from '@sotto/mls';
import { parseRelayUrl, parseSuggestedName, protocolLimits } from '@sotto/protocol';
import type {
  CreateOptions,
  Handset,
  LinkOptions,
  PassphraseOptions,
  VaultOptions,
} from '../api.ts';
import type { becomeDevice } from '../devices/become-device.ts';
import { handsetError } from '../error.ts';
import { createSelf } from '../identity/self.ts';
import { handsetLimits } from '../limits.ts';
import { firstPin } from '../network/pin.ts';
import { encodeSelf } from '../storage/self-record.ts';
import { tables } from '../storage/tables.ts';
import { askAdmission } from '../sync/ask-admission.ts';
import type { Home } from '../sync/homes.ts';
import { createVault } from '../vault/create-vault.ts';
import { requireGoodPassphrase } from '../vault/passphrase.ts';
import type { SealedChange } from '../vault/sealed-store.ts';
import type { NewCover, VaultParts } from '../vault/vault-parts.ts';
import type { Session } from './session.ts';

export interface Making {
  readonly parts: VaultParts;
  readonly session: Session;
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly link: Link;
  readonly mls: Mls;
  readonly becomeDevice: typeof becomeDevice;
  readonly options: Pick<VaultOptions, 'unsafeArgon2'>;
  /** Of a handset that begins with these records. */
  readonly coverFor: (first: readonly SealedChange[]) => Promise<NewCover>;
}

/** A handset of somebody new. @throws as `Vault.create` */
export async function createNew(
  making: Making,
  made: CreateOptions,
  signal: AbortSignal,
): Promise<Handset> {
  const { parts, session, crypto, clock } = making;
  requireEmpty(session);
  const homes = homesOf(made);
  const self = await createSelf(crypto, {
    homes,
    suggestedName: made.suggestedName?.trim() ? parseSuggestedName(made.suggestedName) : '',
    nowMs: clock.now(),
    holderSeed: parts.headerRandom(32),
  });
  const first = [
    { put: { table: tables.self, id: 'self' }, value: encodeSelf(self) },
    ...firstPin(made.charterHash),
  ];
  const handset = await vaultOf(making, { ...made, signal }, first);
  try {
    await askAdmission(handset, homes, clock, signal);
  } catch (error) {
    await session.discard();
    throw error;
  }
  return handset;
}

/** Another device of somebody. @throws as `Vault.link` */
export async function linkNew(
  making: Making,
  made: LinkOptions,
  signal: AbortSignal,
): Promise<Handset> {
  const { parts, session, crypto, clock, link, mls } = making;
  requireEmpty(session);
  const homes = homesOf(made);
  requireGoodPassphrase(made.passphrase);
  const name = (made.name ?? '').toWellFormed().trim();
  if ([...name].length > handsetLimits.maxDeviceNameChars)
    throw handsetError('NAME_TOO_LONG', 'The name is too long.');
  const { relay } = homes[0]!;
  const first = await making.becomeDevice(
    { crypto, link, clock, mls },
    { homes, holderSeed: parts.headerRandom(32), relay, name, onCode: made.onCode, signal },
  );
  return vaultOf(making, { ...made, signal }, first);
}

async function vaultOf(
  { parts, session, options, coverFor }: Making,
  { passphrase, signal }: PassphraseOptions,
  first: readonly SealedChange[],
): Promise<Handset> {
  const opened = await createVault(parts, {
    ...{ passphrase, first },
    ...(parts.cover.isAlwaysMade ? { cover: () => coverFor(first) } : {}),
    ...(signal ? { signal } : {}),
    ...(options.unsafeArgon2 ? { unsafeArgon2: options.unsafeArgon2 } : {}),
  });
  return session.start(opened);
}

export function requireEmpty(session: Session): void {
  if (session.state() !== 'empty')
    throw handsetError('HANDSET_EXISTS', 'There is a handset in this store already.');
}

/** @throws RELAYS_INVALID, RELAY_URL_MALFORMED */
export function homesOf(made: Pick<CreateOptions, 'relay' | 'relays' | 'credit'>): readonly Home[] {
  const relays = [made.relay, ...(made.relays ?? [])].map((relay) => parseRelayUrl(relay));
  const credit = made.credit ?? new Uint8Array(0);
  const homes = [...new Set(relays)].map((relay) => ({ relay, credit }));
  if (homes.length > protocolLimits.maxMailboxRelays)
    throw handsetError('RELAYS_INVALID', 'A handset has 1 to 4 relays.');
  return homes;
}
