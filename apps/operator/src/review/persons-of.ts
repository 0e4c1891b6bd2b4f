import type { Charter, CharterRole } from '@sotto/charter';

/** Names of the persons of a role, each once, in the charter's order. */
export function personsOf({ persons, keys }: Charter, role: CharterRole): readonly string[] {
  const holders = new Set(role.keys.map((key) => keys[key]?.person));
  return persons.filter((_, person) => holders.has(person));
}
