import type { HandsetCommand } from '../command.ts';
import { findConversation } from '../find/find-conversation.ts';
import { memberRow } from '../output/people-rows.ts';

export const members: HandsetCommand = {
  on: 'handset',
  name: 'members',
  arguments: '<conversation>',
  summary: 'list who is in a conversation, with their roles',
  options: [],
  minArguments: 1,
  maxArguments: 1,
  run: async ({ handset, arguments: [text = ''], emit }) => {
    const { id } = await findConversation(handset, text);
    for (const member of await handset.members(id)) await emit(memberRow(id, member));
  },
};
