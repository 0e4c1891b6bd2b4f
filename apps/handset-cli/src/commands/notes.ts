import type { HandsetCommand } from '../command.ts';
import { conversationRow } from '../output/conversation-row.ts';
import { messageRow } from '../output/message-row.ts';

export const notes: HandsetCommand = {
  on: 'handset',
  name: 'notes',
  arguments: '[<text|->]',
  summary: 'write to yourself; without a text, show the conversation',
  options: [],
  minArguments: 0,
  maxArguments: 1,
  inputArgument: 0,
  run: async ({ handset, names, arguments: [text], emit, signal }) => {
    const conversation = await handset.notes();
    if (text === undefined) return emit(await conversationRow(names, conversation));
    const message = await handset.send(conversation.id, { text }, { signal });
    await emit(await messageRow(names, message));
  },
};
