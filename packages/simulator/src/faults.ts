import type { Network } from './network.ts';
import type { SimulatedHandset } from './simulated-handset.ts';
import type { SimulatedRelay } from './simulated-relay.ts';
import type { Climate } from './weather.ts';
import { calm, stormy } from './weather.ts';

export interface FaultOptions {
  /** Chances of each `strike`, from 0 to 1. Defaults: a bad day. */
  readonly handsetCrashChance?: number;
  readonly relayCrashChance?: number;
  readonly relayStopChance?: number;
  readonly networkDownChance?: number;
  /** What is down stays so for up to so long. Default 30 s. */
  readonly maxDownMs?: number;
  /** Default `stormy`. */
  readonly climate?: Climate;
}

/** A seeded schedule of faults: relays and handsets die, between calls or in the middle of a write, and lose their networks. */
export interface Faults {
  /** Brings back whose time has come, and lets happen what chance wants. Time does not pass. */
  readonly strike: () => Promise<void>;
  /** Good weather, and everything up and connected. */
  readonly end: () => Promise<void>;
}

type Process = SimulatedHandset | SimulatedRelay;

export function createFaults(network: Network, options: FaultOptions = {}): Faults {
  const {
    handsetCrashChance = 0.06,
    relayCrashChance = 0.03,
    relayStopChance = 0.01,
    networkDownChance = 0.04,
    maxDownMs = 30_000,
    climate = stormy,
  } = options;
  const { clock, wait } = network;
  const random = network.random.fork('faults');
  /** When what is down comes back. */
  const backAtMs = new Map<Process, number>();
  const onlineAtMs = new Map<SimulatedHandset, number>();
  const later = (): number => clock.now() + random.whole(0, maxDownMs);

  const crash = (victim: Process): void => {
    const manner = random.pick(['now', 'before', 'after'] as const);
    if (manner === 'now') victim.crash();
    else victim.crashAtWrite(manner);
  };

  /** It may die again while it starts, when it was told to. */
  const start = async (process: Process): Promise<void> => {
    await wait(
      process
        .start()
        .then(() => undefined)
        .catch((error: unknown) => {
          if (process.isUp() || !isDeath(error)) throw error;
        }),
    );
  };

  const bringBack = async (all: boolean): Promise<void> => {
    for (const process of [...network.relays, ...network.handsets]) {
      if (process.isUp()) continue;
      const dueMs = backAtMs.get(process) ?? later();
      backAtMs.set(process, dueMs);
      if (!all && clock.now() < dueMs) continue;
      backAtMs.delete(process);
      await start(process);
    }
    for (const [handset, dueMs] of onlineAtMs) {
      if (!all && clock.now() < dueMs) continue;
      onlineAtMs.delete(handset);
      handset.setNetwork('up');
    }
  };

  return {
    strike: async () => {
      network.setClimate(climate);
      await bringBack(false);
      const handset = random.pick(network.handsets);
      const relay = random.pick(network.relays);
      if (random.chance(handsetCrashChance)) crash(handset);
      if (random.chance(relayCrashChance)) crash(relay);
      if (random.chance(relayStopChance)) await wait(relay.stop());
      if (random.chance(networkDownChance)) {
        handset.setNetwork('down');
        onlineAtMs.set(handset, later());
      }
    },
    end: async () => {
      network.setClimate(calm);
      for (const each of [...network.relays, ...network.handsets]) each.crashAtWrite('never');
      while ([...network.relays, ...network.handsets].some((each) => !each.isUp())) {
        await bringBack(true);
      }
      await bringBack(true);
    },
  };
}

/** What a start rejects with when the process died under it. */
function isDeath(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'SIMULATION_CRASH' || code === 'RECORDS_BROKEN' || code === 'HANDSET_LOCKED';
}
