import type { HandsetCommand } from '../command.ts';
import { conversationRow } from '../output/conversation-row.ts';

export const conversations: HandsetCommand = {
  on: 'handset',
  name: 'conversations',
  arguments: '',
  summary: 'list the conversations, the one with the newest message first',
  options: [],
  minArguments: 0,
  maxArguments: 0,
  run: async ({ handset, names, emit }) => {
    for (const conversation of await handset.conversations()) {
      await emit(await conversationRow(names, conversation));
    }
  },
};
