import { composeVote, pollMediaType } from '@sotto/kinds-poll';
import type { HandsetCommand } from '../command.ts';
import { cliError } from '../error.ts';
import { findConversation } from '../find/find-conversation.ts';
import { findMessage } from '../find/find-message.ts';
import { messageRow } from '../output/message-row.ts';
import { settle } from '../relayed.ts';

/** Of a poll, and the two arguments before them. */
const maxArguments = 2 + 12;

export const vote: HandsetCommand = {
  on: 'handset',
  name: 'vote',
  arguments: '<conversation> <message> [<number>…]',
  summary: 'choose answers of a poll by their numbers; without one, take your vote back',
  options: ['no-wait'],
  minArguments: 2,
  maxArguments,
  run: async (context) => {
    const { handset, names, arguments: given, options, emit, signal } = context;
    const [name = '', id = '', ...numbers] = given;
    const data = composeVote(numbers.map(indexOf));
    const conversation = await findConversation(handset, name);
    const poll = await findMessage(handset, conversation, id, signal);
    const { body } = poll;
    if (body.kind !== 'custom' || body.mediaType !== pollMediaType) {
      throw cliError('CLI_USAGE', 'This message is no poll.');
    }
    const draft = { mediaType: pollMediaType, data, replyTo: poll.id };
    // An answer is no message of its own: what is given back is the poll.
    const now = await handset.send(conversation.id, draft, { signal });
    await emit(await messageRow(names, now, ['answers']));
    const { noWait, timeoutMs } = options;
    if (!noWait) await settle(handset, { timeoutMs, signal, emit });
  },
};

/** Answers are shown and named from 1. */
function indexOf(text: string): number {
  const number = /^\d{1,2}$/.test(text) ? Number(text) : 0;
  if (number < 1) throw cliError('CLI_USAGE', 'Name the answers of a poll by their numbers.');
  return number - 1;
}
