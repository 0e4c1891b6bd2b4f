import type { Network } from '@sotto/charter';
import type { OutsideAccount } from './dependencies-file.ts';
import type { NeededHost } from './hosts.ts';
import { isCovered } from './hosts.ts';

/** Somebody who holds several things in one hand: a person, a company, or a machine. */
interface Hand {
  readonly who: string;
  readonly hosts: readonly NeededHost[];
}

/**
 * Where one person, one company or one machine could stop the network or redirect it, in sentences. What is not known cannot be in
 * it: see what is missing.
 */
export function singlePoints(
  network: Network,
  hosts: readonly NeededHost[],
  accounts: readonly OutsideAccount[],
): readonly string[] {
  const { witnesses, witnessQuorum } = network.document.charter;
  // Who issues certificates can pass somebody off as a host, and stops nothing.
  const stoppers = accounts.filter(({ kind }) => kind !== 'certificates');
  const hands = [...handsOf(hosts, stoppers, 'company'), ...handsOf(hosts, stoppers, 'holders')];
  const machines = hosts.map((host): Hand => ({ who: `The machine ${host.host}`, hosts: [host] }));
  const active = usesOf(hosts, 'active relay');
  return [
    ...[...machines, ...hands].flatMap(({ who, hosts: held }) => {
      const relays = usesOf(held, 'active relay');
      const seen = usesOf(held, 'witness');
      const left = witnesses.length - seen;
      return [
        ...(relays > 0 && relays === active ? [`${who} can stop all relays.`] : []),
        ...(seen > 0 && left < witnessQuorum
          ? [
              `${who} can stop every new act: ${left} of ${witnesses.length} witnesses are left without it, and it takes ${witnessQuorum}.`,
            ]
          : []),
        ...(seen >= witnessQuorum
          ? [
              `${who} can have a second history witnessed, together with the log key: ${seen} witnesses are enough.`,
            ]
          : []),
      ];
    }),
    ...accounts.flatMap(({ kind, company, account, holders }) =>
      holders.length === 1
        ? [`${holders[0]} alone can sign in to the ${kind} account "${account}" (${company}).`]
        : [],
    ),
    'Whoever holds the log key can stop new acts; a new key takes a change of the charter.',
  ];
}

/** Who has a hand on which hosts by the accounts that cover them. */
function handsOf(
  hosts: readonly NeededHost[],
  accounts: readonly OutsideAccount[],
  by: 'company' | 'holders',
): readonly Hand[] {
  const covered = new Map<string, Set<NeededHost>>();
  for (const account of accounts) {
    for (const who of by === 'company' ? [account.company] : account.holders) {
      const mine = covered.get(who) ?? new Set();
      for (const host of hosts) if (isCovered(host.host, account.covers)) mine.add(host);
      covered.set(who, mine);
    }
  }
  return [...covered].map(([who, mine]) => ({ who, hosts: [...mine] }));
}

function usesOf(hosts: readonly NeededHost[], as: NeededHost['uses'][number]['as']): number {
  return hosts.flatMap(({ uses }) => uses).filter((use) => use.as === as).length;
}
