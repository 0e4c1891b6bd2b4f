import { assemble, assembleAll, createPlugin, isSottoError } from '@sotto/core';
import type { Crypto, Log, Services } from '@sotto/core';
import type { Mls } from '@sotto/mls';
import type { Vault, VaultOptions } from './api.ts';
import { coverBeside, coverFor, holdsHandset } from './cover/cover-for.ts';
import { handsetError } from './error.ts';
import { authenticationService } from './identity/authentication.ts';
import { openKinds } from './kinds/kinds.ts';
import { createLockedWatch } from './lost/watch-locked.ts';
import { createCommands } from './opening/commands.ts';
import { loadEngine } from './opening/load-engine.ts';
import type { Making } from './opening/make-handset.ts';
import { createNew, linkNew } from './opening/make-handset.ts';
import { readProtection } from './opening/protection.ts';
import { recoverNew, restoreNew } from './opening/restore-handset.ts';
import { createSession } from './opening/session.ts';
import { throwawayOf } from './opening/throwaway.ts';
import { createWipeTests } from './opening/wipe-tests.ts';
import { policyOf } from './policy.ts';
import type { StartParts } from './start-handset.ts';
import { createSerial } from './serial.ts';
import { systemClock } from './system-clock.ts';
import { takeCensus } from './vault/census/census.ts';
import { readVaultState } from './vault/vault.ts';
import type { VaultParts } from './vault/vault-parts.ts';
import { finishWipe, wipeStoreUnopened, wipeVault } from './vault/wipe.ts';
import type { WipeUnopenedOptions } from './vault/wipe.ts';

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
  const engine = loadEngine();
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

  // One throwaway store, for one thing at a time.
  const trying = createSerial();
  const wiping = { records, random, clock };
  const readState = () => readVaultState(records);
  const begin = async (): Promise<'empty' | 'locked'> => {
    await finishWipe({ ...wiping, erase: options.erase ?? [] }).catch((error: unknown) => {
      if (!isSottoError(error, 'WIPE_INCOMPLETE')) throw error;
      log.warn('handset.wipe-incomplete');
    });
    return readState();
  };
  const state = await begin().catch(async (error: unknown) => {
    await records.close();
    throw error;
  });
  const authenticate = authenticationService(crypto);
  let mls: Mls | undefined;
  const engineParts = async (signal: AbortSignal = never) => {
    const { createGroupMls } = await engine(signal);
    mls ??= over(createGroupMls(crypto));
    return { ...{ crypto, link: transport, pictures, clock, log, mls, authenticate, policy } };
  };
  const session = createSession({
    ...{ state, readState },
    wipe: (withFiles, stop) =>
      wipeVault({ ...wiping, stop, erase: withFiles ? (options.erase ?? []) : [] }),
    start: async ({ store, own, other, isVisit }) => {
      const { startHandset } = await engine(never);
      const start: StartParts = {
        ...{ ...(await engineParts()), messageKinds, store, guard: own.guard },
        // The command to wipe is for the handset, and not for a cover that is only visited.
        ...{ lostWatch: isVisit ? undefined : lostWatch, readBackup: options.readBackup },
        throwaway: throwawayOf(options.throwaway, services, trying),
        scryptLogN: options.unsafeScryptLogN,
        tidy: async (rest) => {
          await takeCensus({ records, crypto, volumes: [own, other], rest });
        },
        ...(options.throwaway ? { testWipe } : {}),
        cover: isVisit || options.unsafeNoCover === true ? undefined : other.store,
      };
      return [await startHandset(start), start];
    },
  });
  const lostWatch = createLockedWatch({
    ...{ records, crypto, clock, link: transport },
    state: session.state,
    isLooking: () => session.state() === 'open' && !session.isVisit(),
    wipe: async () => {
      await wipeNow();
      options.onWiped?.();
    },
  });
  const wipeTests = createWipeTests({
    ...{ throwaway: options.throwaway, services, crypto, clock },
    openStore: session.openStore,
  });
  const testWipe = () => trying.run(wipeTests);
  const parts: VaultParts = {
    ...{ records, crypto, clock, random: crypto.random, headerRandom: random },
    elapsedMs: () => performance.now(),
    nowMs: () => clock.now(),
    wipe: session.wipe,
    cover: {
      isAlwaysMade: options.unsafeNoCover !== true,
      isIn: holdsHandset,
      make: async (volume) => coverBeside(await engineParts(), volume),
    },
  };
  const making = async (signal: AbortSignal): Promise<Making> => {
    const { mls: groups } = await engineParts(signal);
    const { becomeDevice } = await engine(signal);
    return {
      ...{ parts, session, crypto, clock, link: transport, mls: groups, becomeDevice, options },
      coverFor: async (first) => coverFor(await engineParts(), first),
    };
  };

  const serial = createSerial();
  let ending = new AbortController();
  let isClosed = false;
  const serially = <T>(command: () => Promise<T>): Promise<T> =>
    serial.run(async () => {
      if (isClosed) throw handsetError('HANDSET_LOCKED', 'The vault is closed.');
      return command();
    });
  const untilEnd = (signal: AbortSignal | undefined): AbortSignal =>
    signal ? AbortSignal.any([signal, ending.signal]) : ending.signal;
  /** What waits, for another device or after a wrong try, is given up, also when it was only asked for so far. */
  const end = (): void => {
    ending.abort(handsetError('HANDSET_LOCKED', 'The vault is closed.'));
    ending = new AbortController();
  };

  const wipeNow = (): Promise<void> => {
    end();
    return serially(session.wipe);
  };
  await lostWatch.begin();

  return {
    get state() {
      return session.state();
    },
    create: (made) => {
      const signal = untilEnd(made.signal);
      return serially(async () => createNew(await making(signal), made, signal));
    },
    link: (made) => {
      const signal = untilEnd(made.signal);
      return serially(async () => linkNew(await making(signal), made, signal));
    },
    restore: (made) => {
      const signal = untilEnd(made.signal);
      return serially(async () => restoreNew(await making(signal), made, signal));
    },
    recover: (made) => {
      const signal = untilEnd(made.signal);
      return serially(async () => recoverNew(await making(signal), made, signal));
    },
    ...createCommands({ parts, session, serially, untilEnd, engine }),
    protection: () => serially(() => readProtection(parts)),
    hasDuress: session.hasDuress,
    collected: () => session.collecting()?.count() ?? 0,
    nudge: () => {
      session.collecting()?.nudge();
      lostWatch.nudge();
    },
    wipe: wipeNow,
    testWipe,
    close: async () => {
      end();
      await serial.run(async () => {
        if (isClosed) return;
        isClosed = true;
        await session.lock();
        await lostWatch.stop();
        await records.close();
      });
      await lostWatch.told();
    },
  };
}

/** Of what was loaded before. */
const never = new AbortController().signal;

const noCryptoYet = new Proxy({} as Crypto, {
  get: () => {
    throw handsetError('PLUGIN_UNUSABLE', 'The crypto plugin cannot need crypto itself.');
  },
});
