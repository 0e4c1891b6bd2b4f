import type { HandsetCommand } from '../command.ts';
import { findConversation } from '../find/find-conversation.ts';

export const draft: HandsetCommand = {
  on: 'handset',
  name: 'draft',
  arguments: '<conversation> [<text|->]',
  summary: 'show what was typed and not sent, or keep a text for later; an empty one removes it',
  options: [],
  minArguments: 1,
  maxArguments: 2,
  inputArgument: 1,
  run: async ({ handset, arguments: [conversation = '', text], emit }) => {
    const found = await findConversation(handset, conversation);
    const { id, draft: kept } =
      text === undefined ? found : await handset.arrange(found.id, { draft: text });
    await emit({ type: 'draft', conversation: id, text: kept });
  },
};
