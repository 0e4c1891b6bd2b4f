import type { RelayUrl } from '@sotto/core';
import { bytesEqual, parseRelayInvite, parseRelayUrl, protocolLimits } from '@sotto/protocol';
import type { NetworkApi } from '../api.ts';
import type { Conversations } from '../conversation/conversations.ts';
import type { Engine } from '../engine.ts';
import { handsetError } from '../error.ts';
import { putIntent } from '../group/intents.ts';
import { toHex } from '../hex.ts';

/** Stores and uses these homes from now on. `renewed`: what one of them is shown from now on; the others keep their credits. */
export type StoreHomes = (
  relays: readonly RelayUrl[],
  renewed?: { readonly relay: RelayUrl; readonly credit: Uint8Array },
) => Promise<void>;

interface Parts {
  readonly engine: Engine;
  readonly conversations: Conversations;
  readonly storeHomes: StoreHomes;
}

/** @throws RELAY_URL_MALFORMED, RELAYS_INVALID, what `Sync.sessionAny` throws */
export async function moveTo(
  parts: Parts,
  relays: readonly RelayUrl[],
  signal: AbortSignal,
): Promise<void> {
  const wanted = [...new Set(relays.map((relay) => parseRelayUrl(relay)))];
  requireCount(wanted);
  await parts.engine.sync.sessionAny(wanted, signal);
  await parts.storeHomes(wanted);
  await moveMailboxes(parts, wanted);
}

/** Uses the link of a relay's operator. @throws as `Handset.joinRelay` */
export async function joinRelay(
  parts: Parts & { readonly network: NetworkApi },
  link: string,
  signal: AbortSignal,
): Promise<void> {
  const { homes, sync, network } = parts.engine;
  const { relay, credit, charterHash } = parseRelayInvite(link);
  const pinned = network.pin.hash();
  // Before the relay is asked: its yes uses the invite up.
  if (charterHash !== null && pinned !== undefined && !bytesEqual(pinned, charterHash))
    throw handsetError('NETWORK_PINNED', 'This handset belongs to another network.');
  const before = homes.relays();
  const wanted = before.includes(relay) ? before : [...before, relay];
  requireCount(wanted);
  await sync.admit(relay, credit, signal);
  await parts.storeHomes(wanted, { relay, credit });
  if (charterHash !== null) await parts.network.join(toHex(charterHash));
  if (wanted !== before) await moveMailboxes(parts, wanted);
}

function requireCount(relays: readonly RelayUrl[]): void {
  if (relays.length === 0 || relays.length > protocolLimits.maxMailboxRelays)
    throw handsetError('RELAYS_INVALID', 'A handset has 1 to 4 relays.');
}

async function moveMailboxes(
  { engine, conversations }: Parts,
  wanted: readonly RelayUrl[],
): Promise<void> {
  for (const conversation of conversations.all()) {
    await conversation.change(async (draft) => {
      const { record } = draft;
      if (record.state !== 'active' && record.state !== 'joining') return;
      // The old ones too, for what is on its way: the leaf names the new ones alone.
      const read = [...new Set([...wanted, ...record.own.relays])];
      draft.record = {
        ...record,
        own: { ...record.own, relays: read.slice(0, protocolLimits.maxMailboxRelays) },
      };
      if (draft.leaves.all.length > 1) putIntent(draft, { type: 'update' });
    });
    engine.sync.reread(conversation.record().own.address);
  }
}
