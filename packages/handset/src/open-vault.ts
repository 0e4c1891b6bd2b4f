import { assemble, assembleAll, createPlugin, isSottoError } from '@sotto/core';
import type { Crypto, Log, Services } from '@sotto/core';
import type { Mls } from '@sotto/mls';
import { parseRelayUrl, parseSuggestedName, protocolLimits } from '@sotto/protocol';
import type {
  CreateOptions,
  Handset,
  LinkOptions,
  UnlockOptions,
  Vault,
  VaultOptions,
} from './api.ts';
import { becomeDevice } from './devices/become-device.ts';
import { createSelf } from './identity/self.ts';
import { authenticationService } from './identity/authentication.ts';
import { handsetLimits } from './limits.ts';
import { openKinds } from './kinds/kinds.ts';
import { createGroupMls } from './mls/group-mls.ts';
import { firstPin } from './network/pin.ts';
import { policyOf } from './policy.ts';
import { createSerial } from './serial.ts';
import { startHandset } from './start-handset.ts';
import { encodeSelf } from './storage/self-record.ts';
import { tables } from './storage/tables.ts';
import { askAdmission } from './sync/ask-admission.ts';
import type { Home } from './sync/homes.ts';
import { systemClock } from './system-clock.ts';
import { requireGoodPassphrase } from './vault/passphrase.ts';
import { createVault, openVault as openSealed, readVaultState } from './vault/vault.ts';
import type { OpenVault } from './vault/vault.ts';
import { finishWipe, wipeStoreUnopened, wipeVault } from './vault/wipe.ts';
import type { WipeUnopenedOptions } from './vault/wipe.ts';
import { handsetError } from './error.ts';

const silent: Log = { info: () => {}, warn: () => {}, error: () => {} };

/**
 * Opens the store of a handset; nothing of it is readable yet. One opener at a time.
 * @throws PLUGIN_… codes of `assemble`, RECORDS_LOCKED, RECORDS_BROKEN
 */
export function openVault(options: VaultOptions): Promise<Vault> {
  return openVaultOver(options, (mls) => mls);
}

/**
 * Wipes a store that `openVault` cannot open (RECORDS_BROKEN), or that a program holds which does not answer (RECORDS_LOCKED).
 * @throws what `destroy` throws; WIPE_INCOMPLETE (retryable)
 */
export function wipeUnopened(options: WipeUnopenedOptions): Promise<void> {
  return wipeStoreUnopened(options, options.clock ?? systemClock);
}

/** As `openVault`, with a look at the MLS engine from outside, for tests. */
export async function openVaultOver(
  options: VaultOptions,
  over: (mls: Mls) => Mls,
): Promise<Vault> {
  const { clock = systemClock, log = silent } = options;
  const plugins = assemble(['crypto', 'records', 'link', 'pictures'], options.plugins);
  const random = (length: number): Uint8Array =>
    globalThis.crypto.getRandomValues(new Uint8Array(length));
  const bare: Omit<Services, 'crypto'> = { log, clock, random };
  const crypto = await createPlugin(plugins.crypto, { ...bare, crypto: noCryptoYet });
  const services: Services = { log, clock, random: crypto.random, crypto };
  const transport = await createPlugin(plugins.link, services);
  const pictures = await createPlugin(plugins.pictures, services);
  const records = await createPlugin(plugins.records, services);
  const messageKinds = await openKinds(assembleAll('kinds', options.plugins), services);
  const policy = policyOf(options);

  const parts = { records, crypto, random: crypto.random };
  const mls = over(createGroupMls(crypto));
  const serial = createSerial();
  const wiping = { ...parts, clock, erase: options.erase ?? [] };
  const begin = async (): Promise<Vault['state']> => {
    await finishWipe(wiping).catch((error: unknown) => {
      if (!isSottoError(error, 'WIPE_INCOMPLETE')) throw error;
      log.warn('handset.wipe-incomplete');
    });
    return readVaultState(records);
  };
  let state: Vault['state'] = await begin().catch(async (error: unknown) => {
    await records.close();
    throw error;
  });
  let running: Handset | undefined;
  let opened: OpenVault | undefined;
  let linking: AbortController | undefined;
  const stopLinking = (): void =>
    linking?.abort(handsetError('HANDSET_LOCKED', 'The vault is closed.'));
  let isClosed = false;
  // Aborts what a wipe cannot wait for, such as the delay before a passphrase is tried.
  let untilWiped = new AbortController();

  const wipe = async (): Promise<void> => {
    const stop = [async () => running?.lock(), async () => opened?.lock()];
    try {
      await wipeVault({ ...wiping, stop });
    } finally {
      running = undefined;
      state = await readVaultState(records).catch(() => state);
    }
  };

  const start = async (sealed: OpenVault): Promise<Handset> => {
    opened = sealed;
    const authenticate = authenticationService(crypto);
    const parts = {
      ...{ crypto, link: transport, pictures, clock, log, mls, authenticate, policy, messageKinds },
      store: sealed.store,
    };
    const { lock: lockHandset, ...handset } = await startHandset(parts).catch(
      async (error: unknown) => {
        await sealed.lock();
        throw error;
      },
    );
    let locking: Promise<void> | undefined;
    const lock = (): Promise<void> => (locking ??= lockAll());
    const lockAll = async (): Promise<void> => {
      await lockHandset();
      await sealed.lock();
      if (running === made) {
        running = undefined;
        state = 'locked';
      }
    };
    const made: Handset = { ...handset, lock };
    running = made;
    state = 'open';
    return made;
  };

  const create = async (made: CreateOptions): Promise<Handset> => {
    if (state !== 'empty')
      throw handsetError('HANDSET_EXISTS', 'There is a handset in this store already.');
    const homes = homesOf(made);
    const self = await createSelf(crypto, {
      homes,
      suggestedName: made.suggestedName?.trim() ? parseSuggestedName(made.suggestedName) : '',
      nowMs: clock.now(),
    });
    const first = [
      { put: { table: tables.self, id: 'self' }, value: encodeSelf(self) },
      ...firstPin(made.charterHash),
    ];
    const handset = await start(await createVault(parts, { ...unlocking(made), first }));
    try {
      await askAdmission(handset, homes, clock, unlocking(made).signal);
    } catch (error) {
      await handset.lock();
      await wipeVault({ ...wiping, erase: [] });
      state = 'empty';
      throw error;
    }
    return handset;
  };

  const link = async (made: LinkOptions, signal: AbortSignal): Promise<Handset> => {
    if (state !== 'empty')
      throw handsetError('HANDSET_EXISTS', 'There is a handset in this store already.');
    const homes = homesOf(made);
    requireGoodPassphrase(made.passphrase);
    const name = (made.name ?? '').toWellFormed().trim();
    if ([...name].length > handsetLimits.maxDeviceNameChars)
      throw handsetError('NAME_TOO_LONG', 'The name is too long.');
    const { relay } = homes[0]!;
    const first = await becomeDevice(
      { crypto, link: transport, clock, mls },
      { homes, relay, name, onCode: made.onCode, signal },
    );
    return start(await createVault(parts, { ...unlocking(made), first }));
  };

  const unlocking = ({ passphrase, signal }: UnlockOptions) => ({
    passphrase,
    signal: signal ? AbortSignal.any([signal, untilWiped.signal]) : untilWiped.signal,
    ...(options.unsafeArgon2 ? { unsafeArgon2: options.unsafeArgon2 } : {}),
  });

  const stayOpen = (): void => {
    if (isClosed) throw handsetError('HANDSET_LOCKED', 'The vault is closed.');
  };

  return {
    get state() {
      return state;
    },
    create: (made) =>
      serial.run(async () => {
        stayOpen();
        return create(made);
      }),
    link: (made) =>
      serial.run(async () => {
        stayOpen();
        linking = new AbortController();
        const given = made.signal ? [made.signal, linking.signal] : [linking.signal];
        return link(made, AbortSignal.any(given));
      }),
    unlock: (given) =>
      serial.run(async () => {
        stayOpen();
        return running ?? start(await openSealed(parts, unlocking(given)));
      }),
    wipe: () => {
      stopLinking();
      untilWiped.abort(handsetError('HANDSET_LOCKED', 'The handset is being wiped.'));
      return serial.run(async () => {
        stayOpen();
        untilWiped = new AbortController();
        await wipe();
      });
    },
    close: () => {
      stopLinking();
      return serial.run(async () => {
        if (isClosed) return;
        isClosed = true;
        await running?.lock();
        await records.close();
      });
    },
  };
}

/** @throws RELAYS_INVALID, RELAY_URL_MALFORMED */
function homesOf(made: Pick<CreateOptions, 'relay' | 'relays' | 'credit'>): readonly Home[] {
  const relays = [made.relay, ...(made.relays ?? [])].map((relay) => parseRelayUrl(relay));
  const credit = made.credit ?? new Uint8Array(0);
  const homes = [...new Set(relays)].map((relay) => ({ relay, credit }));
  if (homes.length > protocolLimits.maxMailboxRelays)
    throw handsetError('RELAYS_INVALID', 'A handset has 1 to 4 relays.');
  return homes;
}

const noCryptoYet = new Proxy({} as Crypto, {
  get: () => {
    throw handsetError('PLUGIN_UNUSABLE', 'The crypto plugin cannot need crypto itself.');
  },
});
