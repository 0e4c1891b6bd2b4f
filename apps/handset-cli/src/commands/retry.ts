import type { HandsetCommand } from '../command.ts';
import { messageRow } from '../output/message-row.ts';
import { sendAndWait } from '../relayed.ts';
import { onMessage } from './on-message.ts';

export const retry: HandsetCommand = onMessage({
  name: 'retry',
  further: [],
  summary: 'send a message that failed once more',
  options: ['no-wait'],
  isTold: false,
  act: async ({ handset, names, options, emit, signal }, { id }, { id: message }) => {
    const again = () => handset.retry(id, message);
    const { noWait, timeoutMs } = options;
    const sent = noWait
      ? await again()
      : await sendAndWait(handset, again, { timeoutMs, signal, emit });
    await emit(await messageRow(names, sent));
  },
});
