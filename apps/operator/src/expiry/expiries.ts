import type { Charter, CharterRole, Network } from '@sotto/charter';
import { freezeAt, noticesAt, roleNames } from '@sotto/charter';

/** Something that ends by itself, and what that means. */
export interface Expiry {
  readonly atSeconds: number;
  readonly what: string;
}

/** What of a network ends by itself. */
export function expiriesOf(network: Network, nowSeconds: number): readonly Expiry[] {
  const { charter } = network.document;
  const frozen = freezeAt(network, nowSeconds);
  return [
    ...charter.keys.map(({ person, expiresAtSeconds }, key) => ({
      atSeconds: expiresAtSeconds,
      what: `key ${key} of ${charter.persons[person]}`,
    })),
    ...roleNames.flatMap((name) => {
      const role = charter.roles[name];
      if (role === undefined) return [];
      const tooFew = `role ${name}: too few persons have a key from then on`;
      return [
        { atSeconds: role.expiresAtSeconds, what: `role ${name}: it can do nothing from then on` },
        { atSeconds: lastQuorumAt(charter, role), what: tooFew },
      ];
    }),
    ...noticesAt(network, nowSeconds).map(({ number, grade, expiresAtSeconds }) => ({
      atSeconds: expiresAtSeconds,
      what: `notice ${number} (${grade}): it is no longer shown`,
    })),
    ...(frozen === undefined
      ? []
      : [{ atSeconds: frozen.endsAtSeconds, what: `freeze (${frozen.level}): it is over` }]),
  ];
}

/** From when on fewer persons than the threshold have a key that counts. */
function lastQuorumAt({ keys }: Charter, role: CharterRole): number {
  const untilOf = new Map<number, number>();
  for (const at of role.keys) {
    const { person, expiresAtSeconds } = keys[at]!;
    untilOf.set(person, Math.max(untilOf.get(person) ?? 0, expiresAtSeconds));
  }
  const ends = [...untilOf.values()].sort((a, b) => b - a);
  return ends[role.threshold - 1] ?? 0;
}
