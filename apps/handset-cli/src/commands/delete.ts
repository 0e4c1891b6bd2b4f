import type { HandsetCommand } from '../command.ts';
import { onMessage } from './on-message.ts';

export const remove: HandsetCommand = onMessage({
  name: 'delete',
  further: [],
  summary: 'remove a message from this handset, or with --everyone one of your own from all',
  options: ['everyone', 'no-wait'],
  isTold: true,
  act: async ({ handset, options, emit }, { id }, message) => {
    await handset.remove(id, message.id, options.everyone ? 'everyone' : 'me');
    const deleted = options.everyone ? 'everyone' : 'here';
    await emit({ type: 'erased', conversation: id, message: message.id, deleted });
  },
});
