import type { HandsetCommand } from '../../command.ts';
import { findConversation } from '../../find/find-conversation.ts';
import { conversationRow } from '../../output/conversation-row.ts';
import { memberRow } from '../../output/people-rows.ts';

export const groupShow: HandsetCommand = {
  on: 'handset',
  name: 'group show',
  arguments: '<conversation>',
  summary: 'show a group, its settings and its members',
  options: [],
  minArguments: 1,
  maxArguments: 1,
  run: async ({ handset, names, arguments: [text = ''], emit }) => {
    const conversation = await findConversation(handset, text);
    await emit(await conversationRow(names, conversation));
    for (const member of await handset.members(conversation.id)) {
      await emit(memberRow(conversation.id, member));
    }
  },
};
