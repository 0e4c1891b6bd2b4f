import { openAccess } from '@sotto/access-open';
import { createMemoryBlobStore, memoryBlobs } from '@sotto/blobs-memory';
import type { MemoryBlobStore } from '@sotto/blobs-memory';
import type { LinkErrorCode, Log, Plugin, RelayUrl } from '@sotto/core';
import { SottoError } from '@sotto/core';
import type { FarConnection, MemoryRelay } from '@sotto/link-memory';
import { createMailboxesStore, memoryMailboxes } from '@sotto/mailboxes-memory';
import type { MailboxesStore } from '@sotto/mailboxes-memory';
import type { Relay, RelayLimits } from '@sotto/relay';
import { createRelay } from '@sotto/relay';
import { simulatorError } from './error.ts';
import type { World } from './world.ts';
import { mortal } from './mortal.ts';

export interface RelaySetup {
  readonly limits?: Partial<RelayLimits>;
  /** In place of the stores in memory: one for each of `mailboxes` and `blobs`. Made anew for each start. */
  readonly stores?: () => readonly Plugin[];
  readonly log?: Log;
}

/** A real relay engine in the network; its stores outlive it. */
export interface SimulatedRelay {
  readonly url: RelayUrl;
  readonly isUp: () => boolean;
  readonly start: () => Promise<void>;
  /** Ends in good order, as on SIGTERM. */
  readonly stop: () => Promise<void>;
  /** Ends as on SIGKILL: what its stores have not, is lost; nobody is told. */
  readonly crash: () => void;
  /** The next change of a store is its last: it crashes just before the change, or just after it and before its answer; `never` takes it back. */
  readonly crashAtWrite: (when: 'before' | 'after' | 'never') => void;
  /** Counts and latencies, as an operator reads them. @throws SIMULATION_MISUSE while it is down */
  readonly metrics: () => Promise<string>;
  /** How often it crashed. */
  readonly crashes: () => number;
  /** What is stored in memory; unused with other `stores`. */
  readonly mailboxes: MailboxesStore;
  readonly blobs: MemoryBlobStore;
}

/** How the network reaches it. */
export interface RelayReach {
  readonly relay: SimulatedRelay;
  /** The relay as a link meets it; `undefined` while it is down. */
  readonly memory: () => MemoryRelay | undefined;
  /** Ends every connection of one handset. */
  readonly cut: (remote: string) => void;
}

const changes = new Set(['open', 'remove', 'post', 'ack', 'register', 'append']);

/** One run of the relay, from a start to its end. */
interface Life {
  readonly relay: Relay;
  readonly connections: Set<FarConnection>;
  readonly end: () => void;
  readonly died: Promise<never>;
}

export function createSimulatedRelay(world: World, url: RelayUrl, setup: RelaySetup): RelayReach {
  const mailboxes = createMailboxesStore();
  const blobs = createMemoryBlobStore();
  const stores =
    setup.stores ?? (() => [memoryMailboxes({ store: mailboxes }), memoryBlobs({ store: blobs })]);
  let life: Life | undefined;
  let doom: 'before' | 'after' | 'never' = 'never';
  let crashes = 0;

  const crash = (): void => {
    const dying = life;
    if (dying === undefined) return;
    life = undefined;
    doom = 'never';
    crashes += 1;
    // Whoever watched the store is dead.
    mailboxes.watchers.clear();
    dying.end();
    for (const connection of dying.connections) connection.close();
  };

  const start = async (): Promise<void> => {
    if (life !== undefined) return;
    const clock = world.clock.lend();
    const crypto = world.crypto(`relay ${url} ${crashes}`);
    let alive = true;
    const watch = (name: string) => ({
      isAlive: () => alive,
      before: () => void (doom === 'before' && changes.has(name) && crash()),
      after: () => void (doom === 'after' && changes.has(name) && crash()),
    });
    const relay = await createRelay({
      plugins: [
        crypto,
        openAccess(),
        ...stores().map((plugin) => mortal(world.tracked(plugin), watch)),
      ],
      clock,
      random: world.random.fork(`relay ${url} ${crashes}`).bytes,
      ...(setup.limits === undefined ? {} : { limits: setup.limits }),
      ...(setup.log === undefined ? {} : { log: setup.log }),
    });
    let die: (error: unknown) => void = () => undefined;
    const died = new Promise<never>((_resolve, reject) => {
      die = reject;
    });
    died.catch(() => undefined);
    const end = (): void => {
      alive = false;
      clock.stop();
      die(new SottoError<LinkErrorCode>('LINK_CLOSED', 'The relay is gone.', { retryable: true }));
    };
    life = { relay, connections: new Set(), end, died };
  };

  const memory = (): MemoryRelay | undefined => {
    const now = life;
    if (now === undefined) return undefined;
    const orDeath = <T>(call: Promise<T>): Promise<T> => Promise.race([call, now.died]);
    return {
      accept: async (connection) => {
        now.connections.add(connection);
        await now.relay.accept(connection).finally(() => now.connections.delete(connection));
      },
      putBlobPart: (part) => orDeath(now.relay.putBlobPart(part)),
      blobState: (id) => orDeath(now.relay.blobState(id)),
      getBlobRange: (id, offset, maxBytes) => orDeath(now.relay.getBlobRange(id, offset, maxBytes)),
    };
  };

  return {
    memory,
    cut: (remote) => {
      for (const connection of life?.connections ?? []) {
        if (connection.remote === remote) connection.close();
      }
    },
    relay: {
      url,
      mailboxes,
      blobs,
      isUp: () => life !== undefined,
      start,
      stop: async () => {
        const stopping = life;
        if (stopping === undefined) return;
        life = undefined;
        await stopping.relay.stop();
        stopping.end();
      },
      crash,
      crashAtWrite: (when) => {
        doom = when;
      },
      metrics: async () => {
        if (life === undefined) throw simulatorError('SIMULATION_MISUSE', 'The relay is down.');
        return life.relay.metrics();
      },
      crashes: () => crashes,
    },
  };
}
