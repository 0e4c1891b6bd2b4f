import type { UnlockOptions, Vault } from '../api.ts';
import type { EnterOptions } from '../vault/enter.ts';
import type * as seldomCommands from '../vault/commands.ts';
import { openCover, openVault } from '../vault/vault.ts';
import type { VaultParts } from '../vault/vault-parts.ts';
import type { LoadEngine } from './load-engine.ts';
import { requireWhole } from './restore-handset.ts';
import type { Session } from './session.ts';

export interface CommandParts {
  readonly parts: VaultParts;
  readonly session: Session;
  /** Runs a command of an open store when those before are done. */
  readonly serially: <T>(command: () => Promise<T>) => Promise<T>;
  /** Aborts when this does, and when the vault is wiped or closed: a wait after wrong tries is given up. */
  readonly untilEnd: (signal: AbortSignal | undefined) => AbortSignal;
  /** Had before a passphrase is tried: what it opens is to run. */
  readonly engine: LoadEngine;
}

type Commands = Pick<
  Vault,
  | 'unlock'
  | 'visitCover'
  | 'changePassphrase'
  | 'setDuress'
  | 'removeDuress'
  | 'renewCover'
  | 'setMaxTries'
  | 'bindDevice'
  | 'unbindDevice'
>;

type Seldom = typeof seldomCommands;

/** What is done with a passphrase. The seldom ones are loaded when they are needed. */
export function createCommands({
  parts,
  session,
  serially,
  untilEnd,
  engine,
}: CommandParts): Commands {
  /** Goes in with a passphrase, when its turn comes; a handset that the duress one has closed behind it is locked. */
  const entering = <O extends UnlockOptions, T>(
    given: O,
    enter: (options: O & EnterOptions) => Promise<T>,
  ): Promise<T> => {
    // Of when it was asked for: whoever ends the vault ends those that stand in line too.
    const signal = untilEnd(given.signal);
    let isPromoted = false;
    const onPromoted = (): void => {
      isPromoted = true;
    };
    return serially(async () => {
      const before = session.running();
      try {
        return await enter({ ...given, signal, onPromoted });
      } finally {
        if (isPromoted) {
          await before?.lock();
          await session.stopCollecting();
        }
      }
    });
  };
  const seldom =
    <O extends UnlockOptions>(run: (all: Seldom, options: O & EnterOptions) => Promise<void>) =>
    (given: O): Promise<void> =>
      entering(given, async (options) => run(await import('../vault/commands.ts'), options));

  return {
    unlock: (given) =>
      entering(given, async (options) => {
        const running = session.running();
        if (running !== undefined) return running;
        await engine(untilEnd(options.signal));
        return session.start(await requireWhole(session, await openVault(parts, options)));
      }),
    visitCover: (given) =>
      entering(given, async (options) => {
        await engine(untilEnd(options.signal));
        const opened = await openCover(parts, options);
        await session.lock();
        return session.start(opened);
      }),
    changePassphrase: seldom((all, options) => all.changePassphrase(parts, options)),
    setDuress: seldom(async (all, options) => {
      await all.setDuress(parts, options);
      session.duressChanged(true);
    }),
    removeDuress: seldom(async (all, options) => {
      await all.removeDuress(parts, options);
      session.duressChanged(false);
    }),
    renewCover: seldom(async (all, options) => {
      if (session.isVisit()) await session.lock();
      await all.renewCover(parts, options);
    }),
    setMaxTries: seldom((all, options) => all.setMaxTries(parts, options)),
    bindDevice: seldom((all, options) => all.bindDevice(parts, options)),
    unbindDevice: seldom((all, options) => all.unbindDevice(parts, options)),
  };
}
