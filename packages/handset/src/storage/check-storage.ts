import type {
  CheckStorageOptions,
  ConversationId,
  StorageCheck,
  StorageState,
  TamperedPart,
} from '../api.ts';
import type { Engine } from '../engine.ts';
import type { Troubles } from '../events/troubles.ts';
import { handsetLimits } from '../limits.ts';
import { createSerial } from '../serial.ts';
import { vaultError } from '../vault/error.ts';
import type { Findings } from '../vault/roots/storage-guard.ts';
import type { Tampered } from '../vault/roots/tampered-record.ts';
import { groupOf } from './table-registry.ts';

/** Looks whether the storage is what this handset wrote, once a day and when it is asked. */
export interface StorageWatch {
  readonly check: (options?: CheckStorageOptions) => Promise<StorageCheck>;
  readonly acknowledge: () => Promise<void>;
  /** Resolves when the handset stops. */
  readonly run: () => Promise<void>;
}

interface Parts {
  readonly engine: Engine;
  readonly troubles: Troubles;
  /** Ratchets may have been used before: every conversation comes back as a new leaf. */
  readonly restored: () => void;
}

export function createStorageWatch({ engine, troubles, restored }: Parts): StorageWatch {
  const { guard, clock, stopping, events } = engine;
  const serial = createSerial();

  const tell = async (): Promise<void> => {
    const state = storageState(await guard.findings());
    if (state.tampered.length > 0)
      troubles.report(vaultError('VAULT_TAMPERED', 'The storage was changed from outside.'));
    events.emit({ type: 'storage', storage: state });
  };
  const told = (): void => {
    tell().catch((error: unknown) => {
      if (!stopping.aborted) troubles.report(error);
    });
  };
  guard.watch(({ weight }) => {
    if (weight !== 'bulk') restored();
    told();
  });

  const daily = async (): Promise<void> => {
    const { tampered, checkedAtMs } = await guard.findings();
    if (tampered.length > 0) told();
    const passedMs = Math.abs(clock.now() - (checkedAtMs ?? 0));
    const { storageCheckMs, storageCheckSoonMs, storageRestMs } = handsetLimits;
    await clock.sleep(Math.max(storageCheckSoonMs, storageCheckMs - passedMs), stopping);
    for (;;) {
      await serial.run(() => guard.check({ rest: () => clock.sleep(storageRestMs, stopping) }));
      await clock.sleep(storageCheckMs, stopping);
    }
  };

  return {
    check: ({ signal, onProgress } = {}) =>
      serial.run(async () => {
        const either = signal ? AbortSignal.any([signal, stopping]) : stopping;
        either.throwIfAborted();
        const checked = await guard.check({
          rest: () => clock.sleep(0, either),
          ...(onProgress ? { progress: onProgress } : {}),
        });
        told();
        return checked;
      }),
    acknowledge: async () => {
      stopping.throwIfAborted();
      await guard.acknowledge();
      told();
    },
    run: async () => {
      while (!stopping.aborted) {
        try {
          await daily();
        } catch (error) {
          if (stopping.aborted) return;
          // The store could not be read or written now.
          troubles.report(error);
          await clock.sleep(handsetLimits.storeRetryMs, stopping).catch(() => undefined);
        }
      }
    },
  };
}

export function storageState({ tampered, checkedAtMs }: Findings): StorageState {
  return {
    tampered: tampered.map(partOf),
    ...(checkedAtMs === undefined ? {} : { checkedAtMs }),
  };
}

function partOf({ group, weight, atMs }: Tampered): TamperedPart {
  const scope = groupOf('conversation', '');
  return {
    what: weight === 'bulk' ? 'content' : 'keys',
    ...(group.startsWith(scope)
      ? { conversation: group.slice(scope.length) as ConversationId }
      : {}),
    atMs,
  };
}
