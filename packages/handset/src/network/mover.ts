import { isSottoError } from '@sotto/core';
import type { RelayUrl } from '@sotto/core';
import type { NetworkMove } from '../api.ts';
import type { ConversationHandle } from '../conversation/conversation.ts';
import type { Conversations } from '../conversation/conversations.ts';
import type { Engine } from '../engine.ts';
import type { Troubles } from '../events/troubles.ts';
import { leavesOf } from '../group/leaves.ts';
import { someOf } from '../group/some-of.ts';
import { handsetLimits } from '../limits.ts';
import { mayConnect } from '../sync/may-connect.ts';
import { within } from '../sync/within.ts';
import type { NetworkBook } from './book.ts';

/** Moves the mailboxes away from homes that the network gave up, to active relays of its list, by itself. */
export interface Mover {
  /** The list of relays, or what can be reached, may have changed. */
  readonly wake: () => void;
  /** How far it is; `undefined` when nothing is to be moved. */
  readonly progress: () => Promise<NetworkMove | undefined>;
  readonly stopped: () => Promise<void>;
}

interface Parts {
  readonly engine: Pick<
    Engine,
    'clock' | 'crypto' | 'homes' | 'mls' | 'self' | 'sync' | 'stopping'
  >;
  readonly book: NetworkBook;
  readonly conversations: Conversations;
  readonly move: (relays: readonly RelayUrl[]) => Promise<void>;
  readonly troubles: Troubles;
  /** A step was done. */
  readonly changed: () => void;
}

export function createMover(parts: Parts): Mover {
  const { engine, book, conversations, move, troubles, changed } = parts;
  const { clock, crypto, homes, mls, self, sync, stopping } = engine;
  let wakeUp = new AbortController();
  // Homes and relays to leave, as they were when nothing named one of the latter any more.
  let settled: string | undefined;

  const given = (): readonly RelayUrl[] => {
    const left = book.leaving.relays();
    return homes.relays().filter((relay) => left.includes(relay));
  };

  /** One step; true when there is nothing to move now. */
  const step = async (): Promise<boolean> => {
    const gone = given();
    if (gone.length === 0) return true;
    const kept = homes.relays().filter((relay) => !gone.includes(relay));
    const active = (book.network()?.relays ?? [])
      .filter(({ standing }) => standing === 'active')
      .map(({ relay }) => relay)
      .filter((relay) => !kept.includes(relay) && mayConnect(homes.primary(), relay));
    const fresh = await admitting(someOf(engine, active, active.length), gone.length);
    if (fresh.length === 0 && active.length > 0) return false;
    const wanted = [...kept, ...fresh];
    if (wanted.length === 0) return true;
    await move(wanted);
    changed();
    return true;
  };

  /** The first so many of the relays that can be reached now and admit this handset. */
  const admitting = async (
    relays: readonly RelayUrl[],
    most: number,
  ): Promise<readonly RelayUrl[]> => {
    const found: RelayUrl[] = [];
    for (const relay of relays) {
      if (found.length === most) break;
      if (await isAdmitting(relay)) found.push(relay);
    }
    return found;
  };

  const isAdmitting = async (relay: RelayUrl): Promise<boolean> => {
    const { admissionTryMs } = handsetLimits;
    try {
      const answer = await within(clock, admissionTryMs, stopping, async (signal) => {
        await sync.admit(relay, homes.credit(relay), signal);
        return true;
      });
      return answer ?? false;
    } catch (error) {
      stopping.throwIfAborted();
      if (!isSottoError(error)) throw error;
      return false;
    }
  };

  /** Longer after each try, and half of it by chance. */
  const waitMs = (failures: number): number => {
    const { moveRetryMs, maxMoveWaitMs } = handsetLimits;
    const ms = Math.min(maxMoveWaitMs, moveRetryMs * 2 ** Math.min(failures - 1, 20));
    return ms / 2 + (ms / 2) * (new DataView(crypto.random(4).buffer).getUint32(0) / 2 ** 32);
  };

  const run = async (): Promise<void> => {
    let failures = 0;
    while (!stopping.aborted) {
      let isDone = false;
      wakeUp = new AbortController();
      try {
        isDone = await step();
      } catch (error) {
        if (stopping.aborted) return;
        if (!isPassing(error)) troubles.report(error);
      }
      failures = isDone ? 0 : failures + 1;
      const ms = isDone ? maxSleepMs : waitMs(failures);
      const signal = AbortSignal.any([wakeUp.signal, stopping]);
      // The only rejection of a sleep is its abort, which is what ends this wait early.
      await clock.sleep(ms, signal).catch(() => undefined);
    }
  };

  /** Which of these relays this device's leaf names; `undefined` when nobody is there to read it. */
  const namedByLeaf = (
    conversation: ConversationHandle,
    relays: readonly RelayUrl[],
  ): Promise<readonly RelayUrl[] | undefined> =>
    conversation.look(async ({ group }) => {
      const leaves = leavesOf(mls, group);
      const own = leaves.ofDevice(self.device.key)?.mailbox.relays ?? [];
      return leaves.all.length > 1 ? own.filter((each) => relays.includes(each)) : undefined;
    });

  const done = run();
  return {
    wake: () => wakeUp.abort(),
    progress: async () => {
      const left = book.leaving.relays();
      if (left.length === 0) return undefined;
      const key = JSON.stringify([left, homes.relays()]);
      if (settled === key) return undefined;
      const from = new Set(given());
      let [total, moved] = [0, 0];
      for (const conversation of conversations.all()) {
        if (conversation.record().state !== 'active') continue;
        const named = await namedByLeaf(conversation, left);
        if (named === undefined) continue;
        total += 1;
        moved += named.length === 0 ? 1 : 0;
        for (const relay of named) from.add(relay);
      }
      if (from.size === 0) {
        settled = key;
        return undefined;
      }
      return { from: [...from], doneConversations: moved, totalConversations: total };
    },
    stopped: () => done,
  };
}

function isPassing(error: unknown): boolean {
  return isSottoError(error) && error.retryable;
}

const maxSleepMs = 2 ** 31 - 1;
