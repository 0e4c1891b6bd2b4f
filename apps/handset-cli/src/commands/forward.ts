import type { HandsetCommand } from '../command.ts';
import { findConversation } from '../find/find-conversation.ts';
import { messageRow } from '../output/message-row.ts';
import { sendAndWait } from '../relayed.ts';
import { onMessage } from './on-message.ts';

export const forward: HandsetCommand = onMessage({
  name: 'forward',
  further: ['<to-conversation>'],
  summary: 'send a text or pictures on into another conversation, marked as forwarded',
  options: ['no-wait'],
  isTold: false,
  act: async ({ handset, names, options, emit, signal }, { id }, { id: message }, text) => {
    const to = await findConversation(handset, text);
    const send = () => handset.forward(id, message, to.id, { signal });
    const { noWait, timeoutMs } = options;
    const sent = noWait
      ? await send()
      : await sendAndWait(handset, send, { timeoutMs, signal, emit });
    await emit(await messageRow(names, sent));
  },
});
