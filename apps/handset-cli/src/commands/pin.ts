import { changeAndWait } from '../changed.ts';
import type { HandsetCommand } from '../command.ts';
import { conversationRow } from '../output/conversation-row.ts';
import { onMessage } from './on-message.ts';

export const pin: HandsetCommand = pinning(
  'pin',
  true,
  'pin a message, for everybody in the conversation',
);
export const unpin: HandsetCommand = pinning(
  'unpin',
  false,
  'take a pinned message down again, for everybody',
);

function pinning(name: string, pinned: boolean, summary: string): HandsetCommand {
  return onMessage({
    name,
    further: [],
    summary,
    options: ['no-wait'],
    isTold: false,
    act: async ({ handset, names, options, emit, signal }, { id }, message) => {
      const ask = () => handset.changeGroup(id, { pin: { message: message.id, pinned } });
      const { noWait, timeoutMs } = options;
      const changed = noWait
        ? await ask()
        : await changeAndWait(handset, ask, { timeoutMs, signal, emit });
      await emit(await conversationRow(names, changed));
    },
  });
}
