import type { Handset, LockOptions } from '../api.ts';
import { erase } from '../bytes.ts';
import { handsetError } from '../error.ts';
import type { Started, StartParts } from '../start-handset.ts';
import { tables } from '../storage/tables.ts';
import type { OpenVault } from '../vault/vault.ts';
import type { Collecting } from './collecting.ts';
import { lend } from './lend.ts';
import type { Afterwards } from './lend.ts';

/** A handset that was started, with the vault that it runs on. */
export interface Begun extends Started {
  readonly opened: OpenVault;
  readonly parts: Pick<StartParts, 'crypto' | 'link' | 'clock' | 'log'>;
}

export interface LockHooks {
  /** Called at once: from here on the handset answers nothing. */
  readonly locking: () => void;
  /** Called when its keys are gone, with what listens in its place. */
  readonly locked: (collecting: Collecting | undefined) => void;
}

/**
 * The handset as apps hold it. Once it was locked, nothing that it held can be reached through it, nor through its `lock`: an app that keeps it
 * keeps nothing else alive.
 */
export function lockable({ handset, ...rest }: Begun, hooks: LockHooks): Handset {
  const lent = lend(handset, afterLock);
  let held: Omit<Begun, 'handset'> | undefined = rest;
  let locking: Promise<void> | undefined;
  const lock: Handset['lock'] = (how = {}) => {
    if (held === undefined) return locking ?? Promise.resolve();
    const { stop, opened, parts } = held;
    held = undefined;
    lent.end();
    hooks.locking();
    return (locking = lockAll({ stop, opened, parts }, how).then(hooks.locked));
  };
  return { ...lent.face, lock };
}

async function lockAll(
  { stop, opened, parts: { crypto, link, clock, log } }: Omit<Begun, 'handset'>,
  { collect = false, onCollected }: LockOptions,
): Promise<Collecting | undefined> {
  // Before: its key comes from those that are overwritten.
  const kept = collect ? await opened.own.apart(tables.collected) : undefined;
  const found = await stop();
  await opened.lock();
  if (kept) {
    // Loaded only when the handset is locked: an app whose parts come over a network may have to wait for it, or not get it.
    const loaded = await import('./collecting.ts').catch(() => undefined);
    if (loaded)
      return loaded.startCollecting({
        crypto,
        link,
        clock,
        log,
        ...found,
        kept,
        told: onCollected,
      });
    log.warn('handset.cannot-collect', { code: 'NOT_LOADED' });
    await kept.lock();
  }
  erase(...found.mailboxes.map(({ mailbox }) => mailbox.readSeed));
  return undefined;
}

/** What a handset that was locked still answers in its own way. */
const afterLock: Afterwards<Omit<Handset, 'lock'>> = {
  locker: { lock: () => {} },
  events: async function* nothingMore() {},
  nudge: () => {},
  typing: () => {
    throw handsetError('HANDSET_LOCKED', 'The handset is locked.');
  },
};
