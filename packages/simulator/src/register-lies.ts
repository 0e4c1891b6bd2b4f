import type { MailboxesStore } from '@sotto/mailboxes-memory';
import { copyRegisters } from './relay-tail.ts';
import type { SeededRandom } from './seeded-random.ts';

type Registers = MailboxesStore['registers'];

/** How many of the youngest registers a forgetful relay chooses from. */
const youngCount = 6;

/** The relay's other face: same mailboxes, registers of its own from now on. */
export function otherRegisters(store: MailboxesStore): MailboxesStore {
  return {
    mailboxes: store.mailboxes,
    watchers: store.watchers,
    registers: copyRegisters(store.registers),
  };
}

/** One face again: what only the other one had comes behind. */
export function joinRegisters(into: Registers, other: Registers): void {
  for (const [token, { bodies, untilMs }] of other) {
    const register = into.get(token);
    if (register === undefined) {
      into.set(token, { bodies: bodies.slice(), untilMs });
      continue;
    }
    register.untilMs = Math.max(register.untilMs, untilMs);
    for (const body of bodies) {
      if (!register.bodies.some((known) => Buffer.compare(known, body) === 0))
        register.bodies.push(body);
    }
  }
}

/** Drops the last entry of one of the youngest registers; false when there is none. */
export function forgetEntry(registers: Registers, random: SeededRandom): boolean {
  const young = [...registers].filter(([, { bodies }]) => bodies.length > 0).slice(-youngCount);
  if (young.length === 0) return false;
  const [token, register] = random.pick(young);
  register.bodies.pop();
  if (register.bodies.length === 0) registers.delete(token);
  return true;
}
