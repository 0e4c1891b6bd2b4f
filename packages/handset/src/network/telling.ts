import { parseLogBundle } from '@sotto/actlog';
import type { ActLog } from '@sotto/actlog';
import { frameLimits, protocolLimits } from '@sotto/protocol';
import type { AsideBody } from '@sotto/protocol';
import type { ConversationId } from '../api.ts';
import type { ConversationHandle } from '../conversation/conversation.ts';
import type { Engine } from '../engine.ts';
import { queueAside } from '../group/asides.ts';
import { leavesOf } from '../group/leaves.ts';
import { toHex } from '../hex.ts';
import { handsetLimits } from '../limits.ts';
import type { NetworkBook } from './book.ts';
import type { TellKind } from './told.ts';

/** One device in one conversation. */
export interface Listener {
  readonly conversation: ConversationId;
  readonly device: Uint8Array;
}

/** Tells a device of the log, each thing once for each size of this handset's log. */
export interface Telling {
  /** What it lacks from this entry on, in several asides if need be. `asked`: it asked this device. Else, in a large group, few answer. */
  readonly log: (to: Listener, from: number, asked: boolean) => Promise<void>;
  /** How far this handset has read. */
  readonly head: (to: Listener) => Promise<void>;
  readonly evidence: (to: Listener, evidence: Uint8Array) => Promise<void>;
  /** What witnesses said, when it is later than what this device was told. In a large group few tell. */
  readonly alarms: (to: Listener) => Promise<void>;
  readonly wasTold: (to: Listener, what: TellKind) => boolean;
}

type Parts = {
  readonly engine: Engine;
  readonly book: NetworkBook;
  readonly find: (id: ConversationId) => ConversationHandle | undefined;
};

export function createTelling({ engine, book, find }: Parts): Telling {
  // Devices that are left to others of their group, and with what. Not stored: a start draws lots again.
  const left = new Map<string, number>();
  const size = (): number => book.position()?.head?.size ?? 0;
  const wasTold: Telling['wasTold'] = ({ device }, what) => book.told.has(device, what, size());

  const say = async (
    { conversation, device }: Listener,
    what: TellKind,
    bodies: readonly AsideBody[],
    version = size(),
  ): Promise<void> => {
    await find(conversation)?.change(async (draft) => {
      const leaf = draft.leaves.ofDevice(device);
      if (draft.record.state !== 'active' || leaf === undefined) return;
      for (const body of bodies) await queueAside(engine, draft, { body, to: [leaf] });
      book.told.put(draft.tx, device, what, version);
    });
  };

  const isLeftToOthers = async (
    { conversation, device }: Listener,
    what: TellKind,
    version: number,
  ): Promise<boolean> => {
    const key = `${what} ${toHex(device)}`;
    if ((left.get(key) ?? -1) >= version) return true;
    const devices = await find(conversation)?.look(
      async ({ group }) => leavesOf(engine.mls, group).all.length,
    );
    const others = (devices ?? 0) - 1;
    const draw = new DataView(engine.crypto.random(4).buffer).getUint32(0) / 2 ** 32;
    if (draw * others < handsetLimits.maxLogAnswers) return false;
    if (left.size >= handsetLimits.maxNetworkTold) left.clear();
    left.set(key, version);
    return true;
  };

  return {
    wasTold,
    log: async (to, from, asked) => {
      const log = await book.log();
      if (log === undefined || log.size === 0 || wasTold(to, 'log')) return;
      if (!asked && (await isLeftToOthers(to, 'log', log.size))) return;
      const bundles = bundlesOf(log, from);
      if (bundles.length > 0)
        await say(
          to,
          'log',
          bundles.map((bundle) => ({ kind: 'log', bundle })),
        );
    },
    head: async (to) => {
      const note = book.position()?.head?.note ?? null;
      if (wasTold(to, 'head')) return;
      if (note !== null && note.length > frameLimits.maxLogHeadBytes) return;
      await say(to, 'head', [{ kind: 'head', note }]);
    },
    alarms: async (to) => {
      const latest = book.alarms.latestSeconds();
      if (latest === 0 || book.told.has(to.device, 'alarm', latest)) return;
      if (await isLeftToOthers(to, 'alarm', latest)) return;
      const bodies = book.alarms.signed().map((alarm) => ({ kind: 'alarm', alarm }) as const);
      await say(to, 'alarm', bodies, latest);
    },
    evidence: async (to, evidence) => {
      if (wasTold(to, 'evidence')) return;
      await say(to, 'evidence', [{ kind: 'evidence', evidence }]);
    },
  };
}

/** None when the log goes on further than asides carry: without its head nothing of it can be believed. */
function bundlesOf(log: ActLog, from: number): readonly Uint8Array[] {
  const bundles: Uint8Array[] = [];
  for (let at = from; bundles.length < handsetLimits.maxLogAsides;) {
    const bytes = log.bundle(at, protocolLimits.maxAsideSealedBytes);
    const { entries, head } = parseLogBundle(bytes);
    bundles.push(bytes);
    if (head !== undefined) return bundles;
    if (entries.length === 0) return [];
    at += entries.length;
  }
  return [];
}
