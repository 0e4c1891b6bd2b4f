import { logRules, openAlarm } from '@sotto/actlog';
import type { AlarmRefusal } from '@sotto/actlog';
import type { Charter } from '@sotto/charter';
import type { Crypto } from '@sotto/core';
import { formatVerifierKey } from '@sotto/tlog';
import type { NetworkAlarm } from '../api.ts';
import { decodeAlarms, encodeAlarms } from '../storage/network-record.ts';
import type { StoredAlarm } from '../storage/network-record.ts';
import { tables } from '../storage/tables.ts';
import type { SealedStore } from '../vault/sealed-store.ts';

const name = { table: tables.network, id: 'alarms' } as const;

/** What witnesses said by themselves: of each the latest word, raised or taken back. No operator has a hand in it. */
export interface AlarmBook {
  /** Those that are raised, of witnesses that the charter has now, the latest first. */
  readonly raised: (charter: Charter) => readonly NetworkAlarm[];
  /** Every latest word, as it was signed: for members who have not heard it. */
  readonly signed: () => readonly Uint8Array[];
  /** When the last of them was signed, UNIX seconds; 0 when there is none. */
  readonly latestSeconds: () => number;
  /** Takes what a witness of this charter signed, when it is later than what it said before. @throws STORAGE_FULL, HANDSET_LOCKED */
  readonly take: (
    signed: Uint8Array,
    charter: Charter,
    nowSeconds: number,
  ) => Promise<'new' | 'known' | AlarmRefusal>;
}

/** @throws VAULT_BROKEN, VAULT_NEWER */
export async function loadAlarms(
  store: SealedStore,
  { signatures }: Pick<Crypto, 'signatures'>,
): Promise<AlarmBook> {
  const stored = await store.get(name);
  // By verifier key: a witness whose key the charter changed begins anew.
  let kept: ReadonlyMap<string, StoredAlarm> = stored ? decodeAlarms(stored) : new Map();
  return {
    raised: ({ witnesses }) =>
      witnesses
        .flatMap((key) => kept.get(key)?.alarm ?? [])
        .filter(({ isRaised }) => isRaised)
        .map(({ witness, atSeconds, texts }) => ({ witness, texts, raisedAtMs: atSeconds * 1_000 }))
        .toSorted((a, b) => b.raisedAtMs - a.raisedAtMs),
    signed: () => [...kept.values()].map(({ signed }) => signed),
    latestSeconds: () => Math.max(0, ...[...kept.values()].map(({ alarm }) => alarm.atSeconds)),
    take: async (signed, charter, nowSeconds) => {
      const rules = logRules(charter);
      const alarm = await openAlarm(signed, rules, { ed25519: signatures.Ed25519, nowSeconds });
      if (typeof alarm === 'string') return alarm;
      const witness = rules.witnesses.find(({ name: of }) => of === alarm.witness);
      const key = formatVerifierKey(witness!);
      const before = kept.get(key)?.alarm.atSeconds ?? -1;
      if (alarm.atSeconds <= before) return 'known';
      const now = [...kept].filter(([of]) => of !== key && charter.witnesses.includes(of));
      const next = new Map([...now, [key, { alarm, signed: signed.slice() }] as const]);
      await store.write([{ put: name, value: encodeAlarms(next) }]);
      kept = next;
      return 'new';
    },
  };
}
