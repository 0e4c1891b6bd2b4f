import { createMemoryBlobStore, memoryBlobs } from '@sotto/blobs-memory';
import type { MemoryBlobStore } from '@sotto/blobs-memory';
import type { Log, Plugin, RelayUrl } from '@sotto/core';
import type { MemoryRelay } from '@sotto/link-memory';
import { createMailboxesStore, memoryMailboxes } from '@sotto/mailboxes-memory';
import type { MailboxesStore } from '@sotto/mailboxes-memory';
import type { LogFiles, RelayLimits } from '@sotto/relay';
import { simulatorError } from './error.ts';
import { forgetEntry, joinRegisters, otherRegisters } from './register-lies.ts';
import type { Conduct } from './relay-conduct.ts';
import { createRelayConduct } from './relay-conduct.ts';
import type { RelayEngine } from './relay-engine.ts';
import { startRelayEngine } from './relay-engine.ts';
import type { RelayCopy } from './relay-tail.ts';
import { copyRelay } from './relay-tail.ts';
import type { World } from './world.ts';

export interface RelaySetup {
  readonly limits?: Partial<RelayLimits>;
  /** In place of the stores in memory: one for each of `mailboxes` and `blobs`. Made anew for each start. */
  readonly stores?: () => readonly Plugin[];
  readonly log?: Log;
  /** The act log that it serves, such as the view of an operator. Default: none. */
  readonly actLog?: LogFiles;
}

/** A real relay engine in the network; its stores outlive it. What needs the stores in memory throws SIMULATION_MISUSE with others. */
export interface SimulatedRelay {
  readonly url: RelayUrl;
  readonly isUp: () => boolean;
  /** @throws SIMULATION_MISUSE when it is gone for good */
  readonly start: () => Promise<void>;
  /** Ends in good order, as on SIGTERM. */
  readonly stop: () => Promise<void>;
  /** Ends as on SIGKILL: what its stores have not, is lost; nobody is told. */
  readonly crash: () => void;
  /** The next change of a store is its last: it crashes just before the change, or just after it and before its answer; `never` takes it back. */
  readonly crashAtWrite: (when: 'before' | 'after' | 'never') => void;
  /** What is stored now is on its disk, whatever comes. */
  readonly sync: () => void;
  /** Crashes, and its disk has what was there at the last `sync`: all that it said was stored since then is gone, positions come again. */
  readonly rollBack: () => void;
  /** Ends for good, with all it holds: seized, or out of money. */
  readonly vanish: () => void;
  readonly isGone: () => boolean;
  /** From now on; what is not named is honest. */
  readonly setConduct: (conduct: Partial<Conduct>) => void;
  /** Takes posts and delivers nothing, for so many milliseconds. */
  readonly withhold: (ms: number) => void;
  /** Delivers what is withheld or held back. */
  readonly release: () => Promise<void>;
  /** Shows these handsets registers of their own from now on: whatever is registered, they see another order than the rest. One such lie at a time. */
  readonly splitRegisters: (handsets: readonly string[]) => Promise<void>;
  /** Ends the split: everybody sees the registers of the rest, with what only those handsets saw behind. */
  readonly joinRegisters: () => void;
  readonly isSplit: () => boolean;
  /** Forgets the last entry of one of the youngest registers; false when there is none. */
  readonly forgetRegistered: () => boolean;
  /** Counts and latencies, as an operator reads them. @throws SIMULATION_MISUSE while it is down */
  readonly metrics: () => Promise<string>;
  /** How often it crashed. */
  readonly crashes: () => number;
  /** Posts that it said were stored and that it lost, by its conduct. */
  readonly lost: () => number;
  /** What is stored in memory; unused with other `stores`. */
  readonly mailboxes: MailboxesStore;
  readonly blobs: MemoryBlobStore;
}

/** How the network reaches it. */
export interface RelayReach {
  readonly relay: SimulatedRelay;
  /** The relay as the link of this handset meets it; `undefined` while it is down. */
  readonly memory: (remote: string) => MemoryRelay | undefined;
  /** Ends every connection of one handset. */
  readonly cut: (remote: string) => void;
}

/** The lie to some handsets. */
interface Split {
  readonly handsets: readonly string[];
  readonly store: MailboxesStore;
}

/** What runs from a start to its end: one engine, and a second one while registers are split. */
interface Life {
  readonly engine: RelayEngine;
  other: RelayEngine | undefined;
}

export function createSimulatedRelay(world: World, url: RelayUrl, setup: RelaySetup): RelayReach {
  const mailboxes = createMailboxesStore();
  const blobs = createMemoryBlobStore();
  const random = world.random.fork(`conduct ${url}`);
  const conduct = createRelayConduct(random, world.clock.lend(), world.posted);
  let synced: RelayCopy = copyRelay(mailboxes, blobs);
  let split: Split | undefined;
  let life: Life | undefined;
  let doom: 'before' | 'after' | 'never' = 'never';
  let crashes = 0;
  let engines = 0;
  let gone = false;

  const crash = (): void => {
    const dying = life;
    if (dying === undefined) return;
    life = undefined;
    doom = 'never';
    crashes += 1;
    // Whoever watched the store is dead.
    mailboxes.watchers.clear();
    conduct.forgetListeners();
    dying.engine.end();
    dying.other?.end();
  };

  const run = (store: MailboxesStore): Promise<RelayEngine> => {
    const stores = setup.stores?.() ?? [memoryMailboxes({ store }), memoryBlobs({ store: blobs })];
    return startRelayEngine(world, {
      label: `relay ${url} ${engines++}`,
      stores: stores.map((plugin) =>
        plugin.point === 'mailboxes' ? conduct.over(plugin as Plugin<'mailboxes'>) : plugin,
      ),
      limits: setup.limits,
      log: setup.log,
      actLog: setup.actLog,
      beforeChange: () => void (doom === 'before' && crash()),
      afterChange: () => void (doom === 'after' && crash()),
    });
  };
  const inMemory = (): void => {
    if (setup.stores !== undefined)
      throw simulatorError('SIMULATION_MISUSE', 'This relay has stores of its own.');
  };
  const join = (): void => {
    if (split === undefined) return;
    const { store, handsets } = split;
    split = undefined;
    joinRegisters(mailboxes.registers, store.registers);
    const other = life?.other;
    if (life !== undefined) life.other = undefined;
    other?.end();
    for (const handset of handsets) life?.engine.cut(handset);
  };

  return {
    memory: (remote) => {
      if (life === undefined) return undefined;
      const { engine, other } = life;
      return (split?.handsets.includes(remote) === true ? other : engine)?.memory;
    },
    cut: (remote) => {
      life?.engine.cut(remote);
      life?.other?.cut(remote);
    },
    relay: {
      url,
      mailboxes,
      blobs,
      isUp: () => life !== undefined,
      start: async () => {
        if (gone) throw simulatorError('SIMULATION_MISUSE', 'The relay is gone for good.');
        if (life !== undefined) return;
        life = { engine: await run(mailboxes), other: undefined };
        if (split !== undefined) life.other = await run(split.store);
      },
      stop: async () => {
        const stopping = life;
        if (stopping === undefined) return;
        life = undefined;
        await Promise.all([stopping.engine.stop(), stopping.other?.stop()]);
      },
      crash,
      crashAtWrite: (when) => {
        doom = when;
      },
      sync: () => {
        inMemory();
        synced = copyRelay(mailboxes, blobs);
      },
      rollBack: () => {
        inMemory();
        crash();
        split = undefined;
        synced.restore();
      },
      vanish: () => {
        crash();
        gone = true;
      },
      isGone: () => gone,
      setConduct: conduct.set,
      withhold: conduct.withhold,
      release: conduct.release,
      splitRegisters: async (handsets) => {
        inMemory();
        join();
        split = { handsets, store: otherRegisters(mailboxes) };
        if (life === undefined) return;
        const splitting = life;
        const other = await run(split.store);
        // It may have died meanwhile; its next start has both.
        if (life !== splitting) return other.end();
        splitting.other = other;
        for (const handset of handsets) splitting.engine.cut(handset);
      },
      joinRegisters: join,
      isSplit: () => split !== undefined,
      forgetRegistered: () => forgetEntry(mailboxes.registers, random),
      metrics: async () => {
        if (life === undefined) throw simulatorError('SIMULATION_MISUSE', 'The relay is down.');
        return life.engine.metrics();
      },
      crashes: () => crashes,
      lost: conduct.lost,
    },
  };
}
