import type { Message, SearchOptions, SearchPage } from '../api.ts';
import type { Conversations } from '../conversation/conversations.ts';
import type { Engine } from '../engine.ts';
import { roomIn } from '../group/summary.ts';
import { parseHex, toHex } from '../hex.ts';
import { messageView } from '../message/message-view.ts';
import { findMessage } from '../storage/message-index.ts';
import type { Hit } from './search-index.ts';

const defaultLimit = 20;
const maxLimit = 100;

/** One page of what a query finds, as apps see it; newest first. What was erased since it was noted is left out. */
export async function searchMessages(
  engine: Engine,
  conversations: Conversations,
  query: string,
  { conversation, limit = defaultLimit, before, signal }: SearchOptions,
): Promise<SearchPage> {
  const most = Math.max(1, Math.min(Math.floor(limit), maxLimit));
  const from = before === undefined ? undefined : parsePlace(before);
  const hits = await engine.search.find(query, {
    limit: most,
    ...(conversation === undefined ? {} : { conversation }),
    ...(from === undefined ? {} : { before: from }),
    ...(signal === undefined ? {} : { signal }),
  });
  const messages: Message[] = [];
  for (const hit of hits) {
    const found = await findMessage(engine.store, hit.conversation, hit.id);
    const handle = conversations.all().find(({ id }) => id === hit.conversation);
    if (found === undefined || handle === undefined) continue;
    const record = handle.record();
    messages.push(await messageView(engine, record, found.message, roomIn(record.summary)));
  }
  const last = hits.at(-1);
  return last === undefined || hits.length < most
    ? { messages }
    : { messages, before: placeOf(last) };
}

/** Where a page ends, as text. */
function placeOf({ conversation, id, hlc }: Hit): string {
  return [conversation, toHex(id), hlc.physicalMs, hlc.counter].join('.');
}

function parsePlace(text: string): Hit | undefined {
  const [conversation = '', hex = '', physicalMs = '', counter = ''] = text.split('.');
  const id = parseHex(hex, 32);
  if (id === undefined) return undefined;
  const hlc = { physicalMs: Number(physicalMs) || 0, counter: Number(counter) || 0 };
  return { conversation: conversation as Hit['conversation'], id, hlc };
}
