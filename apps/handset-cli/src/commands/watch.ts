import type { HandsetEvent, Message } from '@sotto/handset';
import type { HandsetCommand, HandsetContext } from '../command.ts';
import { contactRow, messageRow } from '../output/rows-of.ts';
import type { Row } from '../output/row.ts';
import type { PictureSaver } from '../save-pictures.ts';
import { createPictureSaver } from '../save-pictures.ts';
import { newest } from './history.ts';

export const watch: HandsetCommand = {
  on: 'handset',
  name: 'watch',
  arguments: '',
  summary: 'stay connected and print what arrives, until Ctrl-C; other commands work meanwhile',
  options: ['unread', 'mark-read', 'save-pictures', 'count', 'seconds'],
  minArguments: 0,
  maxArguments: 0,
  serves: true,
  run: async (context) => {
    const { handset, options, emit } = context;
    const enough = new AbortController();
    const limits = [context.signal, enough.signal];
    if (options.seconds !== undefined) limits.push(AbortSignal.timeout(1_000 * options.seconds));
    const signal = AbortSignal.any(limits);
    const saver =
      options.savePictures === undefined
        ? undefined
        : createPictureSaver(handset, options.savePictures, { emit, signal });
    const view = { ...context, signal, saver, names: new Map(), printed: 0, enough };
    // Before the unread ones are read, so that none falls in between.
    const events = handset.events({ signal });
    const seen = options.unread ? await printUnread(view, context.signal) : new Set<string>();
    for await (const event of events) await printEvent(view, event, seen);
    await saver?.finished();
  },
};

interface View extends HandsetContext {
  readonly saver: PictureSaver | undefined;
  /** Names of contacts by conversation. */
  readonly names: Map<string, string>;
  printed: number;
  readonly enough: AbortController;
}

/** Gives the ids of what it printed. Reading is ended by the person alone; enough may be enough before all is printed. */
async function printUnread(view: View, stop: AbortSignal): Promise<Set<string>> {
  const { handset, signal } = view;
  const printed = new Set<string>();
  for (const conversation of await handset.conversations()) {
    if (conversation.unread === 0) continue;
    const received = (message: Message): boolean => !message.mine;
    for (const message of await newest(
      handset,
      conversation,
      conversation.unread,
      stop,
      received,
    )) {
      if (signal.aborted) return printed;
      printed.add(message.id);
      await printMessage(view, message, true);
    }
  }
  return printed;
}

async function printEvent(view: View, event: HandsetEvent, seen: Set<string>): Promise<void> {
  switch (event.type) {
    case 'message':
      if (event.isNew && seen.delete(event.message.id)) return;
      return printMessage(view, event.message, event.isNew);
    case 'conversation':
      view.names.set(event.conversation.id, event.conversation.contact.name);
      return event.isNew || view.options.json
        ? view.emit(contactRow(event.conversation))
        : undefined;
    case 'invite':
      return view.emit({ type: 'invite', id: event.id, state: event.outcome });
    case 'connection':
      return view.emit(event);
    case 'progress':
      return view.emit({ type: 'progress', message: event.message, ...event.progress });
    case 'clock':
    case 'dropped':
    case 'missed':
    case 'trouble':
      return view.emit(noticeOf(event));
  }
}

async function printMessage(view: View, message: Message, isNew: boolean): Promise<void> {
  // For people, a message that changed its state is no news.
  if (!isNew && !view.options.json) return;
  await view.emit(messageRow(message, await nameOf(view, message.conversation), isNew));
  if (!isNew) return;
  if (message.body.kind === 'picture' && !message.mine) view.saver?.add(message);
  if (view.options.markRead && !message.mine) {
    await view.handset.markRead(message.conversation, message.id);
  }
  view.printed += 1;
  if (view.printed === view.options.count) view.enough.abort();
}

async function nameOf({ handset, names }: View, id: Message['conversation']): Promise<string> {
  const known = names.get(id) ?? (await handset.conversation(id)).contact.name;
  names.set(id, known);
  return known;
}

type Remark = Extract<HandsetEvent, { type: 'clock' | 'dropped' | 'missed' | 'trouble' }>;

function noticeOf(event: Remark): Row {
  switch (event.type) {
    case 'clock': {
      const minutes = Math.round(Math.abs(event.skewMs) / 60_000);
      const message = `This machine's clock is ${minutes} minutes off the relay's.`;
      return { type: 'notice', code: 'clock', message };
    }
    case 'dropped':
      return {
        type: 'notice',
        code: 'dropped',
        message: `An envelope was dropped: ${event.reason}.`,
      };
    case 'missed':
      return {
        type: 'notice',
        code: 'missed',
        message: 'Too much happened at once: sotto history has it all.',
      };
    case 'trouble':
      return { type: 'notice', code: event.code, message: `Something needs you: ${event.code}.` };
  }
}
