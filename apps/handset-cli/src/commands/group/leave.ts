import type { HandsetCommand } from '../../command.ts';
import { findConversation } from '../../find/find-conversation.ts';
import { conversationRow } from '../../output/conversation-row.ts';
import { askFor } from './on-group.ts';

export const groupLeave: HandsetCommand = {
  on: 'handset',
  name: 'group leave',
  arguments: '<conversation>',
  summary: 'leave a group, or hide a conversation of two for good; the history stays here',
  options: ['no-wait'],
  minArguments: 1,
  maxArguments: 1,
  run: async (context) => {
    const {
      handset,
      arguments: [text = ''],
    } = context;
    const { id } = await findConversation(handset, text);
    await askFor(context, () => handset.leave(id));
  },
};

export const groupForget: HandsetCommand = {
  on: 'handset',
  name: 'group forget',
  arguments: '<conversation>',
  summary: 'remove a conversation that was left, with all its messages, from this handset',
  options: [],
  minArguments: 1,
  maxArguments: 1,
  run: async ({ handset, names, arguments: [text = ''], emit }) => {
    const conversation = await findConversation(handset, text, 'over');
    await handset.forget(conversation.id);
    await emit({ ...(await conversationRow(names, conversation)), forgotten: true });
  },
};
