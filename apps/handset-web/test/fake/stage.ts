import type {
  ConversationId,
  HandsetEvent,
  IdentityId,
  Message,
  MessageId,
  Picture,
} from '@sotto/handset';
import { SottoError } from '@sotto/core';
import type { Held, World } from './world.ts';
import { identity } from './world.ts';

/** What the parts of the fake handset share: the world, and how its changes are told. */
export interface Stage extends World {
  readonly tell: (event: HandsetEvent) => void;
  readonly listen: (signal?: AbortSignal) => AsyncGenerator<HandsetEvent>;
  readonly held: (id: ConversationId) => Held;
  readonly find: (id: ConversationId, message: MessageId) => Message;
  /** Changes a conversation and tells of it. */
  readonly change: (
    id: ConversationId,
    part: Partial<Held['conversation']>,
  ) => Held['conversation'];
  /** Puts a message in, or in the place of the one with its id, and tells of it. */
  readonly put: (message: Message) => Message;
  readonly nameOf: (who: IdentityId) => string;
}

export function createStage(): Stage {
  const listeners = new Set<(event: HandsetEvent) => void>();
  const me = identity('me');
  const stage: Stage = {
    me,
    contacts: new Map(),
    conversations: new Map(),
    tell: (event) => {
      for (const listener of listeners) listener(event);
    },
    listen: async function* (signal) {
      const waiting: HandsetEvent[] = [];
      let wake = (): void => undefined;
      const listener = (event: HandsetEvent): void => {
        waiting.push(event);
        wake();
      };
      listeners.add(listener);
      signal?.addEventListener('abort', () => wake());
      try {
        for (;;) {
          if (signal?.aborted) return;
          const event = waiting.shift();
          if (event) yield event;
          else await new Promise<void>((done) => (wake = done));
        }
      } finally {
        listeners.delete(listener);
      }
    },
    held: (id) => {
      const found = stage.conversations.get(id);
      if (!found) throw new SottoError('CONVERSATION_UNKNOWN', 'There is no such conversation.');
      return found;
    },
    find: (id, message) => {
      const found = stage.held(id).messages.find((one) => one.id === message);
      if (!found) throw new SottoError('MESSAGE_UNKNOWN', 'There is no such message.');
      return found;
    },
    change: (id, part) => {
      const held = stage.held(id);
      held.conversation = { ...held.conversation, ...part };
      stage.tell({ type: 'conversation', conversation: held.conversation, isNew: false });
      return held.conversation;
    },
    put: (message) => {
      const held = stage.held(message.conversation);
      const at = held.messages.findIndex(({ id }) => id === message.id);
      if (at >= 0) held.messages[at] = message;
      else held.messages.push(message);
      const latest = held.messages.at(-1);
      if (latest) held.conversation = { ...held.conversation, latest };
      stage.tell({ type: 'message', message, isNew: at < 0 });
      return message;
    },
    nameOf: (who) => (who === me ? 'Me' : (stage.contacts.get(who)?.name ?? 'Somebody')),
  };
  return stage;
}

/** A picture that is drawn here: two colours and a sun, so that it is seen to be one. */
export async function drawn(width: number, height: number, seed: number): Promise<Picture> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (!context) throw new TypeError('There is no canvas.');
  const hue = (seed * 67) % 360;
  context.fillStyle = `hsl(${hue} 55% 70%)`;
  context.fillRect(0, 0, width, height);
  context.fillStyle = `hsl(${(hue + 40) % 360} 45% 35%)`;
  context.fillRect(0, height * 0.6, width, height);
  context.fillStyle = 'hsl(45 90% 70%)';
  context.beginPath();
  context.arc(width * 0.7, height * 0.3, Math.min(width, height) / 8, 0, 7);
  context.fill();
  const blob = await canvas.convertToBlob({ type: 'image/png' });
  return { bytes: new Uint8Array(await blob.arrayBuffer()), mediaType: 'image/png', width, height };
}
