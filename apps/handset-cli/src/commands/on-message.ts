import type { Conversation, Message } from '@sotto/handset';
import type { HandsetCommand, HandsetContext } from '../command.ts';
import { findConversation } from '../find/find-conversation.ts';
import { findMessage } from '../find/find-message.ts';
import { settle } from '../relayed.ts';

/** A command whose first two arguments name a message in a conversation. */
export interface MessageCommand extends Pick<
  HandsetCommand,
  'name' | 'summary' | 'options' | 'inputArgument'
> {
  /** Arguments behind the two, as help shows them; each must be given. */
  readonly further: readonly string[];
  /** Told to others, so that the command waits until the relay has it. */
  readonly isTold: boolean;
  readonly act: (
    context: HandsetContext,
    conversation: Conversation,
    message: Message,
    further: string,
  ) => Promise<void>;
}

export function onMessage({ further, isTold, act, ...facts }: MessageCommand): HandsetCommand {
  const count = 2 + further.length;
  return {
    ...facts,
    on: 'handset',
    arguments: ['<conversation>', '<message>', ...further].join(' '),
    minArguments: count,
    maxArguments: count,
    run: async (context) => {
      const { handset, arguments: given, options, emit, signal } = context;
      const [name = '', id = '', more = ''] = given;
      const conversation = await findConversation(handset, name);
      const message = await findMessage(handset, conversation, id, signal);
      await act(context, conversation, message, more);
      const { noWait, timeoutMs } = options;
      if (isTold && !noWait) await settle(handset, { timeoutMs, signal, emit });
    },
  };
}
