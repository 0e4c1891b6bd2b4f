import type { Conversation, Handset, Message } from '@sotto/handset';
import type { HandsetCommand } from '../command.ts';
import { findConversation } from '../find/find-conversation.ts';
import { messageRow } from '../output/message-row.ts';

const pageMessages = 200;

export const history: HandsetCommand = {
  on: 'handset',
  name: 'history',
  arguments: '<conversation>',
  summary: 'print the messages that are stored here, oldest first',
  options: ['limit', 'all', 'mark-read'],
  minArguments: 1,
  maxArguments: 1,
  run: async ({ handset, names, arguments: [text = ''], options, emit, signal }) => {
    const conversation = await findConversation(handset, text);
    const wanted = options.all ? Number.POSITIVE_INFINITY : options.limit;
    let last: Message | undefined;
    for (const message of await newest(handset, conversation, wanted, signal)) {
      await emit(await messageRow(names, message));
      last = message;
    }
    if (options.markRead && last !== undefined) await handset.markRead(conversation.id, last.id);
  },
};

/** The newest messages of a conversation that `wants` takes, at most `wanted`, oldest first. */
export async function newest(
  handset: Handset,
  { id }: Conversation,
  wanted: number,
  signal: AbortSignal,
  wants: (message: Message) => boolean = () => true,
): Promise<readonly Message[]> {
  const found: Message[] = [];
  let before: string | undefined;
  do {
    const page = await handset.history(id, {
      limit: Math.min(wanted, pageMessages),
      signal,
      ...(before === undefined ? {} : { before }),
    });
    found.unshift(...page.messages.filter(wants));
    before = page.before;
  } while (before !== undefined && found.length < wanted);
  return found.length > wanted ? found.slice(-wanted) : found;
}
