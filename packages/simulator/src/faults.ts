import type { FaultChances, FaultKind, StruckFault } from './fault-kinds.ts';
import { badDay, faultKinds } from './fault-kinds.ts';
import type { FaultHand } from './fault-hand.ts';
import { createFaultHand, struckFaults } from './fault-hand.ts';
import type { Network } from './network.ts';
import { honest } from './relay-conduct.ts';
import type { SimulatedHandset } from './simulated-handset.ts';
import type { SimulatedRelay } from './simulated-relay.ts';
import { calm } from './weather.ts';

export interface FaultOptions {
  /** What is not named happens as on a bad day: see `badDay`, and `onlyFaults` for few kinds alone. */
  readonly chances?: Partial<FaultChances>;
  /** What is down, away or wrong stays so for up to so long. Default 30 s. */
  readonly maxDownMs?: number;
  /** Of a message that is late, and of a post that is stored late. Default 400 ms. */
  readonly maxDelayMs?: number;
  /** Told of each fault as it is done, in words without random bytes. */
  readonly onFault?: (kind: FaultKind, what: string) => void;
}

/**
 * A seeded schedule of faults. Each kind draws from a sequence of its own: turning one off leaves when the others happen as it
 * was.
 */
export interface Faults {
  /** Brings back whose time has come, and lets happen what chance wants. Time does not pass. */
  readonly strike: () => Promise<void>;
  /** Does one fault now, to whom chance wants. False when there is nobody that it can be done to. */
  readonly inject: (kind: StruckFault) => Promise<boolean>;
  /** Good weather, honest relays, and everything up and connected that is not gone for good. */
  readonly end: () => Promise<void>;
  /** How often each kind was struck; steady faults are not counted. */
  readonly done: () => Readonly<Partial<Record<FaultKind, number>>>;
}

type Process = SimulatedHandset | SimulatedRelay;

/** Of each strike while copies are wanted: a handset keeps one, a relay's disk has all. */
const copyChance = 0.15;

export function createFaults(network: Network, options: FaultOptions = {}): Faults {
  const { maxDownMs = 30_000, maxDelayMs = 400, onFault = () => undefined } = options;
  const chances: FaultChances = { ...badDay, ...options.chances };
  const { clock, wait } = network;
  const random = network.random.fork('faults');
  const ownRandom = new Map(faultKinds.map((kind) => [kind, random.fork(kind)]));
  const done: Partial<Record<FaultKind, number>> = {};
  /** When what is down comes back. */
  const backAtMs = new Map<Process, number>();
  /** What takes a fault back, and when. */
  let repairs: { readonly atMs: number; readonly run: () => void }[] = [];
  const downMs = (): number => random.whole(0, maxDownMs);

  const hand: FaultHand = createFaultHand(network, maxDownMs, (afterMs, run) =>
    repairs.push({ atMs: clock.now() + afterMs, run }),
  );

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

  const repair = async (all: boolean): Promise<void> => {
    for (const process of [...network.relays, ...network.handsets]) {
      if (process.isUp() || isGone(process)) continue;
      const dueMs = backAtMs.get(process) ?? clock.now() + downMs();
      backAtMs.set(process, dueMs);
      if (!all && clock.now() < dueMs) continue;
      backAtMs.delete(process);
      await start(process);
    }
    const due = repairs.filter(({ atMs }) => all || atMs <= clock.now());
    repairs = repairs.filter((each) => !due.includes(each));
    for (const { run } of due) run();
  };

  const inject = async (kind: StruckFault): Promise<boolean> => {
    const what = await hand[kind](ownRandom.get(kind) ?? random);
    if (what === undefined) return false;
    done[kind] = (done[kind] ?? 0) + 1;
    onFault(kind, what);
    return true;
  };

  const setSteady = (): void => {
    network.setClimate({
      delayChance: chances.delay,
      maxDelayMs,
      cutChance: chances.cut,
      downChance: chances.unreachable,
      refuseChance: chances.refuse,
    });
    for (const relay of network.relays) {
      relay.setConduct({
        loseChance: chances.lose,
        duplicateChance: chances.duplicate,
        reorderChance: chances.reorder,
        maxReorderMs: 10 * maxDelayMs,
      });
    }
  };

  const keepCopies = (): void => {
    const copies = ownRandom.get('restore') ?? random;
    if (chances.restore > 0 && copies.chance(copyChance)) copies.pick(network.handsets).keepCopy();
    const syncs = ownRandom.get('relay-rollback') ?? random;
    if (chances['relay-rollback'] > 0 && syncs.chance(copyChance))
      syncs.pick(network.relays).sync();
  };

  return {
    inject,
    strike: async () => {
      setSteady();
      await repair(false);
      keepCopies();
      for (const kind of struckFaults) {
        const own = ownRandom.get(kind) ?? random;
        if (own.chance(chances[kind])) await inject(kind);
      }
    },
    end: async () => {
      network.setClimate(calm);
      for (const relay of network.relays) relay.setConduct(honest);
      const all = [...network.relays, ...network.handsets].filter((each) => !isGone(each));
      for (const each of all) each.crashAtWrite('never');
      do await repair(true);
      while (all.some((each) => !each.isUp()));
      for (const relay of network.relays) await relay.release();
      for (const handset of network.handsets) handset.nudge();
    },
    done: () => ({ ...done }),
  };
}

function isGone(process: Process): boolean {
  return 'isGone' in process && process.isGone();
}

/** What a start rejects with when the process died under it. */
function isDeath(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'SIMULATION_CRASH' || code === 'RECORDS_BROKEN' || code === 'HANDSET_LOCKED';
}
