import { isRelayUrl, protocolLimits } from '@sotto/protocol';
import type { RelayUrl } from '@sotto/core';
import { listOf } from '../devices/payloads.ts';
import type { Transaction } from '../storage/transaction.ts';
import { encodeKnownLost, knownLostName } from './lost-records.ts';
import type { KnownLost } from './lost-records.ts';
import { wipeSecretBytes } from './wipe-secret.ts';

/** Another device may be wiped from here, or no longer: without a secret. */
export function putKnownLost(
  tx: Pick<Transaction, 'put' | 'remove'>,
  { secret, ...known }: Omit<KnownLost, 'secret'> & { readonly secret: Uint8Array | null },
): void {
  const name = knownLostName(known.device);
  if (secret === null) tx.remove(name);
  else tx.put(name, encodeKnownLost({ ...known, secret }));
}

/** What a device of one's own says of itself: a secret and its relays, or nothing. `undefined` when it is neither. */
export function readWipeFact(
  payload: Uint8Array,
): { readonly secret: Uint8Array | null; readonly relays: readonly RelayUrl[] } | undefined {
  const [secret, ...relays] = listOf(payload);
  if (secret === undefined) return { secret: null, relays: [] };
  if (!(secret instanceof Uint8Array) || secret.length !== wipeSecretBytes) return undefined;
  if (relays.length < 1 || relays.length > protocolLimits.maxMailboxRelays) return undefined;
  const isRelay = (each: unknown): each is RelayUrl => typeof each === 'string' && isRelayUrl(each);
  return relays.every(isRelay) ? { secret, relays } : undefined;
}
