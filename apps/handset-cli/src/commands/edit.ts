import { messageRow } from '../output/message-row.ts';
import type { HandsetCommand } from '../command.ts';
import { onMessage } from './on-message.ts';

export const edit: HandsetCommand = onMessage({
  name: 'edit',
  further: ['<text|->'],
  summary: 'change the text of a message of your own; the others see that it was changed',
  options: ['no-wait'],
  inputArgument: 2,
  isTold: true,
  act: async ({ handset, names, emit }, { id }, message, text) =>
    emit(await messageRow(names, await handset.edit(id, message.id, text), ['text'])),
});
