import type { HandsetCommand } from '../command.ts';
import { messageRow } from '../output/message-row.ts';
import { onMessage } from './on-message.ts';

export const react: HandsetCommand = onMessage({
  name: 'react',
  further: ['<emoji>'],
  summary: 'answer a message with an emoji; an empty one takes it back',
  options: ['no-wait'],
  isTold: true,
  act: async ({ handset, names, emit }, { id }, message, emoji) =>
    emit(await messageRow(names, await handset.react(id, message.id, emoji), ['reactions'])),
});
