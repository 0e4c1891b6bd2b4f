import { openAccess } from '@sotto/access-open';
import type { LinkErrorCode, Log, Plugin } from '@sotto/core';
import { SottoError } from '@sotto/core';
import type { FarConnection, MemoryRelay } from '@sotto/link-memory';
import type { LogFiles, RelayLimits } from '@sotto/relay';
import { createRelay } from '@sotto/relay';
import type { CallWatch } from './mortal.ts';
import { mortal } from './mortal.ts';
import type { World } from './world.ts';

export interface RelayEngineOptions {
  /** Unlike that of every other engine in the network: its chance follows from it. */
  readonly label: string;
  /** The stores: one plugin each for `mailboxes` and `blobs`. */
  readonly stores: readonly Plugin[];
  readonly limits: Partial<RelayLimits> | undefined;
  readonly log: Log | undefined;
  readonly actLog: LogFiles | undefined;
  /** Told around each change of a store; may end the engine. */
  readonly beforeChange: () => void;
  readonly afterChange: () => void;
}

/** One run of a relay's engine, from its start to its end. */
export interface RelayEngine {
  /** The relay as a link meets it. */
  readonly memory: MemoryRelay;
  readonly metrics: () => Promise<string>;
  /** Ends in good order. */
  readonly stop: () => Promise<void>;
  /** Ends at once: nobody is told, and what was under way never answers. */
  readonly end: () => void;
  /** Closes the connections of one handset. */
  readonly cut: (remote: string) => void;
}

const changes = new Set(['open', 'remove', 'post', 'ack', 'register', 'append']);

export async function startRelayEngine(
  world: World,
  options: RelayEngineOptions,
): Promise<RelayEngine> {
  const { label, limits, log, actLog } = options;
  const clock = world.clock.lend();
  const connections = new Set<FarConnection>();
  let alive = true;
  const watch = (name: string): CallWatch => ({
    isAlive: () => alive,
    before: () => void (changes.has(name) && options.beforeChange()),
    after: () => void (changes.has(name) && options.afterChange()),
  });
  const relay = await createRelay({
    plugins: [
      world.crypto(label, label),
      openAccess(),
      ...options.stores.map((plugin) => mortal(world.tracked(plugin), watch)),
    ],
    clock,
    random: world.random.fork(label).bytes,
    ...(limits === undefined ? {} : { limits }),
    ...(log === undefined ? {} : { log }),
    ...(actLog === undefined ? {} : { actLog }),
  });
  const { promise: died, reject: die } = Promise.withResolvers<never>();
  died.catch(() => undefined);
  const orDeath = <T>(call: Promise<T>): Promise<T> => Promise.race([call, died]);
  const end = (): void => {
    alive = false;
    clock.stop();
    die(new SottoError<LinkErrorCode>('LINK_CLOSED', 'The relay is gone.', { retryable: true }));
    for (const connection of connections) connection.close();
  };
  return {
    memory: {
      accept: async (connection) => {
        connections.add(connection);
        await relay.accept(connection).finally(() => connections.delete(connection));
      },
      putBlobPart: (part) => orDeath(relay.putBlobPart(part)),
      blobState: (id) => orDeath(relay.blobState(id)),
      getBlobRange: (id, offset, maxBytes) => orDeath(relay.getBlobRange(id, offset, maxBytes)),
      readLog: (path, maxBytes) => orDeath(relay.readLog(path, maxBytes)),
    },
    metrics: () => relay.metrics(),
    stop: async () => {
      await relay.stop();
      end();
    },
    end,
    cut: (remote) => {
      for (const connection of connections) if (connection.remote === remote) connection.close();
    },
  };
}
