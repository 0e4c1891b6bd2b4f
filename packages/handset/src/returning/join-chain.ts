import { backupLimits } from '../backup-limits.ts';
import { bytesEqual } from '@sotto/protocol';
import type { Conversations } from '../conversation/conversations.ts';
import type { Engine } from '../engine.ts';
import type { Troubles } from '../events/troubles.ts';
import { createSerial } from '../serial.ts';
import { returningName } from '../storage/returning-record.ts';
import { tables } from '../storage/tables.ts';
import { beginTransaction } from '../storage/transaction.ts';
import { learnOwnChain, linksOfReturn } from './returning.ts';

/** Brings a device that was restored into its person's chain, once it is known where the chain ends. */
export interface JoinChain {
  /** A member said which devices of this person it knows. */
  readonly heard: (links: readonly Uint8Array[]) => void;
  /** A conversation changed. */
  readonly look: () => void;
  readonly stopped: () => Promise<void>;
}

interface Parts {
  readonly engine: Engine;
  readonly conversations: Conversations;
  readonly troubles: Troubles;
}

/**
 * The chain may have gone on since the backup was made, and two links behind one look like a stolen device. Where there is another device, the notes order links, and
 * this one's travel with its return there. Where there is none, the link is made once a member told the chain, or every conversation took this device back as the backup
 * had left it, which nobody could have changed; or after a while.
 */
export function createJoinChain({ engine, conversations, troubles }: Parts): JoinChain {
  const { chains, self, former, store, clock, stopping } = engine;
  const serial = createSerial();
  let isHeard = false;
  let isWoken = false;

  const isIn = (): boolean =>
    chains.of(self.identity)?.devices.some(({ key }) => bytesEqual(key, self.device.key)) ?? false;

  const hasOthers = (): boolean => {
    const record = former.record();
    const devices = chains.of(self.identity)?.devices ?? [];
    return devices.some(
      ({ key, role, revokedAtHour }) =>
        role === 'device' &&
        revokedAtHour === undefined &&
        !bytesEqual(key, self.device.key) &&
        !(record !== undefined && bytesEqual(key, record.formerKey)),
    );
  };

  const isWaiting = (): boolean =>
    conversations.all().some((each) => each.record().state === 'joining');

  const join = async (): Promise<void> => {
    const record = former.record();
    if (record === undefined) return;
    if (!isIn() && !hasOthers()) {
      const isLate = clock.now() - record.restoredAtMs > backupLimits.chainPatienceMs;
      if (!isHeard && isWaiting() && !isLate) return;
      const links = await linksOfReturn(engine, record);
      const tx = beginTransaction(store);
      await chains.learn(tx, self.identity, [...chains.links(self.identity), ...links]);
      await tx.commit();
      engine.devicesChanged();
      engine.events.emit({ type: 'devices' });
    }
    if (!isIn() || isWaiting()) return;
    // Nobody is asked as the former device any more.
    await store.write([{ remove: returningName }]);
    former.forget();
  };

  const take = async (links: readonly Uint8Array[]): Promise<void> => {
    if (!isIn()) await learnOwnChain(engine, links);
    isHeard = true;
  };

  const run = (job: () => Promise<void>): void => {
    void serial.run(job).catch((error: unknown) => {
      if (!stopping.aborted) troubles.report(error);
    });
  };

  const look = (): void => {
    if (former.record() === undefined || isWoken || stopping.aborted) return;
    isWoken = true;
    run(async () => {
      isWoken = false;
      await join();
    });
  };

  const patience = async (): Promise<void> => {
    while (former.record() !== undefined) {
      await clock.sleep(backupLimits.chainPatienceMs / 4, stopping);
      look();
    }
  };
  // The only rejection of a sleep is the end of the handset.
  const waiting = patience().catch(() => undefined);

  return {
    heard: (links) => {
      if (former.record() === undefined) return;
      run(() => take(links));
      look();
    },
    look,
    stopped: async () => {
      await waiting;
      await serial.idle();
    },
  };
}

/** Takes the ticket of a conversation away that this device is back in. */
export function dropTicket(
  tx: { readonly remove: (name: { readonly table: string; readonly id: string }) => void },
  id: string,
): void {
  tx.remove({ table: tables.tickets, id });
}
