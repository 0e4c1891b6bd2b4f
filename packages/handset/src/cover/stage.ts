import type { Clock } from '@sotto/core';
import { erase } from '../bytes.ts';
import { loadContacts } from '../contacts/contacts.ts';
import { createArrivals } from '../conversation/arrivals.ts';
import { loadConversations } from '../conversation/conversations.ts';
import type { Conversations } from '../conversation/conversations.ts';
import { loadDrops } from '../drops.ts';
import type { Engine } from '../engine.ts';
import { createEventHub } from '../events/event-hub.ts';
import { createTroubles } from '../events/troubles.ts';
import { createClaims } from '../group/claims.ts';
import { createFirstKeys } from '../group/first-keys.ts';
import { createHelpShelf } from '../group/help-shelf.ts';
import { createMadeCommits } from '../group/made-commits.ts';
import { loadHealing } from '../healing.ts';
import { handsetError } from '../error.ts';
import { loadChains } from '../identity/chains.ts';
import { selfOf } from '../identity/self.ts';
import { createKinds } from '../kinds/kinds.ts';
import { loadEraserClock } from '../message/eraser-clock.ts';
import { loadNetworkBook } from '../network/book.ts';
import { loadFormer } from '../returning/returning.ts';
import { loadSearch } from '../search/load-search.ts';
import { loadSettings } from '../settings.ts';
import type { SelfRecord } from '../storage/self-record.ts';
import { createHomes } from '../sync/homes.ts';
import { memoryGuard } from '../vault/roots/storage-guard.ts';
import type { SealedStore } from '../vault/sealed-store.ts';
import { createNowhere } from './nowhere.ts';
import type { Nowhere } from './nowhere.ts';
import { toldClock } from './told-clock.ts';
import type { ToldClock } from './told-clock.ts';

/** What making a cover takes of a handset. */
export type CoverParts = Pick<
  Engine,
  'crypto' | 'link' | 'pictures' | 'log' | 'mls' | 'authenticate' | 'policy'
> & {
  readonly clock: Pick<Clock, 'now'>;
  /** Whoever locks the handset does not wait for a cover. */
  readonly stopping?: AbortSignal;
};

/** The engine of a cover without relays and without time: everything is done by its ordinary parts, and at once. */
export interface Stage {
  readonly engine: Engine;
  readonly conversations: Conversations;
  readonly clock: ToldClock;
  readonly nowhere: Nowhere;
  /** The life of the handset that is played now. */
  life: number;
  /** Frames that were sent in it. */
  framesSent: number;
  /** Overwrites what the engine held. */
  readonly end: () => Promise<void>;
}

export async function openStage(
  parts: CoverParts,
  store: SealedStore,
  self: SelfRecord,
  life: number,
): Promise<Stage> {
  const { crypto, log } = parts;
  const clock = toldClock(parts.clock.now());
  const stop = new AbortController();
  const events = createEventHub();
  const troubles = createTroubles(events, log);
  const nowhere = createNowhere();
  const first = { ...parts, store, guard: memoryGuard, clock, stopping: stop.signal };
  const nothing = (): void => {};
  const engine: Engine = {
    ...first,
    ...{ events, sync: nowhere.sync, outbox: nowhere.outbox },
    self: selfOf(self),
    homes: createHomes(self.homes),
    kinds: createKinds([], troubles.report),
    contacts: await loadContacts(store),
    chains: await loadChains(store, crypto, self.path),
    settings: await loadSettings(store),
    network: await loadNetworkBook({ store, crypto, nowMs: clock.now }),
    search: await loadSearch(first),
    eraserClock: await loadEraserClock(store, clock),
    former: await loadFormer(store),
    drops: await loadDrops(store),
    healing: await loadHealing(store),
    arrivals: createArrivals(),
    claims: createClaims(clock),
    made: createMadeCommits(),
    helpFor: createHelpShelf(nothing),
    ready: async () => {},
    lifeNumber: () => stage.life,
    firstKeys: createFirstKeys(),
    spend: async () => {},
    forgotten: nothing,
    chainHeard: nothing,
    devicesChanged: nothing,
    keyPackagesCame: nothing,
    keyPackagesWanted: nothing,
    contactChanged: nothing,
    helpWanted: nothing,
    networkHeard: nothing,
    networkPinned: nothing,
    welcomesOwed: nothing,
    welcomesArrived: nothing,
  };
  const conversations = await loadConversations({ engine, troubles, changed: nothing });
  const stage: Stage = {
    ...{ engine, conversations, clock, nowhere, life },
    framesSent: 0,
    end: async () => {
      await Promise.all(conversations.all().map((each) => each.forget()));
      erase(engine.self.device.signaturePrivateKey, self.holderSeed);
      stop.abort(handsetError('HANDSET_LOCKED', 'The cover is made.'));
      events.close();
      engine.search.clear();
      engine.made.erase();
    },
  };
  return stage;
}
