import type { Conversation, GroupChange } from '@sotto/handset';
import { changeAndWait } from '../../changed.ts';
import type { HandsetCommand, HandsetContext } from '../../command.ts';
import { findConversation } from '../../find/find-conversation.ts';
import { conversationRow } from '../../output/conversation-row.ts';

/** A command that changes a conversation for everybody in it. */
export interface GroupCommand extends Pick<
  HandsetCommand,
  'name' | 'summary' | 'options' | 'minArguments' | 'maxArguments'
> {
  /** Behind the conversation, as help shows it. */
  readonly further: string;
  readonly change: (
    context: HandsetContext,
    conversation: Conversation,
    further: readonly string[],
  ) => Promise<GroupChange>;
}

export function onGroup({ further, change, options, ...facts }: GroupCommand): HandsetCommand {
  return {
    ...facts,
    on: 'handset',
    options: [...options, 'no-wait'],
    arguments: `<conversation> ${further}`.trimEnd(),
    run: async (context) => {
      const { arguments: given, handset } = context;
      const [name = '', ...more] = given;
      const conversation = await findConversation(handset, name);
      const wanted = await change(context, conversation, more);
      await askFor(context, () => handset.changeGroup(conversation.id, wanted));
    },
  };
}

/** Asks for a change, waits for it unless the person does not want to, and prints what became of the conversation. */
export async function askFor(
  { handset, names, options, emit, signal }: HandsetContext,
  change: () => Promise<Conversation>,
): Promise<void> {
  const { noWait, timeoutMs } = options;
  const changed = noWait
    ? await change()
    : await changeAndWait(handset, change, { timeoutMs, signal, emit });
  await emit(await conversationRow(names, changed));
}
