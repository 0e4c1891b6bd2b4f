import type { Clock, Crypto, Link, Log, Pictures } from '@sotto/core';
import type { Mls } from '@sotto/mls';
import type { Drops } from './drops.ts';
import type { EventHub } from './events/event-hub.ts';
import type { Self } from './identity/self.ts';
import type { SealedStore } from './vault/sealed-store.ts';

/** What every part of a running handset works with. */
export interface Engine {
  readonly crypto: Crypto;
  readonly link: Link;
  readonly pictures: Pictures;
  readonly clock: Clock;
  readonly log: Log;
  readonly store: SealedStore;
  readonly mls: Mls;
  readonly self: Self;
  readonly events: EventHub;
  readonly drops: Drops;
  /** Aborts when the handset is locked: nothing new is begun, what waits gives up. */
  readonly stopping: AbortSignal;
}
