import type { Charter, CharterKey, CharterRole, CharterRoles } from '@sotto/charter';
import { usage } from '../command-line.ts';
import type { Card } from '../keys/card.ts';

/**
 * The charter with a new key for each person with a card, in place of all that they had and in all roles that had one of these.
 *
 * @param expiresAtSeconds of all keys and roles; without it a new key expires as the one before would have
 * @throws OPERATOR_USAGE for somebody who is not in the charter
 */
export function renewedCharter(
  charter: Charter,
  cards: readonly Card[],
  expiresAtSeconds: number | undefined,
): Charter {
  const fresh = new Map(cards.map(({ name, publicKey }) => [personOf(charter, name), publicKey]));
  const keys: CharterKey[] = [];
  // Where each old key is now.
  const places = charter.keys.map((key) => {
    const publicKey = fresh.get(key.person);
    const known = keys.findIndex((other) => other.publicKey === publicKey);
    if (known >= 0) return known;
    const renewed = expiresAtSeconds === undefined ? key : { ...key, expiresAtSeconds };
    return keys.push(publicKey === undefined ? renewed : { ...renewed, publicKey }) - 1;
  });
  const renew = (role: CharterRole): CharterRole => ({
    ...role,
    expiresAtSeconds: expiresAtSeconds ?? role.expiresAtSeconds,
    keys: [...new Set(role.keys.map((key) => places[key]!))].sort((a, b) => a - b),
  });
  const { root, release, notice, network, recovery } = charter.roles;
  const roles: CharterRoles = {
    root: renew(root),
    release: renew(release),
    notice: renew(notice),
    network: renew(network),
    ...(recovery === undefined ? {} : { recovery: renew(recovery) }),
  };
  return { ...charter, keys, roles };
}

function personOf({ persons }: Charter, name: string): number {
  const person = persons.indexOf(name);
  if (person < 0)
    throw usage('A card is of somebody who is not in the charter: add them to the draft by hand.');
  return person;
}
