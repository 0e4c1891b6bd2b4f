import { definePlugin } from '@sotto/core';
import type { Plugin } from '@sotto/core';
import { readCredit } from './credit.ts';
import { openSpentBook } from './spent-book.ts';

export interface InviteAccessOptions {
  /** The operator's Ed25519 public key, 32 bytes: only credits that it signed admit. */
  readonly publicKey: Uint8Array;
  /** File that remembers what credits were spent on. */
  readonly path: string;
}

/** How often the book forgets expired credits, counted in judgements. */
const forgetEvery = 256;

/** Admits whoever shows a credit that the operator signed, that has not expired and is not used up. */
export function inviteAccess(options: InviteAccessOptions): Plugin<'access', 'clock' | 'crypto'> {
  return definePlugin({
    id: 'access-invite',
    point: 'access',
    contract: 1,
    needs: ['clock', 'crypto'],
    create: async ({ clock, crypto }) => {
      const book = openSpentBook(options.path);
      let judged = 0;
      return {
        judge: async ({ address, credit: bytes }) => {
          const credit = await readCredit(crypto, options.publicKey, bytes);
          if (!credit) return { admitted: false, reason: 'credit_invalid' };
          if (credit.expiresAtMs <= clock.now())
            return { admitted: false, reason: 'credit_expired' };
          if (judged++ % forgetEvery === 0) book.forgetExpired(clock.now());
          return book.spend(credit, address)
            ? { admitted: true }
            : { admitted: false, reason: 'credit_spent' };
        },
        stop: async () => book.close(),
      };
    },
  });
}
