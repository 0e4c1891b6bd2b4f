import { isRelayInvite } from '@sotto/protocol';
import type { HandsetCommand } from '../command.ts';
import { conversationRow } from '../output/conversation-row.ts';
import { cliError } from '../error.ts';
import { settle } from '../relayed.ts';
import { withinTime } from '../within-time.ts';

export const accept: HandsetCommand = {
  on: 'handset',
  name: 'accept',
  arguments: '<link|->',
  summary: 'use an invite link: whoever made it becomes a contact',
  options: ['as'],
  minArguments: 1,
  maxArguments: 1,
  inputArgument: 0,
  run: async ({ handset, names, arguments: [link = ''], options, emit, signal }) => {
    const { timeoutMs } = options;
    if (isRelayInvite(link))
      throw cliError(
        'CLI_USAGE',
        'This is the link of a relay’s operator, not of a contact. Write: sotto join <link|->',
      );
    const petname = options.as === undefined ? {} : { petname: options.as };
    const conversation = await withinTime({ timeoutMs, signal }, (inTime) =>
      handset.acceptInvite(link.trim(), { ...petname, signal: inTime }),
    );
    await emit(await conversationRow(names, conversation));
    await settle(handset, { timeoutMs, signal, emit });
  },
};
