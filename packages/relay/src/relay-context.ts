import type { Access, Blobs, Clock, Crypto, Log, Mailboxes } from '@sotto/core';
import type { ToldLimits } from '@sotto/protocol';
import type { RelayLimits } from './limits.ts';
import type { LogDesk } from './log/log-desk.ts';
import type { Metrics } from './metrics/metrics.ts';
import type { Remotes } from './rates/remotes.ts';
import type { Listeners } from './session/listeners.ts';

/** What all parts of one relay share. */
export interface RelayContext {
  readonly limits: RelayLimits;
  readonly told: ToldLimits;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: (length: number) => Uint8Array;
  readonly crypto: Crypto;
  readonly mailboxes: Mailboxes;
  readonly blobs: Blobs;
  readonly access: Access;
  readonly remotes: Remotes;
  readonly listeners: Listeners;
  readonly logDesk: LogDesk;
  readonly metrics: Metrics;
}
