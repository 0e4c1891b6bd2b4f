import { batch, signal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import { isSottoError } from '@sotto/core';
import type {
  ConnectionState,
  Conversation,
  ConversationId,
  Handset,
  HandsetEvent,
  Message,
  MessageId,
  Progress,
} from '@sotto/handset';
import { t, tError } from '../strings/language.ts';
import { closeChat, onErased, onMessage, reloadChat } from './chat.ts';
import { backupsChanged } from './backups.ts';
import { devicesChanged } from './devices.ts';
import { closeMembers, rereadMembers } from './members.ts';
import { closeNetwork, network, openNetwork } from './open-network.ts';
import { closePeople, openPeople, putContact } from './people.ts';
import { forgetPlaces, subject } from './router.ts';
import { closeSearch } from './search.ts';
import { tampered } from './tampering.ts';
import { say } from './toast.ts';
import { closeTransfers, noteTransfer } from './transfers.ts';
import { closeTyping, startedTyping, stoppedTyping } from './typing.ts';

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
  await openPeople(handset);
  await openNetwork(handset);
  conversations.value = sorted(await handset.conversations());
  const status = await handset.status();
  connection.value = status.connection;
  tampered.value = status.storage.tampered;
  void follow(handset, events, mine.signal);
}

/** Drops everything that was decrypted from memory. */
export function closeChats(): void {
  following?.abort();
  following = undefined;
  batch(() => {
    conversations.value = [];
    progress.value = new Map();
    forgetPlaces();
    tampered.value = [];
    closeChat();
    closeMembers();
    closeNetwork();
    closePeople();
    closeSearch();
    closeTransfers();
    closeTyping();
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
      keepSubject(event.message);
      stoppedTyping(event.message.conversation, event.message.sender);
      if (event.message.state !== 'uploading') forgetProgress(event.message.id);
      return refresh(handset, event.message.conversation);
    case 'erased':
      onErased(event.conversation, event.message);
      if (subject.value?.message.id === event.message) subject.value = undefined;
      return refresh(handset, event.conversation);
    case 'conversation':
      put(event.conversation);
      return rereadMembers(event.conversation);
    case 'contact':
      putContact(event.contact);
      return event.contact.conversation && refresh(handset, event.contact.conversation);
    case 'typing':
      return startedTyping(event.conversation, event.who);
    case 'connection':
      connection.value = event.state;
      return;
    case 'progress':
      progress.value = new Map(progress.value).set(event.message, event.progress);
      return;
    case 'devices':
      devicesChanged.value += 1;
      return;
    case 'backups':
      backupsChanged.value += 1;
      return;
    case 'transfer':
      noteTransfer(event.conversation, event);
      if (event.doneMessages === event.totalMessages) await reloadChat();
      return;
    case 'clock':
      return say(
        t('clockSkew', { hours: Math.round(Math.abs(event.skewMs) / 3_600_000) }),
        'warning',
      );
    case 'dropped':
      return event.reason === 'replayed' ? undefined : say(t('dropped'), 'warning');
    case 'trouble':
      // What a line says that stays needs no other that goes.
      return event.code === 'VAULT_TAMPERED' ? undefined : say(tError(event.code), 'warning');
    case 'restored':
      return say(t('restored'), 'warning');
    case 'network':
      network.value = event.network;
      return;
    case 'missed':
      await openPeople(handset);
      await openNetwork(handset);
      conversations.value = sorted(await handset.conversations());
      tampered.value = (await handset.status()).storage.tampered;
      return reloadChat();
    case 'storage':
      tampered.value = event.storage.tampered;
      return;
    case 'invite':
    case 'locker':
      return;
  }
}

async function refresh(handset: Handset, id: ConversationId): Promise<void> {
  try {
    put(await handset.conversation(id));
  } catch (error) {
    if (!isSottoError(error, 'CONVERSATION_UNKNOWN')) throw error;
    drop(id);
  }
}

/** Puts one conversation where its newest message belongs in the list. */
export function put(changed: Conversation): void {
  conversations.value = sorted([
    ...conversations.value.filter(({ id }) => id !== changed.id),
    changed,
  ]);
}

/** Takes out of the list what was removed from this handset. */
export function drop(removed: ConversationId): void {
  conversations.value = conversations.value.filter(({ id }) => id !== removed);
}

/** The notes to oneself first, then by the newest message. */
function sorted(all: readonly Conversation[]): readonly Conversation[] {
  return all.toSorted(
    (a, b) => Number(b.kind === 'notes') - Number(a.kind === 'notes') || newest(b) - newest(a),
  );
}

function newest({ latest, createdAtMs }: Conversation): number {
  return latest?.sentAtMs ?? createdAtMs;
}

/** The message that a screen is about, as it is now. */
function keepSubject(message: Message): void {
  const now = subject.value;
  if (now?.message.id === message.id) subject.value = { ...now, message };
}

function forgetProgress(message: MessageId): void {
  if (!progress.value.has(message)) return;
  const rest = new Map(progress.value);
  rest.delete(message);
  progress.value = rest;
}
