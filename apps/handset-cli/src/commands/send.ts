import { readFile, stat } from 'node:fs/promises';
import type { Draft } from '@sotto/handset';
import type { HandsetCommand, HandsetContext } from '../command.ts';
import { findConversation } from '../contact.ts';
import { cliError } from '../error.ts';
import { messageRow } from '../output/rows-of.ts';
import { sendAndWait } from '../relayed.ts';

const maxFileBytes = 50 * 1_048_576;

export const send: HandsetCommand = {
  on: 'handset',
  name: 'send',
  arguments: '<contact> <text|->',
  summary: 'send a text, or with --picture a picture, and wait until the relay has it',
  options: ['picture', 'caption', 'no-wait'],
  minArguments: 1,
  maxArguments: 2,
  inputArgument: 1,
  run: async (context) => {
    const {
      handset,
      arguments: [contact = ''],
      options,
      emit,
      signal,
    } = context;
    const draft = await readDraft(context);
    const conversation = await findConversation(handset, contact);
    const deliver = () => handset.send(conversation.id, draft, { signal });
    const { timeoutMs } = options;
    const message = options.noWait
      ? await deliver()
      : await sendAndWait(handset, deliver, { timeoutMs, signal, emit });
    await emit(messageRow(message, conversation.contact.name));
  },
};

async function readDraft({ arguments: [, text], options }: HandsetContext): Promise<Draft> {
  const { picture, caption } = options;
  if (picture === undefined) {
    if (caption !== undefined) throw cliError('CLI_USAGE', '--caption goes with --picture.');
    if (text === undefined)
      throw cliError('CLI_USAGE', 'Say what to send: a text, - or --picture FILE.');
    return { text };
  }
  if (text !== undefined && caption !== undefined) {
    throw cliError('CLI_USAGE', 'With --picture a text is its caption: give one of the two.');
  }
  const bytes = await readPicture(picture);
  const words = text ?? caption;
  return words === undefined ? { picture: bytes } : { picture: bytes, caption: words };
}

async function readPicture(path: string): Promise<Uint8Array> {
  try {
    const facts = await stat(path);
    if (facts.isFile() && facts.size <= maxFileBytes) return await readFile(path);
  } catch (cause) {
    throw cliError('FILE_UNUSABLE', 'The picture cannot be read: is the name right?', { cause });
  }
  throw cliError('FILE_UNUSABLE', 'A picture is a file of at most 50 MiB.');
}
