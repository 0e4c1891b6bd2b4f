import { batch, signal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import type {
  ConnectionState,
  Conversation,
  ConversationId,
  Handset,
  HandsetEvent,
  MessageId,
  Progress,
} from '@sotto/handset';
import { closeChat, onMessage, reloadChat } from './chat.ts';
import { viewed } from './router.ts';
import { say } from './toast.ts';
import { t, tError } from '../strings/language.ts';

/** All conversations, the one with the newest message first. */
export const conversations: Signal<readonly Conversation[]> = signal([]);
export const connection: Signal<ConnectionState> = signal('connecting');
/** Progress of pictures on their way, by message. */
export const progress: Signal<ReadonlyMap<MessageId, Progress>> = signal(new Map());

let following: AbortController | undefined;

/** Reads the list and follows the handset's events until `closeChats`. */
export async function openChats(handset: Handset): Promise<void> {
  closeChats();
  const mine = (following = new AbortController());
  const events = handset.events({ signal: mine.signal });
  conversations.value = await handset.conversations();
  connection.value = (await handset.status()).connection;
  void follow(handset, events, mine.signal);
}

/** Drops everything that was decrypted from memory. */
export function closeChats(): void {
  following?.abort();
  following = undefined;
  batch(() => {
    conversations.value = [];
    progress.value = new Map();
    viewed.value = undefined;
    closeChat();
  });
}

async function follow(
  handset: Handset,
  events: AsyncIterable<HandsetEvent>,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const event of events) await take(handset, event);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

async function take(handset: Handset, event: HandsetEvent): Promise<void> {
  switch (event.type) {
    case 'message':
      onMessage(event.message);
      if (event.message.state !== 'uploading') forgetProgress(event.message.id);
      return refresh(handset, event.message.conversation);
    case 'conversation':
      return put(event.conversation);
    case 'connection':
      connection.value = event.state;
      return;
    case 'progress':
      progress.value = new Map(progress.value).set(event.message, event.progress);
      return;
    case 'clock':
      return say(
        t('clockSkew', { hours: Math.round(Math.abs(event.skewMs) / 3_600_000) }),
        'warning',
      );
    case 'dropped':
      return event.reason === 'replayed' ? undefined : say(t('dropped'), 'warning');
    case 'trouble':
      return say(tError(event.code), 'warning');
    case 'missed':
      conversations.value = await handset.conversations();
      return reloadChat();
    case 'invite':
      return;
  }
}

async function refresh(handset: Handset, id: ConversationId): Promise<void> {
  put(await handset.conversation(id));
}

/** Puts one conversation where its newest message belongs in the list. */
export function put(changed: Conversation): void {
  const others = conversations.value.filter(({ id }) => id !== changed.id);
  conversations.value = [...others, changed].sort((a, b) => newest(b) - newest(a));
}

function newest({ latest, createdAtMs }: Conversation): number {
  return latest?.sentAtMs ?? createdAtMs;
}

function forgetProgress(message: MessageId): void {
  if (!progress.value.has(message)) return;
  const rest = new Map(progress.value);
  rest.delete(message);
  progress.value = rest;
}
