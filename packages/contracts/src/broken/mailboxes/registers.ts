import type { Mailboxes } from '@sotto/core';
import type { Flaw, Flaws } from '../../contract.ts';
import { flawOf } from '../../contract.ts';
import type { MailboxesRegisterClauseId } from '../../mailboxes/register-clauses.ts';
import { afterReopening } from './forgetful.ts';

export const brokenRegisters: Flaws<MailboxesRegisterClauseId, 'mailboxes'> = {
  'register-appends': registering(async (entry, good) => {
    const outcome = await good(entry);
    return { ...outcome, position: outcome.position + 1 };
  }),
  'register-at-once': flawOf(({ register, lookup }) => ({
    // Looks first, and then stores: others come in between.
    register: async (entry) => {
      const before = await lookup(entry.token);
      await register(entry);
      return { position: before.length, before, full: false };
    },
  })),
  'register-same-body': registering((entry, good) => {
    const body = new Uint8Array(entry.body.length + 1);
    body.set(entry.body);
    bodies += 1;
    body[entry.body.length] = bodies;
    return good({ ...entry, body });
  }),
  'register-full': registering((entry, good) => good({ ...entry, maxEntries: 1_000 })),
  'register-tokens-apart': flawOf(({ register, lookup }) => {
    const one = (token: Parameters<typeof lookup>[0]) =>
      new Uint8Array(token.length) as typeof token;
    return {
      register: (entry) => register({ ...entry, token: one(entry.token) }),
      lookup: (token) => lookup(one(token)),
    };
  }),
  'register-expires': registering((entry, good) =>
    good({ ...entry, ttlSeconds: entry.ttlSeconds * 2 }),
  ),
  'register-survives-reopening': afterReopening(() => ({ lookup: async () => [] })),
  'lookup-order': flawOf(({ lookup }) => ({
    lookup: async (token) => (await lookup(token)).toSorted((a, b) => a[0]! - b[0]!),
  })),
  'lookup-none': flawOf(({ lookup }) => ({
    lookup: async (token) => {
      const found = await lookup(token);
      return found.length > 0 ? found : [new Uint8Array()];
    },
  })),
};

let bodies = 0;

function registering(
  change: (
    entry: Parameters<Mailboxes['register']>[0],
    good: Mailboxes['register'],
  ) => ReturnType<Mailboxes['register']>,
): Flaw<'mailboxes'> {
  return flawOf(({ register }) => ({ register: (entry) => change(entry, register) }));
}
