import { nextClock, queueContent } from '../conversation/compose.ts';
import type { Conversations } from '../conversation/conversations.ts';
import type { Engine } from '../engine.ts';
import type { Troubles } from '../events/troubles.ts';
import { toHex } from '../hex.ts';
import { handsetLimits } from '../limits.ts';
import { beginTransaction } from '../storage/transaction.ts';
import { ownKeyPackages } from './key-packages.ts';

/** Sees to it that contacts have KeyPackages of this device that are still good, and asks for theirs. */
export interface KeyPackageSupply {
  /** Asks somebody for KeyPackages, at most once in `keyPackagesAskMs`. */
  readonly want: (identity: Uint8Array) => void;
  /** Owes fresh ones to each contact whose are about to end. */
  readonly renew: () => Promise<void>;
}

interface Parts {
  readonly engine: Engine;
  readonly conversations: Conversations;
  readonly troubles: Pick<Troubles, 'report'>;
}

export function createKeyPackageSupply({
  engine,
  conversations,
  troubles,
}: Parts): KeyPackageSupply {
  const askedAtMs = new Map<string, number>();

  const ask = async (identity: Uint8Array): Promise<void> => {
    const id = engine.contacts.get(identity)?.conversation;
    const direct = conversations.all().find((each) => each.id === id);
    if (direct?.record().state !== 'active') return;
    await direct.change(async (draft) => {
      const count = handsetLimits.keyPackagesGiven;
      const clock = nextClock(engine, draft);
      queueContent(draft, { control: { kind: 'keyPackagesWanted', count }, clock });
    });
  };

  return {
    want: (identity) => {
      const name = toHex(identity);
      const nowMs = engine.clock.now();
      if (Math.abs(nowMs - (askedAtMs.get(name) ?? -Infinity)) < handsetLimits.keyPackagesAskMs)
        return;
      askedAtMs.set(name, nowMs);
      ask(identity).catch((error: unknown) => {
        if (!engine.stopping.aborted) troubles.report(error);
      });
    },
    renew: async () => {
      const good = new Set<string>();
      const laterMs = engine.clock.now() + handsetLimits.keyPackageRenewMs;
      for (const { identity, endsAtMs } of await ownKeyPackages(engine))
        if (endsAtMs > laterMs) good.add(toHex(identity));
      for (const { identity, conversation, owedKeyPackages } of engine.contacts.all()) {
        if (conversation === undefined || owedKeyPackages > 0 || good.has(toHex(identity)))
          continue;
        const tx = beginTransaction(engine.store);
        engine.contacts.change(tx, identity, (contact) => ({
          ...contact,
          owedKeyPackages: handsetLimits.keyPackagesGiven,
        }));
        await tx.commit();
        engine.contactChanged(identity);
      }
    },
  };
}
