import type { HandsetCommand } from '../command.ts';
import { readDraft } from '../draft/read-draft.ts';
import { findConversation } from '../find/find-conversation.ts';
import { messageRow } from '../output/message-row.ts';
import { sendAndWait } from '../relayed.ts';

export const send: HandsetCommand = {
  on: 'handset',
  name: 'send',
  arguments: '<conversation> <text|->',
  summary: 'send a text, pictures or a poll, and wait until the relay has it',
  options: [
    'picture',
    'caption',
    'reply-to',
    'mention',
    'kind',
    'choice',
    'multiple',
    'closes',
    'view-once',
    'no-wait',
  ],
  minArguments: 1,
  maxArguments: 2,
  inputArgument: 1,
  run: async (context) => {
    const {
      handset,
      names,
      arguments: [name = '', text],
      options,
      emit,
      signal,
    } = context;
    const conversation = await findConversation(handset, name);
    const draft = await readDraft({ handset, conversation, text, options, signal });
    const deliver = () => handset.send(conversation.id, draft, { signal });
    const { noWait, timeoutMs } = options;
    const message = noWait
      ? await deliver()
      : await sendAndWait(handset, deliver, { timeoutMs, signal, emit });
    await emit(await messageRow(names, message));
  },
};
