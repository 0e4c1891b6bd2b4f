import { parseAct, parseActEntry } from '@sotto/charter';
import type { Network } from '@sotto/charter';
import type { RelayUrl } from '@sotto/core';
import { decodeLeaving, encodeLeaving } from '../storage/network-record.ts';
import { tables } from '../storage/tables.ts';
import type { Transaction } from '../storage/transaction.ts';
import type { SealedStore } from '../vault/sealed-store.ts';
import type { Gained } from './kept-log.ts';

const name = { table: tables.network, id: 'leaving' } as const;

/**
 * Relays that the network gave up and that may be homes of this handset: those that drain, and those that an act dropped. One that
 * was never in the network's list is nobody's to drop: its homes there are the person's own choice.
 */
export interface Leaving {
  readonly relays: () => readonly RelayUrl[];
  /** Has `tx` store what the entries that were gained come to; memory follows its commit. */
  readonly put: (tx: Pick<Transaction, 'put' | 'follow'>, gained: Gained) => void;
}

/** @throws VAULT_BROKEN, VAULT_NEWER */
export async function loadLeaving(store: SealedStore): Promise<Leaving> {
  const read = async (): Promise<readonly RelayUrl[]> => {
    const stored = await store.get(name);
    return stored ? decodeLeaving(stored) : [];
  };
  let relays = await read();
  return {
    relays: () => relays,
    put: (tx, gained) => {
      const { network } = gained.log.position.state;
      if (network === undefined || gained.outcomes.length === 0) return;
      const next = leavingAfter(relays, gained, network);
      tx.follow({
        writing: () => {
          relays = next;
          tx.put(name, encodeLeaving(next));
        },
        failed: async () => {
          relays = await read();
        },
      });
    },
  };
}

function leavingAfter(
  before: readonly RelayUrl[],
  { log, outcomes }: Gained,
  { relays }: Network,
): readonly RelayUrl[] {
  const dropped = new Set(before);
  for (const outcome of outcomes) {
    if (!outcome.accepted || outcome.kind !== 'relays') continue;
    const act = parseAct(parseActEntry(log.entries[outcome.index]!).act);
    if (act.kind !== 'relays') continue;
    for (const { change, relay } of act.body.changes) if (change === 'drop') dropped.add(relay);
  }
  const of = (standing: string): readonly RelayUrl[] =>
    relays.filter((each) => each.standing === standing).map(({ relay }) => relay);
  const active = new Set(of('active'));
  return [...new Set([...dropped, ...of('draining')])].filter((relay) => !active.has(relay));
}
