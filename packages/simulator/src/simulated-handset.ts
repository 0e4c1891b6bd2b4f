import type { Plugin, RelayUrl } from '@sotto/core';
import type { Handset, RecoverOptions, RestoreOptions, Vault, VaultOptions } from '@sotto/handset';
import { openVault } from '@sotto/handset';
import type { MemoryRelay } from '@sotto/link-memory';
import { memoryLink } from '@sotto/link-memory';
import type { MemoryStore } from '@sotto/records-memory';
import { createMemoryStore, memoryRecords } from '@sotto/records-memory';
import { simulatorError } from './error.ts';
import type { LentClock } from './virtual-clock.ts';
import type { Climate } from './weather.ts';
import { seededWeather } from './weather.ts';
import type { World } from './world.ts';

export interface HandsetSetup {
  readonly name: string;
  /** Its home relays, the first one first. At least one. */
  readonly relays: readonly RelayUrl[];
  /** How far its clock is off at first, in milliseconds. */
  readonly skewMs: number;
  readonly passphrase: string;
  /** It becomes another device of somebody: told the code that it shows. Default: it is somebody new. */
  readonly onCode?: (code: string) => unknown;
  /** It has a second store, where it tests its wipe and tries its backups. */
  readonly hasThrowaway?: boolean;
  /** It is made of a backup. */
  readonly restore?: () => Pick<RestoreOptions, 'from' | 'open'>;
  /** It is made of what a paper key opens. */
  readonly recover?: () => Pick<RecoverOptions, 'code' | 'from'>;
}

/** A real handset engine in the network; its records outlive it. */
export interface SimulatedHandset {
  readonly name: string;
  /** The home relays that it was made with. */
  readonly relays: readonly RelayUrl[];
  readonly isUp: () => boolean;
  /** @throws SIMULATION_MISUSE while it is down */
  readonly handset: () => Handset;
  /** Opens the vault and unlocks it, or makes the handset. @throws SIMULATION_CRASH, or what a store rejects with that died, when it crashes meanwhile */
  readonly start: () => Promise<Handset>;
  /** Locks and closes. */
  readonly stop: () => Promise<void>;
  /** Ends as on SIGKILL, or when the battery is empty. */
  readonly crash: () => void;
  /** A write of its records is its last, the next one or so many later: it crashes just before it is applied, or just after it and before its answer; `never` takes it back. */
  readonly crashAtWrite: (when: 'before' | 'after' | 'never', writesLater?: number) => void;
  readonly crashes: () => number;
  readonly setNetwork: (state: 'up' | 'down') => void;
  /** Tells it, when it is up, that its network may be better now. */
  readonly nudge: () => void;
  /** Its clock is off by so much from now on, in milliseconds; timers run on. */
  readonly setSkew: (skewMs: number) => void;
  readonly skewMs: () => number;
  /** Keeps a copy of its records as they are now, in place of the last one: a backup of the machine. */
  readonly keepCopy: () => void;
  /** Crashes it when it is up, and puts the kept copy in place of its records. False, and nothing happens, when none was kept. */
  readonly restoreCopy: () => boolean;
  /** When its records were put back, and when the copy was kept: milliseconds since 1970 by the network's clock. */
  readonly restores: () => readonly Restore[];
  readonly records: MemoryStore;
}

export interface Restore {
  readonly keptAtMs: number;
  readonly atMs: number;
}

export interface HandsetSurroundings {
  readonly reach: (url: RelayUrl, remote: string) => MemoryRelay | undefined;
  /** Ends this handset's connections everywhere. */
  readonly cut: (remote: string) => void;
  readonly climate: () => Climate;
  readonly isBlocked: (handset: string, relay: RelayUrl) => boolean;
}

/** One run of the handset, from a start to its end. */
interface Life {
  readonly vault: Vault;
  readonly handset: Handset;
  readonly clock: LentClock;
}

const cheapCosts = {
  unsafeArgon2: { memoryKiB: 8, passes: 1, parallelism: 1 },
  unsafeScryptLogN: 8,
  unsafeNoCover: true,
};

export function createSimulatedHandset(
  world: World,
  setup: HandsetSetup,
  surroundings: HandsetSurroundings,
): SimulatedHandset {
  const { name, passphrase } = setup;
  const [relay] = setup.relays;
  if (relay === undefined)
    throw simulatorError('SIMULATION_MISUSE', 'A handset needs a home relay.');
  const weather = seededWeather(world.random.fork(`weather ${name}`), {
    climate: surroundings.climate,
    isDown: () => !hasNetwork,
    isBlocked: (url) => surroundings.isBlocked(name, url),
  });
  let records = createMemoryStore();
  let kept: { readonly store: MemoryStore; readonly atMs: number } | undefined;
  const restores: Restore[] = [];
  let life: Life | undefined;
  let startingClock: LentClock | undefined;
  let hasNetwork = true;
  let doom: 'before' | 'after' | 'never' = 'never';
  let doomInWrites = 0;
  let skewMs = setup.skewMs;
  let crashes = 0;
  let starts = 0;

  const crash = (): void => {
    const clock = life?.clock ?? startingClock;
    if (clock === undefined) return;
    life = undefined;
    startingClock = undefined;
    doom = 'never';
    crashes += 1;
    records.crash();
    clock.stop();
    surroundings.cut(name);
  };
  const dieIf = (when: 'before' | 'after') => (): void => {
    if (doom !== when || doomInWrites-- > 0) return;
    crash();
    throw simulatorError('SIMULATION_CRASH', 'The process died here.');
  };

  const plugins = (): readonly Plugin[] => [
    world.crypto(`handset ${name} ${starts}`, name),
    world.pictures(),
    memoryRecords({ store: records, onWrite: dieIf('before'), onWritten: dieIf('after') }),
    memoryLink({ relay: (url) => surroundings.reach(url, name), weather, remote: name }),
  ];

  const throwaway = (): Pick<VaultOptions, 'throwaway'> => {
    if (setup.hasThrowaway !== true) return {};
    let spare = createMemoryStore();
    const remove = async (): Promise<void> => {
      spare = createMemoryStore();
    };
    return { throwaway: { plugin: () => memoryRecords({ store: spare }), remove } };
  };

  const homes = { relay, relays: setup.relays };
  const start = async (): Promise<Handset> => {
    if (life !== undefined) return life.handset;
    starts += 1;
    const clock = world.clock.lend({ skewMs });
    startingClock = clock;
    const vault = await openVault({ plugins: plugins(), clock, ...throwaway(), ...cheapCosts });
    const opening = vault.state === 'empty' ? made(vault) : vault.unlock({ passphrase });
    const handset = await opening.catch(async (error: unknown) => {
      // A process that did not die lets go of its store; the next start opens it again.
      if (startingClock === clock) await vault.close();
      throw error;
    });
    life = { vault, handset, clock };
    startingClock = undefined;
    return handset;
  };

  const made = (vault: Vault): Promise<Handset> => {
    if (setup.restore !== undefined) return vault.restore({ passphrase, name, ...setup.restore() });
    if (setup.recover !== undefined) return vault.recover({ passphrase, name, ...setup.recover() });
    return setup.onCode === undefined
      ? vault.create({ passphrase, ...homes, suggestedName: name })
      : vault.link({ passphrase, ...homes, name, onCode: setup.onCode });
  };

  return {
    name,
    relays: setup.relays,
    get records() {
      return records;
    },
    isUp: () => life !== undefined,
    handset: () => {
      if (life === undefined) throw simulatorError('SIMULATION_MISUSE', 'The handset is down.');
      return life.handset;
    },
    start,
    stop: async () => {
      const stopping = life;
      life = undefined;
      await stopping?.vault.close();
      stopping?.clock.stop();
    },
    crash,
    crashAtWrite: (when, writesLater = 0) => {
      doom = when;
      doomInWrites = writesLater;
    },
    crashes: () => crashes,
    setSkew: (ms) => {
      skewMs = ms;
      (life?.clock ?? startingClock)?.setSkew(ms);
    },
    skewMs: () => skewMs,
    keepCopy: () => {
      kept = { store: records.copy(), atMs: world.clock.now() };
    },
    restoreCopy: () => {
      if (kept === undefined) return false;
      crash();
      records = kept.store.copy();
      restores.push({ keptAtMs: kept.atMs, atMs: world.clock.now() });
      return true;
    },
    restores: () => [...restores],
    nudge: () => life?.handset.nudge(),
    setNetwork: (state) => {
      hasNetwork = state === 'up';
      if (hasNetwork) life?.handset.nudge();
      else surroundings.cut(name);
    },
  };
}
