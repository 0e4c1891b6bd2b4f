import type { Clock, Log, Plugin } from '@sotto/core';
import { assemble, createPlugin } from '@sotto/core';
import { encodeRelayBatch } from '@sotto/protocol';
import { BlobDesk } from './blobs/blob-desk.ts';
import type { RelayBlobCalls } from './blobs/blob-calls.ts';
import { relayBlobCalls } from './blobs/blob-calls.ts';
import type { RelayConnection } from './connection.ts';
import { expireForever } from './expiry.ts';
import type { RelayLimits } from './limits.ts';
import { chooseLimits, toldLimits } from './limits.ts';
import type { RelayLogCalls } from './log/log-calls.ts';
import { relayLogCalls } from './log/log-calls.ts';
import { LogDesk } from './log/log-desk.ts';
import type { LogFiles } from './log/log-files.ts';
import { Metrics } from './metrics/metrics.ts';
import { metricsText } from './metrics/metrics-text.ts';
import { remoteKey } from '@sotto/server';
import type { Remote } from './rates/remotes.ts';
import { Remotes } from './rates/remotes.ts';
import type { RelayContext } from './relay-context.ts';
import { Session } from './session/session.ts';
import { Listeners } from './session/listeners.ts';
import { systemClock } from './system-clock.ts';
import { withdrawForever } from './withdrawal.ts';

export interface RelayOptions {
  /** One for each of the points `access`, `blobs`, `crypto` and `mailboxes`. */
  readonly plugins: readonly Plugin[];
  /** Changes to `defaultLimits`. */
  readonly limits?: Partial<RelayLimits>;
  /** The network's act log, which everybody may read here. Default: none. */
  readonly actLog?: LogFiles;
  readonly clock?: Clock;
  readonly log?: Log;
  readonly random?: (length: number) => Uint8Array;
}

/** A delivery service without a socket. `serveRelay` puts HTTP and WebSocket before it. */
export interface Relay extends RelayBlobCalls, RelayLogCalls {
  readonly limits: RelayLimits;
  /**
   * Serves one connection; resolves when it has ended and all that it began is done. A connection too many is told so
   * (`refused`, id 0, `RATE`) and closed.
   */
  readonly accept: (connection: RelayConnection) => Promise<void>;
  /** How long this remote would have to wait until `accept` takes a connection of it, in milliseconds; 0: not at all. */
  readonly admissionWaitMs: (remote: string) => number;
  /** Blobs with limits and rates, for a transport. */
  readonly blobs: BlobDesk;
  /** Files of the act log with bounds and rates, for a transport. */
  readonly actLog: LogDesk;
  /** The remote that an address belongs to, for rates. */
  readonly remote: (address: string) => Remote;
  /** `failing`: a store failed within the last ten seconds. */
  readonly health: () => 'ok' | 'failing' | 'stopping';
  /** Counts and latencies in Prometheus' text format, version 0.0.4. No identifiers. */
  readonly metrics: () => Promise<string>;
  /**
   * Stops in good order: no new connections, every connection is told `leaving`, what is under way becomes durable and is
   * answered, then the stores are released. What still runs after `limits.shutdownMs` is cut. Idempotent.
   */
  readonly stop: () => Promise<void>;
}

/** What a remote is asked to wait for when there are as many connections as may be. */
const fullRetryMs = 10_000;

/** How long a failure of a store makes a relay unhealthy. */
const failingForMs = 10_000;

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * Makes a relay.
 *
 * @throws what `assemble` and the plugins' `create` throw; RELAY_OPTION.
 */
export async function createRelay(options: RelayOptions): Promise<Relay> {
  const limits = chooseLimits(options.limits);
  const clock = options.clock ?? systemClock;
  const log = options.log ?? silent;
  const random =
    options.random ?? ((length) => globalThis.crypto.getRandomValues(new Uint8Array(length)));
  const plugins = assemble(['access', 'blobs', 'crypto', 'mailboxes'], options.plugins);
  const crypto = await createPlugin(plugins.crypto, {
    log,
    clock,
    random,
    crypto: undefined as never,
  });
  const services = { log, clock, random, crypto };
  const created: { readonly stop: () => Promise<void> }[] = [];
  try {
    const mailboxes = await createPlugin(plugins.mailboxes, services);
    created.push(mailboxes);
    const blobs = await createPlugin(plugins.blobs, services);
    created.push(blobs);
    const access = await createPlugin(plugins.access, services);
    return startRelay({
      limits,
      told: toldLimits(limits),
      ...services,
      mailboxes,
      blobs,
      access,
      remotes: new Remotes(limits, clock),
      listeners: new Listeners(),
      logDesk: new LogDesk(options.actLog, log),
      metrics: new Metrics(),
    });
  } catch (error) {
    await Promise.all(created.map((store) => store.stop()));
    throw error;
  }
}

function startRelay(context: RelayContext): Relay {
  const { limits, clock, log, metrics, mailboxes, blobs, access, listeners, remotes } = context;
  const sessions = new Map<Session, Promise<void>>();
  const stopping = new AbortController();
  const unwatch = mailboxes.watch((address) => listeners.wake(address));
  const expiring = expireForever(context, stopping.signal);
  const withdrawing = withdrawForever(context, stopping.signal);
  const desk = new BlobDesk(context);
  const remoteOf = (address: string): Remote => remotes.of(remoteKey(address));
  let stopped: Promise<void> | undefined;

  const admissionWaitMs = (remote: Remote): number => {
    if (stopping.signal.aborted) return limits.leavingRetryMs;
    const full =
      sessions.size >= limits.maxConnections ||
      remote.connections >= limits.maxConnectionsPerRemote;
    return full ? fullRetryMs : remote.wait('connections', 1);
  };

  const stop = async (): Promise<void> => {
    stopping.abort();
    unwatch();
    log.info('stopping', { connections: sessions.size });
    const inTime = new AbortController();
    const late = clock.sleep(limits.shutdownMs, inTime.signal).then(
      () => {
        log.warn('stopping-late', { connections: sessions.size });
        for (const session of sessions.keys()) session.end();
      },
      () => undefined,
    );
    await Promise.all(
      [...sessions].map(([session, running]) =>
        session.leave(leavingMs(context)).then(() => running),
      ),
    );
    inTime.abort();
    await late;
    await Promise.all([expiring, withdrawing]);
    await Promise.all([mailboxes.stop(), blobs.stop(), access.stop()]);
    log.info('stopped');
  };

  return {
    limits,
    blobs: desk,
    actLog: context.logDesk,
    remote: remoteOf,
    admissionWaitMs: (address) => admissionWaitMs(remoteOf(address)),
    accept: async (connection) => {
      const remote = remoteOf(connection.remote);
      const waitMs = admissionWaitMs(remote);
      if (waitMs > 0) {
        metrics.connectionsRefused++;
        return refuseConnection(connection, waitMs);
      }
      remote.take('connections', 1);
      const session = new Session(context, connection, remote);
      const running = session.run();
      sessions.set(session, running);
      remote.connections++;
      metrics.connectionsTotal++;
      metrics.connections++;
      try {
        await running;
      } finally {
        sessions.delete(session);
        remote.connections--;
        metrics.connections--;
      }
    },
    ...relayBlobCalls(desk, () => remoteOf('link')),
    ...relayLogCalls(context.logDesk, () => remoteOf('link')),
    health: () => {
      if (stopping.signal.aborted) return 'stopping';
      return Math.abs(clock.now() - metrics.failedAtMs) < failingForMs ? 'failing' : 'ok';
    },
    metrics: async () => {
      const stored = await mailboxes.totals();
      const blobTotals = await blobs.totals();
      return metricsText(metrics, {
        mailboxes: stored.mailboxes,
        envelopes: stored.envelopes,
        envelope_bytes: stored.envelopeBytes,
        registers: stored.registers,
        blobs: blobTotals.blobs,
        blob_bytes: blobTotals.bytes,
        listeners: listeners.size,
        remotes: remotes.size,
      });
    },
    stop: () => (stopped ??= stop()),
  };
}

/** Told in a frame, since there may be no other place, and closed. */
async function refuseConnection(connection: RelayConnection, retryAfterMs: number): Promise<void> {
  try {
    await connection.send(
      encodeRelayBatch([{ kind: 'refused', id: 0, code: 'RATE', retryAfterMs }]),
    );
  } finally {
    connection.close();
  }
}

/** Spread by chance, so that handsets do not all return in one moment. */
function leavingMs({ limits, random }: RelayContext): number {
  return limits.leavingRetryMs + Math.floor((limits.leavingRetryMs * random(1)[0]!) / 256);
}
