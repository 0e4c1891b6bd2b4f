import type { Crypto } from './points/crypto.ts';

/** What an engine can lend to a plugin. A plugin names what it needs; it receives nothing else. */
export interface Services {
  readonly log: Log;
  readonly clock: Clock;
  /** Cryptographically strong random bytes. */
  readonly random: (length: number) => Uint8Array;
  readonly crypto: Crypto;
}

/** Structured events for the operator of a process. Never given a secret, a name, an address or content. */
export interface Log {
  readonly info: (event: string, fields?: LogFields) => void;
  readonly warn: (event: string, fields?: LogFields) => void;
  readonly error: (event: string, fields?: LogFields) => void;
}

export type LogFields = Readonly<Record<string, string | number | boolean>>;

/** Time as a service, so that tests and the simulator own it. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. May jump; never use differences of it for waiting. */
  readonly now: () => number;
  /** Resolves after `ms` milliseconds; rejects with `signal.reason` when aborted first, leaving no timer. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}
