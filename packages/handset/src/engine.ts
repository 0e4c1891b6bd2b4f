import type { Clock, Crypto, Link, Log, Pictures } from '@sotto/core';
import type { Authenticate, Mls } from '@sotto/mls';
import type { ConversationId } from './api.ts';
import type { Contacts } from './contacts/contacts.ts';
import type { Arrivals } from './conversation/arrivals.ts';
import type { Drops } from './drops.ts';
import type { EventHub } from './events/event-hub.ts';
import type { Claims } from './group/claims.ts';
import type { FirstKeys } from './group/first-keys.ts';
import type { HelpShelf } from './group/help-shelf.ts';
import type { HelpRequest } from './group/help.ts';
import type { MadeCommits } from './group/made-commits.ts';
import type { HealingBook } from './healing.ts';
import type { Chains } from './identity/chains.ts';
import type { Self } from './identity/self.ts';
import type { EraserClock } from './message/eraser-clock.ts';
import type { KnownKinds } from './kinds/kinds.ts';
import type { NetworkBook } from './network/book.ts';
import type { Said } from './network/gossip.ts';
import type { Outbox } from './outbox/outbox.ts';
import type { Policy } from './policy.ts';
import type { SearchIndex } from './search/search-index.ts';
import type { SettingsBook } from './settings.ts';
import type { Homes } from './sync/homes.ts';
import type { Former } from './returning/returning.ts';
import type { Sync } from './sync/sync.ts';
import type { StorageGuard } from './vault/roots/storage-guard.ts';
import type { SealedStore } from './vault/sealed-store.ts';

/** What every part of a running handset works with. */
export interface Engine {
  readonly crypto: Crypto;
  readonly link: Link;
  readonly pictures: Pictures;
  readonly kinds: KnownKinds;
  readonly clock: Clock;
  readonly log: Log;
  readonly store: SealedStore;
  readonly guard: StorageGuard;
  readonly mls: Mls;
  /** The authentication service that `mls` asks too. */
  readonly authenticate: Authenticate;
  readonly policy: Policy;
  readonly self: Self;
  readonly homes: Homes;
  readonly contacts: Contacts;
  readonly chains: Chains;
  readonly settings: SettingsBook;
  readonly network: NetworkBook;
  readonly search: SearchIndex;
  readonly eraserClock: EraserClock;
  readonly events: EventHub;
  readonly drops: Drops;
  readonly healing: HealingBook;
  readonly arrivals: Arrivals;
  readonly claims: Claims;
  readonly made: MadeCommits;
  readonly helpFor: HelpShelf;
  readonly sync: Sync;
  readonly outbox: Outbox;
  /** Resolves when it is known that this store is the newest of this device, or its conversations know that it is not. Until then no key of a ratchet is used. */
  readonly ready: () => Promise<void>;
  /** The life of the handset that frames are sent in now. */
  readonly lifeNumber: () => number;
  readonly firstKeys: FirstKeys;
  /** Holds back until so many more frames may be sent in this life of the handset. */
  readonly spend: (frames: number) => Promise<void>;
  /** Others know frames of this device that it does not remember. */
  readonly forgotten: () => void;
  /** Somebody gave KeyPackages: those who wait for them in groups can be added. */
  readonly keyPackagesCame: (identity: Uint8Array) => void;
  /** Somebody is to be added, and no KeyPackage of theirs is left: they are asked for some. */
  readonly keyPackagesWanted: (identity: Uint8Array) => void;
  readonly contactChanged: (identity: Uint8Array) => void;
  readonly helpWanted: (id: ConversationId, request: HelpRequest) => void;
  /** A member's device said something of the network's log. */
  readonly networkHeard: (said: Said) => void;
  /** A network was pinned, or named by an invite: its log is to be read. */
  readonly networkPinned: () => void;
  /** There are Welcomes to tell people of, or to join by. */
  readonly welcomesOwed: () => void;
  readonly welcomesArrived: () => void;
  /** Whose place this device takes, when it was restored from a backup. */
  readonly former: Former;
  /** A member told which devices of this identity it knows. */
  readonly chainHeard: (links: readonly Uint8Array[]) => void;
  /** Something about this identity's devices may have to be done or told. */
  readonly devicesChanged: () => void;
  /** Aborts when the handset is locked: nothing new is begun, what waits gives up. */
  readonly stopping: AbortSignal;
}
