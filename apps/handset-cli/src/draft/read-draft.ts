import { composePoll, pollMediaType } from '@sotto/kinds-poll';
import type { Conversation, Draft, Handset, MessageId, PictureDraft } from '@sotto/handset';
import { cliError } from '../error.ts';
import { findMessage } from '../find/find-message.ts';
import { findMembers } from '../find/find-person.ts';
import type { OptionName } from '../option-table.ts';
import type { Options } from '../options.ts';
import { readPicture } from '../read-picture.ts';

export interface DraftContext {
  readonly handset: Handset;
  readonly conversation: Conversation;
  /** The argument behind the conversation. */
  readonly text: string | undefined;
  readonly options: Options;
  readonly signal: AbortSignal;
}

/** What `send` is to send. @throws CLI_USAGE, FILE_UNUSABLE, POLL_INVALID, CONTACT_UNKNOWN, MESSAGE_ABSENT and their like */
export async function readDraft(context: DraftContext): Promise<Draft> {
  const { handset, conversation, options, signal } = context;
  refuseWhatDoesNotFit(context);
  const given = await contentOf(context);
  const content = options.viewOnce ? { ...given, viewOnce: true } : given;
  const { replyTo, mentions } = options;
  const answered: { readonly replyTo?: MessageId } =
    replyTo === undefined
      ? {}
      : { replyTo: (await findMessage(handset, conversation, replyTo, signal)).id };
  if (mentions.length === 0 || !('text' in content)) return { ...content, ...answered };
  const who = await findMembers(handset, conversation, mentions);
  return { ...content, ...answered, mentions: who };
}

function contentOf(context: DraftContext): Draft | Promise<Draft> {
  const { kind, pictures } = context.options;
  if (kind === 'poll') return pollDraft(context);
  return pictures.length > 0 ? pictureDraft(context) : textDraft(context);
}

function pollDraft({ text, options }: DraftContext): Draft {
  const { choices, multiple, closesSeconds } = options;
  if (text === undefined || choices.length < 2) {
    throw cliError('CLI_USAGE', 'A poll is a question and two or more --choice.');
  }
  const closing =
    closesSeconds === undefined ? {} : { closesAtMs: Date.now() + 1_000 * closesSeconds };
  const data = composePoll({ question: text, options: choices, multiple, ...closing });
  return { mediaType: pollMediaType, data };
}

function textDraft({ text }: DraftContext): Draft {
  if (text !== undefined) return { text };
  throw cliError('CLI_USAGE', 'Say what to send: a text, - or --picture FILE.');
}

async function pictureDraft({ text, options }: DraftContext): Promise<Draft> {
  const { pictures, captions } = options;
  const words = text === undefined ? captions : [text];
  const drafts: PictureDraft[] = [];
  for (const [at, path] of pictures.entries()) {
    const caption = words[at] ?? '';
    const picture = await readPicture(path);
    drafts.push(caption === '' ? { picture } : { picture, caption });
  }
  const [first, second] = drafts;
  return first !== undefined && second === undefined ? first : { pictures: drafts };
}

/** Every option goes with something; one that would do nothing is a mistake that is told. */
function refuseWhatDoesNotFit({ text, options }: DraftContext): void {
  const { pictures, captions, mentions } = options;
  if (pictures.length > 0 && mentions.length > 0) {
    throw cliError('CLI_USAGE', '--mention goes with a text.');
  }
  if (pictures.length === 0 && captions.length > 0) throw goesWith('caption', '--picture');
  if (captions.length > pictures.length) {
    throw cliError('CLI_USAGE', 'There are more captions than pictures.');
  }
  if (pictures.length > 0 && text !== undefined && captions.length > 0) {
    throw cliError('CLI_USAGE', 'With --picture a text is its caption: give one of the two.');
  }
  const { kind, choices, multiple, closesSeconds, viewOnce } = options;
  if (kind === 'poll' && viewOnce)
    throw cliError('CLI_USAGE', '--view-once goes with a text or pictures.');
  if (kind === 'poll' && (pictures.length > 0 || mentions.length > 0)) {
    throw cliError('CLI_USAGE', 'A poll has neither pictures nor mentions.');
  }
  if (kind === undefined) {
    if (choices.length > 0) throw goesWith('choice', '--kind poll');
    if (multiple) throw goesWith('multiple', '--kind poll');
    if (closesSeconds !== undefined) throw goesWith('closes', '--kind poll');
  }
}

function goesWith(option: OptionName, other: string): Error {
  return cliError('CLI_USAGE', `--${option} goes with ${other}.`);
}
