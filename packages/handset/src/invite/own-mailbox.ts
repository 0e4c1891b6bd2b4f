import type { Crypto, ReadKey, RelayUrl } from '@sotto/core';
import { mailboxAddress } from '@sotto/protocol';
import type { OwnMailbox } from '../storage/conversation-record.ts';

/** A mailbox with a fresh read key, not yet opened. */
export async function createOwnMailbox(
  crypto: Crypto,
  relays: readonly RelayUrl[],
): Promise<OwnMailbox> {
  const readSeed = crypto.random(32);
  const readKey = (await crypto.signatures.Ed25519.publicKey(readSeed)) as ReadKey;
  return { relays, readSeed, readKey, address: mailboxAddress(readKey) };
}
