import type { HandsetCommand } from '../command.ts';
import { findConversation } from '../find/find-conversation.ts';
import { messageRow } from '../output/message-row.ts';

const pageMessages = 100;

export const search: HandsetCommand = {
  on: 'handset',
  name: 'search',
  arguments: '<words>',
  summary: 'print the messages that hold words beginning with these, newest first',
  options: ['in', 'limit'],
  minArguments: 1,
  maxArguments: 1,
  run: async ({ handset, names, arguments: [words = ''], options, emit, signal }) => {
    const within =
      options.in === undefined
        ? {}
        : { conversation: (await findConversation(handset, options.in)).id };
    let before: string | undefined;
    let left = options.limit;
    do {
      const page = await handset.search(words, {
        ...within,
        limit: Math.min(left, pageMessages),
        signal,
        ...(before === undefined ? {} : { before }),
      });
      for (const message of page.messages) await emit(await messageRow(names, message));
      left -= page.messages.length;
      before = page.messages.length === 0 ? undefined : page.before;
    } while (before !== undefined && left > 0);
  },
};
