import type { RegisterToken } from '@sotto/core';
import { bytesEqual } from '@sotto/protocol';
import type { Engine } from '../engine.ts';
import type { InviteRecord } from '../storage/invite-record.ts';
import type { Source } from '../sync/mailbox-reader.ts';
import { expectAnswer } from '../sync/wire.ts';

/**
 * True when the invite was claimed for this very Welcome: whoever accepts claims before posting, so the Welcome of somebody
 * who came later, or who did not claim, is not the first in the register.
 * @throws LINK_UNREACHABLE, RELAY_REFUSED, RELAY_TIMEOUT, RELAY_MISBEHAVES, LINK_CLOSED when the relay does not tell now
 */
export async function isClaimedFor(
  { crypto, sync, stopping }: Engine,
  from: Source,
  { id }: InviteRecord,
  sealedWelcome: Uint8Array,
): Promise<boolean> {
  const session = from.session ?? (await sync.session(from.relay, stopping));
  const request = { kind: 'lookup', token: id as RegisterToken } as const;
  const [first] = expectAnswer(await session.request(request, stopping), 'lookedUp').bodies;
  return first !== undefined && bytesEqual(first, await crypto.hash('SHA-256', sealedWelcome));
}
