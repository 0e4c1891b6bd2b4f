import type { Plugin, RelayUrl } from '@sotto/core';
import type { Handset, Vault } from '@sotto/handset';
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
  readonly relay: RelayUrl;
  /** How far its clock is off, in milliseconds. */
  readonly skewMs: number;
  readonly passphrase: string;
}

/** A real handset engine in the network; its records outlive it. */
export interface SimulatedHandset {
  readonly name: string;
  readonly isUp: () => boolean;
  /** @throws SIMULATION_MISUSE while it is down */
  readonly handset: () => Handset;
  /** Opens the vault and unlocks it, or makes the handset. @throws SIMULATION_CRASH, or what a store rejects with that died, when it crashes meanwhile */
  readonly start: () => Promise<Handset>;
  /** Locks and closes. */
  readonly stop: () => Promise<void>;
  /** Ends as on SIGKILL, or when the battery is empty. */
  readonly crash: () => void;
  /** The next write of its records is its last: it crashes just before it is applied, or just after it and before its answer; `never` takes it back. */
  readonly crashAtWrite: (when: 'before' | 'after' | 'never') => void;
  readonly crashes: () => number;
  readonly setNetwork: (state: 'up' | 'down') => void;
  readonly records: MemoryStore;
}

export interface HandsetSurroundings {
  readonly reach: (url: RelayUrl) => MemoryRelay | undefined;
  /** Ends this handset's connections everywhere. */
  readonly cut: (remote: string) => void;
  readonly climate: () => Climate;
}

/** One run of the handset, from a start to its end. */
interface Life {
  readonly vault: Vault;
  readonly handset: Handset;
  readonly clock: LentClock;
}

const cheap = { memoryKiB: 8, passes: 1, parallelism: 1 };

export function createSimulatedHandset(
  world: World,
  setup: HandsetSetup,
  surroundings: HandsetSurroundings,
): SimulatedHandset {
  const { name, passphrase } = setup;
  const records = createMemoryStore();
  const weather = seededWeather(
    world.random.fork(`weather ${name}`),
    surroundings.climate,
    () => !hasNetwork,
  );
  let life: Life | undefined;
  let startingClock: LentClock | undefined;
  let hasNetwork = true;
  let doom: 'before' | 'after' | 'never' = 'never';
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
    if (doom !== when) return;
    crash();
    throw simulatorError('SIMULATION_CRASH', 'The process died here.');
  };

  const plugins = (): readonly Plugin[] => [
    world.crypto(`handset ${name} ${starts}`),
    world.pictures(),
    memoryRecords({ store: records, onWrite: dieIf('before'), onWritten: dieIf('after') }),
    memoryLink({ relay: surroundings.reach, weather, remote: name }),
  ];

  const start = async (): Promise<Handset> => {
    if (life !== undefined) return life.handset;
    starts += 1;
    const clock = world.clock.lend({ skewMs: setup.skewMs });
    startingClock = clock;
    const vault = await openVault({ plugins: plugins(), clock, unsafeArgon2: cheap });
    const handset =
      vault.state === 'empty'
        ? await vault.create({ passphrase, relay: setup.relay, suggestedName: name })
        : await vault.unlock({ passphrase });
    life = { vault, handset, clock };
    startingClock = undefined;
    return handset;
  };

  return {
    name,
    records,
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
    crashAtWrite: (when) => {
      doom = when;
    },
    crashes: () => crashes,
    setNetwork: (state) => {
      hasNetwork = state === 'up';
      if (hasNetwork) life?.handset.nudge();
      else surroundings.cut(name);
    },
  };
}
