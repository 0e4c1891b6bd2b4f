import type { Clock } from '@sotto/core';
import type { Rate } from '@sotto/server';
import { TokenBucket } from '@sotto/server';
import type { RelayLimits } from '../limits.ts';

/** What is counted for each remote address. */
export type RateName =
  | 'connections'
  | 'opens'
  | 'posts'
  | 'registers'
  | 'signatures'
  | 'requests'
  | 'blobBytes'
  | 'blobRequests'
  | 'greetings';

/** One remote address. Sessions hold on to theirs, so that no request has to look it up. */
export class Remote {
  readonly #rates: Rates;
  readonly #clock: Clock;
  readonly #buckets = new Map<RateName, TokenBucket>();
  /** Connections that are open now. */
  connections = 0;

  constructor(rates: Rates, clock: Clock) {
    this.#rates = rates;
    this.#clock = clock;
  }

  /** 0 when `amount` was taken; else nothing was, and it may be tried again after so many milliseconds. */
  take(name: RateName, amount: number): number {
    return this.#bucket(name).take(this.#rates[name], amount, this.#clock.now());
  }

  /** What `take` would answer. */
  wait(name: RateName, amount: number): number {
    return this.#bucket(name).wait(this.#rates[name], amount, this.#clock.now());
  }

  #bucket(name: RateName): TokenBucket {
    let bucket = this.#buckets.get(name);
    if (bucket === undefined) {
      bucket = new TokenBucket(this.#rates[name], this.#clock.now());
      this.#buckets.set(name, bucket);
    }
    return bucket;
  }
}

/** The remotes that are remembered: bounded, the one that has rested longest goes first. */
export class Remotes {
  readonly #limits: RelayLimits;
  readonly #clock: Clock;
  readonly #rates: Rates;
  readonly #remotes = new Map<string, Remote>();

  constructor(limits: RelayLimits, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
    this.#rates = ratesOf(limits);
  }

  get size(): number {
    return this.#remotes.size;
  }

  of(key: string): Remote {
    const remote = this.#remotes.get(key) ?? new Remote(this.#rates, this.#clock);
    // Set anew, so that the order of the map is the order of use.
    this.#remotes.delete(key);
    this.#remotes.set(key, remote);
    this.#forget();
    return remote;
  }

  #forget(): void {
    for (const [key, remote] of this.#remotes) {
      if (this.#remotes.size <= this.#limits.maxRemotes) return;
      this.#remotes.delete(key);
      // One with connections is in use: it goes to the end of the queue. There are fewer connections than places.
      if (remote.connections > 0) this.#remotes.set(key, remote);
    }
  }
}

type Rates = Readonly<Record<RateName, Rate>>;

function ratesOf(limits: RelayLimits): Rates {
  return {
    connections: { burst: limits.connectionsBurst, perSecond: limits.connectionsPerSecond },
    opens: { burst: limits.opensBurst, perSecond: limits.opensPerSecond },
    posts: { burst: limits.postsBurst, perSecond: limits.postsPerSecond },
    registers: { burst: limits.registersBurst, perSecond: limits.registersPerSecond },
    signatures: { burst: limits.signaturesBurst, perSecond: limits.signaturesPerSecond },
    requests: { burst: limits.requestsBurst, perSecond: limits.requestsPerSecond },
    blobBytes: { burst: limits.blobBytesBurst, perSecond: limits.blobBytesPerSecond },
    blobRequests: { burst: limits.blobRequestsBurst, perSecond: limits.blobRequestsPerSecond },
    greetings: { burst: limits.greetingsBurst, perSecond: limits.greetingsPerSecond },
  };
}
