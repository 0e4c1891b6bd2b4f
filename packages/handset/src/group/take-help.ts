import type { HelpAside } from '@sotto/protocol';
import { bytesEqual } from '@sotto/protocol';
import type { ConversationDraft } from '../conversation/draft.ts';
import type { Engine } from '../engine.ts';
import { decodeRejoin } from '../storage/rejoin-record.ts';
import { tables } from '../storage/tables.ts';
import { helpKey, parseHelp } from './help.ts';
import type { Leaf } from './leaves.ts';
import { isAdmin } from './room-of.ts';

/** Help that was asked for came: keeps it for the next try. */
export async function takeHelp(
  engine: Engine,
  draft: ConversationDraft,
  sender: Leaf,
  { requestId, kemOutput, sealed }: HelpAside,
): Promise<void> {
  const { id } = draft.record;
  const stored = await draft.tx.get({ table: tables.rejoin, id });
  if (stored === undefined) return;
  const asked = decodeRejoin(stored);
  if (!bytesEqual(asked.requestId, requestId)) return;
  const secret = await engine.crypto.xwing.decapsulate(asked.privateKey, kemOutput);
  const key = await helpKey(engine, secret, requestId);
  const nonce = new Uint8Array(12);
  const box = { key, nonce, associatedData: requestId, data: sealed };
  const opened = await engine.crypto.aeadOpen('AES-256-GCM', box);
  const help = opened && parseHelp(opened);
  if (help === undefined) return draft.drop('malformed');
  const { guides } = asked;
  const isOfAdmin =
    isAdmin(draft.room, draft.leaves, sender.identity) ||
    guides.some((each) => each.isAdmin && bytesEqual(each.identity, sender.identity));
  draft.after(() => {
    engine.chainHeard(help.links);
    engine.helpFor.keep(id, { ...help, isOfAdmin, by: sender.identity, guides });
  });
}
