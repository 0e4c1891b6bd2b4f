import type { ContractSubject } from '../contract.ts';

/** What an `access` plugin's test provides besides the plugin: a way to credits. */
export interface AccessSubject extends ContractSubject<'access'> {
  /** A genuine credit for that many mailboxes at a time, good until `expiresAtMs` by the plugin's clock. */
  readonly credit: (mailboxes: number, expiresAtMs: number) => Promise<Uint8Array>;
  /** Takes a credit back, while the plugin runs. A variant that cannot leaves it out and waives the clauses that say so. */
  readonly revoke?: (credit: Uint8Array) => Promise<void>;
}
