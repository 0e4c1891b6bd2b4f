import type { HandsetCommand } from '../command.ts';
import { findConversation } from '../find/find-conversation.ts';
import { conversationRow } from '../output/conversation-row.ts';

export const mute: HandsetCommand = muting(
  'mute',
  true,
  'mark a conversation as muted, for apps that notify',
);
export const unmute: HandsetCommand = muting('unmute', false, 'mark a conversation as not muted');

function muting(name: string, muted: boolean, summary: string): HandsetCommand {
  return {
    on: 'handset',
    name,
    arguments: '<conversation>',
    summary,
    options: [],
    minArguments: 1,
    maxArguments: 1,
    run: async ({ handset, names, arguments: [text = ''], emit }) => {
      const { id } = await findConversation(handset, text);
      await emit(await conversationRow(names, await handset.arrange(id, { muted })));
    },
  };
}
