import { actLogLimits, bundleSource, parseAlarm, parseLogBundle } from '@sotto/actlog';
import type { LogBundle } from '@sotto/actlog';
import { noticesAt, parseAct, parseActEntry } from '@sotto/charter';
import { isSottoError } from '@sotto/core';
import type { Network, NetworkAct, NetworkApi } from '../api.ts';
import { syncKeys } from '../devices/sync-keys.ts';
import { tellSiblings } from '../devices/tell-siblings.ts';
import type { Engine } from '../engine.ts';
import { handsetError } from '../error.ts';
import { handsetLimits } from '../limits.ts';
import { beginTransaction } from '../storage/transaction.ts';
import type { IndexedEntry } from './kept-log.ts';
import type { Looks } from './looks.ts';
import { parseCharterHash } from './pin.ts';
import type { Seen } from './seen.ts';

interface Parts {
  readonly engine: Engine;
  readonly seen: Seen;
  readonly looks: Looks;
  readonly view: () => Promise<Network>;
  /** Something changed that no listener of the book hears of. */
  readonly changed: () => void;
}

/** The network as the public face of a running handset shows it. */
export function createNetwork({ engine, seen, looks, view, changed }: Parts): NetworkApi {
  const { network: book, store, stopping } = engine;

  const read = async (): Promise<Network> => {
    stopping.throwIfAborted();
    return view();
  };

  return {
    view: read,
    join: async (charterHash) => {
      stopping.throwIfAborted();
      const hash = parseCharterHash(charterHash);
      const isNew = book.pin.hash() === undefined;
      const tx = beginTransaction(store);
      book.pin.put(tx, hash);
      if (isNew) await tellSiblings(engine, tx, syncKeys.network, hash);
      await tx.commit();
      engine.devicesChanged();
      if (isNew) {
        changed();
        looks.hurry();
      }
      return view();
    },
    refresh: async (options) => {
      stopping.throwIfAborted();
      options?.signal?.throwIfAborted();
      await looks.now(options?.signal ? AbortSignal.any([options.signal, stopping]) : stopping);
      return view();
    },
    acts: async ({ before, limit = handsetLimits.defaultActsPage } = {}) => {
      stopping.throwIfAborted();
      const most = Math.max(0, Math.min(Math.floor(limit), handsetLimits.maxActsPage));
      const page = await book.kept.page(before ?? actLogLimits.maxLogEntries, most);
      return page.flatMap(actOf);
    },
    markSeen: async (notice) => {
      stopping.throwIfAborted();
      const known = book.network();
      if (known === undefined) return;
      const standing = noticesAt(known, Math.floor(book.nowMs() / 1_000));
      await seen.add(
        notice,
        standing.map(({ number }) => number),
      );
      changed();
    },
    evidence: async () => {
      stopping.throwIfAborted();
      return book.proofs.all();
    },
    exportLog: async () => {
      stopping.throwIfAborted();
      const log = await book.log();
      if (log === undefined || log.size === 0) return unread();
      return log.bundle(0, actLogLimits.maxBundleBytes);
    },
    importLog: async (bytes) => {
      stopping.throwIfAborted();
      if (book.pin.hash() === undefined) return unread();
      if (isAlarm(bytes)) {
        if (!(await book.takeAlarm(bytes)))
          throw handsetError(
            'NETWORK_LOG_MALFORMED',
            'The alarm is of no witness of this network.',
          );
        return view();
      }
      const { outcome } = await book.take(bundleSource(parseBundle(bytes)), 'file');
      const isTaken = outcome === 'current' || outcome === 'advanced' || outcome === 'behind';
      if (!isTaken && outcome !== 'equivocation') await book.noteTrouble({ reason: outcome });
      return view();
    },
  };
}

/** What one entry counts for; nothing while it waits for its time. */
function actOf({ index, bytes, outcome }: IndexedEntry): readonly NetworkAct[] {
  if (outcome === undefined) return [];
  if (!outcome.accepted) return [{ entry: index, refused: outcome.reason }];
  const { kind, loggedAtSeconds, signedBy } = outcome;
  const act = parseAct(parseActEntry(bytes).act);
  return [{ entry: index, kind, loggedAtMs: loggedAtSeconds * 1_000, signedBy, act }];
}

function isAlarm(bytes: Uint8Array): boolean {
  try {
    parseAlarm(bytes);
    return true;
  } catch (error) {
    if (!isSottoError(error)) throw error;
    return false;
  }
}

/** @throws NETWORK_LOG_MALFORMED */
function parseBundle(bytes: Uint8Array): LogBundle {
  try {
    return parseLogBundle(bytes);
  } catch (cause) {
    if (!isSottoError(cause)) throw cause;
    throw handsetError('NETWORK_LOG_MALFORMED', 'The file holds no log of a network.', { cause });
  }
}

function unread(): never {
  throw handsetError('NETWORK_UNKNOWN', 'Nothing was read of the log of a network.');
}
