import { bytesEqual } from '@sotto/protocol';
import type { Conversations } from '../conversation/conversations.ts';
import type { Engine } from '../engine.ts';
import { leavesOf } from '../group/leaves.ts';
import { expelRevoked } from '../group/revoked.ts';
import { toHex } from '../hex.ts';
import { tables } from '../storage/tables.ts';

/**
 * Somebody has revoked a device of theirs: looks for it in all conversations, once for each link that is heard of. What comes into a conversation later is
 * looked at with the epoch that brings it.
 */
export async function lookForRevoked(
  engine: Engine,
  conversations: Pick<Conversations, 'all'>,
): Promise<void> {
  const { chains, self, store } = engine;
  const others = chains.revoked().filter(({ identity }) => !bytesEqual(identity, self.identity));
  const fresh: { readonly device: Uint8Array; readonly id: string; readonly head: Uint8Array }[] =
    [];
  for (const { identity, device } of others) {
    const id = `revoked/${toHex(identity)}`;
    const head = chains.of(identity)!.head;
    const seen = await store.get({ table: tables.devicesKnown, id });
    if (seen === undefined || !bytesEqual(seen, head)) fresh.push({ device, id, head });
  }
  if (fresh.length === 0) return;
  for (const conversation of conversations.all()) {
    const { state, kind } = conversation.record();
    if (state !== 'active' || kind === 'notes') continue;
    const isHere = await conversation.look(({ group }) => {
      const leaves = leavesOf(engine.mls, group);
      return fresh.some(({ device }) => leaves.ofDevice(device) !== undefined);
    });
    if (isHere) await conversation.change((draft) => expelRevoked(engine, draft));
  }
  const heads = new Map(fresh.map(({ id, head }) => [id, head]));
  await store.write(
    [...heads].map(([id, value]) => ({ put: { table: tables.devicesKnown, id }, value })),
  );
}
