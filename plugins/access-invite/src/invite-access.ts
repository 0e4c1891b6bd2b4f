import { definePlugin } from '@sotto/core';
import type { AccessVerdict, MailboxAddress, Plugin } from '@sotto/core';
import { openAdmissionBook } from './admission-book.ts';
import { readCredit } from './credit.ts';
import { openRevocations } from './revocations.ts';

export interface InviteAccessOptions {
  /** The operator's Ed25519 public key, 32 bytes: only credits that it signed admit. */
  readonly publicKey: Uint8Array;
  /** File that remembers who holds a credit and what it has open. */
  readonly path: string;
  /** The list of credits that were taken back (`parseRevocationList`); looked at whenever something is asked. It need not be there. */
  readonly revocationsPath: string;
}

/** How often the book forgets expired credits, counted in judgements. */
const forgetEvery = 256;

const refused = (reason: Extract<AccessVerdict, { admitted: false }>['reason']): AccessVerdict => ({
  admitted: false,
  reason,
});

/**
 * Admits the first handset that shows a credit which the operator signed, until it expires or is taken back, with as many mailboxes
 * at a time as it is good for.
 */
export function inviteAccess(
  options: InviteAccessOptions,
): Plugin<'access', 'clock' | 'crypto' | 'log'> {
  return definePlugin({
    id: 'access-invite',
    point: 'access',
    contract: 1,
    needs: ['clock', 'crypto', 'log'],
    create: async ({ clock, crypto, log }) => {
      const revocations = openRevocations(options.revocationsPath, log);
      const book = openAdmissionBook(options.path);
      let judged = 0;
      // Credits taken back that may still have mailboxes open. None is added while its credit is in the list.
      let open = book.credits().filter(revocations.has);
      const look = (): void => {
        if (revocations.look()) open = book.credits().filter(revocations.has);
      };
      return {
        judge: async ({ address, credit: bytes, holder }) => {
          const credit = await readCredit(crypto, options.publicKey, bytes);
          if (credit === undefined || holder.length !== holderBytes)
            return refused('credit_invalid');
          const holderHash = await crypto.hash('SHA-256', holder);
          // Nothing is awaited from here on: what is looked up holds when it is written.
          look();
          if (revocations.has(credit.id)) return refused('credit_revoked');
          if (credit.expiresAtMs <= clock.now()) return refused('credit_expired');
          if (judged++ % forgetEvery === 0) book.forgetExpired(clock.now());
          const outcome = book.admit(credit, holderHash, address);
          return outcome === 'admitted' ? { admitted: true } : refused(`credit_${outcome}`);
        },
        withdrawn: async (maxCount) => {
          look();
          for (let id = open[0]; id !== undefined; id = open[0]) {
            const addresses = book.mailboxes(id, maxCount);
            if (addresses.length > 0) return addresses as readonly MailboxAddress[];
            open = open.slice(1);
          }
          return [];
        },
        forget: async (addresses) => book.forget(addresses),
        stop: async () => book.close(),
      };
    },
  });
}

const holderBytes = 32;
