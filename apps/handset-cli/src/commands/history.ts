import type { Conversation, Handset, Message } from '@sotto/handset';
import type { HandsetCommand } from '../command.ts';
import { findConversation } from '../contact.ts';
import { messageRow } from '../output/rows-of.ts';

const pageMessages = 200;

export const history: HandsetCommand = {
  on: 'handset',
  name: 'history',
  arguments: '<contact>',
  summary: 'print the messages that are stored here, oldest first',
  options: ['limit', 'all', 'mark-read'],
  minArguments: 1,
  maxArguments: 1,
  run: async ({ handset, arguments: [text = ''], options, emit, signal }) => {
    const conversation = await findConversation(handset, text);
    const wanted = options.all ? Number.POSITIVE_INFINITY : options.limit;
    let last: Message | undefined;
    for (const message of await newest(handset, conversation, wanted, signal)) {
      await emit(messageRow(message, conversation.contact.name));
      last = message;
    }
    if (options.markRead && last !== undefined) await handset.markRead(conversation.id, last.id);
  },
};

/** The newest messages of a conversation, at most `wanted`, oldest first. */
export async function newest(
  handset: Handset,
  { id }: Conversation,
  wanted: number,
  signal: AbortSignal,
): Promise<readonly Message[]> {
  const pages: (readonly Message[])[] = [];
  let left = wanted;
  let before: string | undefined;
  do {
    const page = await handset.history(id, {
      limit: Math.min(left, pageMessages),
      signal,
      ...(before === undefined ? {} : { before }),
    });
    pages.unshift(page.messages);
    left -= page.messages.length;
    before = page.before;
  } while (before !== undefined && left > 0);
  return pages.flat();
}
