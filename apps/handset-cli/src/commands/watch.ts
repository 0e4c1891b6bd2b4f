import type { Conversation, Handset, HandsetEvent, Message, Network } from '@sotto/handset';
import type { HandsetCommand, HandsetContext } from '../command.ts';
import { conversationRow } from '../output/conversation-row.ts';
import type { News } from '../output/network/network-news.ts';
import { newsOf } from '../output/network/network-news.ts';
import { networkRow } from '../output/network/network-row.ts';
import { createNames } from '../output/names.ts';
import { messageRow } from '../output/message-row.ts';
import { contactRow } from '../output/people-rows.ts';
import { storageNews } from '../output/storage-news.ts';
import type { PictureSaver } from '../save-pictures.ts';
import { createPictureSaver } from '../save-pictures.ts';
import { newest } from './history.ts';
import type { SeenMessages } from './watch/seen-messages.ts';
import { createSeenMessages } from './watch/seen-messages.ts';
import type { TypingFilter } from './watch/typing-filter.ts';
import { createTypingFilter } from './watch/typing-filter.ts';
import { noticeOf } from './watch/notice.ts';
import { noteSaved } from '../wipe/saved-files.ts';

export const watch: HandsetCommand = {
  on: 'handset',
  name: 'watch',
  arguments: '',
  summary: 'stay connected and print what arrives, until Ctrl-C; other commands work meanwhile',
  options: ['unread', 'mark-read', 'save-pictures', 'count', 'seconds', 'lock-after'],
  minArguments: 0,
  maxArguments: 0,
  serves: true,
  run: async (context) => {
    const { options } = context;
    const enough = new AbortController();
    const limits = [context.signal, enough.signal];
    if (options.seconds !== undefined) limits.push(AbortSignal.timeout(1_000 * options.seconds));
    const signal = AbortSignal.any(limits);
    const seen = createSeenMessages();
    const typing = createTypingFilter(options.json);
    const counted = { printed: 0 };
    let unlocked: HandsetContext | undefined = context;
    while (unlocked !== undefined) {
      await watchOpen({ ...unlocked, signal, seen, typing, counted, enough }, context.signal);
      // Nothing of it is kept while it is locked.
      seen.clear();
      const handset: Handset | undefined = await context.next?.(signal);
      unlocked = handset && { ...context, handset, names: createNames(handset) };
    }
  },
};

/** Until it is enough, or the handset is locked. */
async function watchOpen(given: Omit<View, 'saver' | 'news'>, stop: AbortSignal): Promise<void> {
  const { handset, options, emit, signal } = given;
  const saver =
    options.savePictures === undefined
      ? undefined
      : createPictureSaver(handset, options.savePictures, {
          note: (file) => noteSaved(given.folder, file),
          ...{ emit, signal },
        });
  // What stands now was told before the command began.
  const told = [
    ...newsOf(await handset.network.view()),
    ...storageNews((await handset.status()).storage),
  ];
  const news = new Set(told.map(({ key }) => key));
  const view = { ...given, saver, news };
  // Before anything is read, so that nothing falls in between.
  const events = handset.events({ signal });
  const conversations = await handset.conversations();
  const unread = options.unread ? await printUnread(view, conversations, stop) : new Set<string>();
  for await (const event of events) await printEvent(view, event, unread);
  await saver?.finished();
}

interface View extends HandsetContext {
  readonly saver: PictureSaver | undefined;
  readonly seen: SeenMessages;
  readonly typing: TypingFilter;
  /** Keys of what was told of the network and of the storage. */
  readonly news: Set<string>;
  readonly counted: { printed: number };
  readonly enough: AbortController;
}

/** Gives the ids of what it printed. Reading is ended by the person alone; enough may be enough before all is printed. */
async function printUnread(
  view: View,
  conversations: readonly Conversation[],
  stop: AbortSignal,
): Promise<Set<string>> {
  const { handset, signal } = view;
  const printed = new Set<string>();
  const counts = (message: Message): boolean => !message.mine && message.body.kind !== 'event';
  for (const conversation of conversations) {
    if (conversation.unread === 0) continue;
    for (const message of await newest(handset, conversation, conversation.unread, stop, counts)) {
      if (signal.aborted) return printed;
      printed.add(message.id);
      await printNew(view, message);
    }
  }
  return printed;
}

async function printEvent(view: View, event: HandsetEvent, unread: Set<string>): Promise<void> {
  const { emit, names } = view;
  switch (event.type) {
    case 'message':
      if (!event.isNew) return printChanged(view, event.message);
      return unread.delete(event.message.id) ? undefined : printNew(view, event.message);
    case 'conversation':
      names.learn(event.conversation);
      // What changes in a conversation is told by messages; for programs, all of it.
      return event.isNew || view.options.json
        ? emit(await conversationRow(names, event.conversation))
        : undefined;
    case 'contact':
      names.learn(event.contact);
      return view.options.json ? emit(contactRow(event.contact)) : undefined;
    case 'invite':
      return emit({ type: 'invite', id: event.id, state: event.outcome });
    case 'connection':
      return emit(event);
    case 'progress':
      return emit({ type: 'progress', message: event.message, ...event.progress });
    case 'typing':
      return printTyping(view, event);
    case 'transfer': {
      const { name } = await names.conversation(event.conversation);
      return emit({ ...event, conversationName: name });
    }
    case 'erased':
      return emit(event);
    case 'network':
      return printNetwork(view, event.network);
    case 'backups':
    case 'devices':
    case 'locker':
      // `sotto backup list` and `sotto devices` list them; the locker is asked by who opens it.
      return;
    case 'storage':
      // To programs it comes as a trouble.
      return view.options.json ? undefined : printNews(view, 'storage', storageNews(event.storage));
    case 'clock':
    case 'dropped':
    case 'missed':
    case 'restored':
      return emit(noticeOf(event));
    case 'trouble':
      // People are told by what comes with it.
      return event.code === 'VAULT_TAMPERED' && !view.options.json
        ? undefined
        : emit(noticeOf(event));
  }
}

/** To people, what is new of it; to programs, all of it. */
async function printNetwork(view: View, network: Network): Promise<void> {
  if (view.options.json) return view.emit(networkRow(network));
  await printNews(view, 'network', newsOf(network));
}

async function printNews({ emit, news }: View, code: string, all: readonly News[]): Promise<void> {
  for (const { key, line } of all) {
    if (news.has(key)) continue;
    news.add(key);
    await emit({ type: 'notice', code, message: line });
  }
}

async function printNew(view: View, message: Message): Promise<void> {
  const { emit, names, options, handset } = view;
  view.seen.add(message);
  await emit(await messageRow(names, message));
  if (message.body.kind === 'event') return;
  if (!message.mine) view.saver?.add(message);
  if (options.markRead && !message.mine) {
    await handset.markRead(message.conversation, message.id);
  }
  view.counted.printed += 1;
  if (view.counted.printed === options.count) view.enough.abort();
}

async function printChanged({ emit, names, seen }: View, message: Message): Promise<void> {
  await emit(await messageRow(names, message, seen.changesOf(message)));
}

async function printTyping(
  { emit, names, typing, handset }: View,
  { conversation, who }: Extract<HandsetEvent, { type: 'typing' }>,
): Promise<void> {
  if (who === handset.identity || !typing.isNews(conversation, who)) return;
  const [{ name }, whoName] = [await names.conversation(conversation), await names.person(who)];
  await emit({ type: 'typing', conversation, conversationName: name, who, whoName });
}
