import type { HandsetCommand } from '../command.ts';
import { contactRow } from '../output/rows-of.ts';
import { settle } from '../relayed.ts';

export const accept: HandsetCommand = {
  on: 'handset',
  name: 'accept',
  arguments: '<link|->',
  summary: 'use an invite link: whoever made it becomes a contact',
  options: ['as'],
  minArguments: 1,
  maxArguments: 1,
  inputArgument: 0,
  run: async ({ handset, arguments: [link = ''], options, emit, signal }) => {
    const conversation = await handset.acceptInvite(link.trim(), {
      signal: AbortSignal.any([signal, AbortSignal.timeout(options.timeoutMs)]),
      ...(options.as === undefined ? {} : { petname: options.as }),
    });
    await emit(contactRow(conversation));
    await settle(handset, { timeoutMs: options.timeoutMs, signal, emit });
  },
};
