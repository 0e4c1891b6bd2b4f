import type { RelayUrl } from '@sotto/core';
import type { ConversationId, Network, NetworkApi } from '../api.ts';
import type { ConversationHandle } from '../conversation/conversation.ts';
import type { Conversations } from '../conversation/conversations.ts';
import type { Engine } from '../engine.ts';
import type { Troubles } from '../events/troubles.ts';
import { createAnnouncer } from './announce.ts';
import { createNetwork } from './create-network.ts';
import { createGossip } from './gossip.ts';
import { createLooks } from './looks.ts';
import { createMover } from './mover.ts';
import { loadSeen } from './seen.ts';
import { createTelling } from './telling.ts';
import { networkView } from './view.ts';

/** What of the network runs for as long as the handset does. */
export interface RunningNetwork {
  readonly api: NetworkApi;
  readonly heard: Engine['networkHeard'];
  readonly pinned: Engine['networkPinned'];
  readonly stopped: () => Promise<void>;
}

interface Parts {
  readonly engine: Engine;
  readonly conversations: Conversations;
  readonly troubles: Troubles;
  readonly find: (id: ConversationId) => ConversationHandle | undefined;
  /** Makes these relays the homes. */
  readonly move: (relays: readonly RelayUrl[]) => Promise<void>;
  /** Has every conversation do what waited. */
  readonly tend: () => void;
}

/** @throws VAULT_BROKEN, VAULT_NEWER */
export async function startNetwork(parts: Parts): Promise<RunningNetwork> {
  const { engine, conversations, troubles, find, move, tend } = parts;
  const { network: book, homes, sync } = engine;
  const seen = await loadSeen(engine.store);
  const changed = (): void => announcer.look();
  const mover = createMover({ engine, book, conversations, move, troubles, changed });
  const view = (): Promise<Network> =>
    networkView({ book, seen, homes: homes.relays, move: mover.progress });
  const announcer = createAnnouncer({ engine, book, view, thawed: tend, troubles });
  const looks = createLooks({ ...engine, book }, troubles);
  const telling = createTelling({ engine, book, find });
  const gossip = createGossip({ engine, book, looks, telling, troubles });
  book.watch(() => {
    announcer.look();
    mover.wake();
  });
  sync.watchWelcomes((relay, logHead) => {
    mover.wake();
    looks.welcomed(relay, logHead);
  });
  return {
    api: createNetwork({ engine, seen, looks, view, changed }),
    heard: gossip.heard,
    pinned: () => {
      announcer.look();
      looks.hurry();
    },
    stopped: async () => {
      await Promise.all([looks.stopped(), gossip.stopped(), mover.stopped(), announcer.stopped()]);
    },
  };
}
