import { bytesEqual } from '@sotto/protocol';
import type { ConversationDraft } from '../conversation/draft.ts';
import type { Engine } from '../engine.ts';
import type { IdentityId } from '../api.ts';
import { concat, utf8 } from '../bytes.ts';
import { nextClock } from '../conversation/compose.ts';
import { tellEvents } from '../group/tell-change.ts';
import { toHex } from '../hex.ts';
import { tables } from '../storage/tables.ts';

/**
 * Takes what somebody says of their devices. Two chains that part are evidence that a device of theirs was stolen, or lost its
 * state: it is told, and whatever was known of who they are counts no more. What one's own devices say is known from the notes, and shows that
 * this conversation was told.
 */
export async function takeChain(
  engine: Engine,
  draft: ConversationDraft,
  identity: Uint8Array,
  links: readonly Uint8Array[],
): Promise<void> {
  const { chains, contacts, self } = engine;
  if (bytesEqual(identity, self.identity)) {
    const known = chains.links(self.identity);
    const last = links.at(-1);
    const isLatest =
      links.length === known.length && last !== undefined && bytesEqual(last, known.at(-1)!);
    const head = chains.of(self.identity)?.head;
    if (isLatest && head !== undefined)
      draft.tx.put({ table: tables.devicesKnown, id: `told/${draft.record.id}` }, head);
    return;
  }
  const learned = await chains.learn(draft.tx, identity, links);
  if (learned === 'longer') draft.after(engine.devicesChanged);
  if (learned !== 'forked') return;
  const by = toHex(identity) as IdentityId;
  const told = { seed: concat(utf8('contradicted'), identity), hlc: nextClock(engine, draft) };
  await tellEvents(engine, draft, [{ type: 'device', by, change: 'contradicted' }], told);
  contacts.change(draft.tx, identity, (contact) =>
    contact.compared || contact.vouched ? { ...contact, compared: false, vouched: false } : contact,
  );
  draft.after(() => engine.contactChanged(identity));
}
