import {
  encodeSafetyCode,
  parseSafetyCode,
  safetyCodeMatches,
  safetyNumber,
} from '@sotto/protocol';
import type { IdentityHash } from '@sotto/core';
import { isSottoError } from '@sotto/core';
import type {
  CallOptions,
  Conversation,
  ConversationId,
  Handset,
  Message,
  MessageId,
} from './api.ts';
import type { ConversationDraft, ConversationHandle } from './conversation/conversation.ts';
import type { Conversations } from './conversation/conversations.ts';
import { markRead } from './conversation/mark-read.ts';
import { retryMessage } from './conversation/retry.ts';
import { sendText } from './conversation/send-text.ts';
import { messageView } from './conversation/view.ts';
import type { Engine } from './engine.ts';
import { handsetError } from './error.ts';
import { readPage } from './history/page.ts';
import { acceptInvite } from './invite/accept-invite.ts';
import type { Invites } from './invite/invites.ts';
import { handsetLimits } from './limits.ts';
import { createDownloads } from './pictures/downloads.ts';
import { fetchPicture } from './pictures/fetch-picture.ts';
import { sendPicture } from './pictures/send-picture.ts';
import { createSerial } from './serial.ts';
import type { SettingsBook } from './settings.ts';
import type { MessageRecord } from './storage/message-record.ts';
import type { Sync } from './sync/sync.ts';

export interface HandsetParts {
  readonly engine: Engine;
  readonly sync: Sync;
  readonly conversations: Conversations;
  readonly invites: Invites;
  readonly settings: SettingsBook;
  readonly nudge: () => void;
  /** Looked through after every change of a conversation. */
  readonly settling: Set<() => void>;
  readonly nowMs: () => number;
  readonly lock: () => Promise<void>;
}

/** The public face of a running engine. */
export function createHandset(parts: HandsetParts): Handset {
  const { engine, sync, conversations, invites, settings } = parts;
  const { self, stopping } = engine;
  const accepting = createSerial();
  const downloads = createDownloads(engine);

  const signalOf = (options: CallOptions | undefined): AbortSignal => {
    stopping.throwIfAborted();
    options?.signal?.throwIfAborted();
    return options?.signal ? AbortSignal.any([options.signal, stopping]) : stopping;
  };
  const get = (id: ConversationId): ConversationHandle => {
    stopping.throwIfAborted();
    return conversations.get(id);
  };
  const shown = (conversation: ConversationHandle, message: MessageRecord): Message =>
    messageView(engine, conversation.record(), message);
  const change = async (
    id: ConversationId,
    made: (record: ConversationDraft['record']) => Partial<ConversationDraft['record']>,
  ): Promise<Conversation> => {
    const conversation = get(id);
    await conversation.change(async (draft) => {
      draft.record = { ...draft.record, ...made(draft.record) };
    });
    return conversations.view(conversation);
  };
  const waiting = (): number =>
    conversations
      .all()
      .reduce((sum, each) => sum + each.record().waitingPosts + each.record().waitingUploads, 0);

  return {
    identity: self.id,
    suggestedName: self.suggestedName,
    relay: self.relay,

    createInvite: async (options = {}) => invites.create({ ...options, signal: signalOf(options) }),
    invites: async () => {
      stopping.throwIfAborted();
      return invites.list();
    },
    removeInvite: async (id, options) => {
      signalOf(options);
      await invites.remove(id);
    },
    acceptInvite: async (link, options = {}) => {
      const signal = signalOf(options);
      const petname = checkPetname(options.petname ?? '');
      const conversation = await accepting.run(() =>
        acceptInvite(parts, { link, petname, signal }),
      );
      return conversations.view(conversation);
    },

    conversations: async () => {
      stopping.throwIfAborted();
      const all = await Promise.all(conversations.all().map((each) => conversations.view(each)));
      return all.toSorted((a, b) => newestMs(b) - newestMs(a));
    },
    conversation: async (id) => conversations.view(get(id)),
    rename: async (id, petname) => {
      const checked = checkPetname(petname);
      return change(id, () => ({ petname: checked }));
    },
    safetyNumber: async (id) => {
      const other = get(id).record().contactIdentity as IdentityHash;
      return {
        groups: safetyNumber(self.identity, other).split(' '),
        qr: encodeSafetyCode({ own: self.identity, other }),
      };
    },
    setVerified: (id, verified) => change(id, () => ({ compared: verified })),
    verifyScanned: async (id, qr) => {
      const other = get(id).record().contactIdentity as IdentityHash;
      if (!scannedMatches(qr, self.identity, other)) return false;
      await change(id, () => ({ compared: true }));
      return true;
    },

    send: async (id, draft, options) => {
      const signal = signalOf(options);
      const conversation = get(id);
      const message =
        'text' in draft
          ? await sendText(engine, conversation, draft.text)
          : await sendPicture(engine, conversation, draft, { ...options, signal });
      return shown(conversation, message);
    },
    retry: async (id, messageId) => {
      const conversation = get(id);
      return shown(conversation, await retryMessage(conversation, messageId));
    },
    history: async (id, options = {}) => {
      signalOf(options);
      const conversation = get(id);
      const { messages, before } = await readPage(engine, conversation, options);
      const page = messages.map((message) => shown(conversation, message));
      return before === undefined ? { messages: page } : { messages: page, before };
    },
    markRead: (id, upTo: MessageId) =>
      markRead(engine, get(id), upTo, settings.read().sendReadReceipts),
    picture: async (id, messageId, options = {}) => {
      const signal = signalOf(options);
      return fetchPicture(engine, downloads, get(id), messageId, { ...options, signal });
    },

    settings: async () => {
      stopping.throwIfAborted();
      return settings.read();
    },
    changeSettings: async (made) => {
      stopping.throwIfAborted();
      return settings.change(made);
    },
    status: async () => {
      stopping.throwIfAborted();
      const clockSkewMs = sync.clockSkewMs();
      return {
        connection: sync.state(),
        relay: self.relay,
        queued: waiting(),
        conversations: conversations.all().length,
        usedBytes: await engine.store.usedBytes(),
        ...(clockSkewMs === undefined ? {} : { clockSkewMs }),
        dropped: engine.drops.counts(),
      };
    },

    events: (options) => engine.events.subscribe(options?.signal),
    nudge: () => {
      if (!stopping.aborted) parts.nudge();
    },
    settled: async (options) => {
      const signal = signalOf(options);
      if (waiting() === 0) return;
      await new Promise<void>((resolve, reject) => {
        const look = (): void => {
          if (waiting() > 0) return;
          parts.settling.delete(look);
          signal.removeEventListener('abort', abort);
          resolve();
        };
        const abort = (): void => {
          parts.settling.delete(look);
          reject(signal.reason);
        };
        parts.settling.add(look);
        signal.addEventListener('abort', abort, { once: true });
      });
    },
    lock: parts.lock,
  };
}

function newestMs({ latest, createdAtMs }: Conversation): number {
  return latest?.sentAtMs ?? createdAtMs;
}

/** @throws NAME_TOO_LONG */
function checkPetname(petname: string): string {
  const name = petname.toWellFormed().trim();
  if ([...name].length > handsetLimits.maxPetnameChars)
    throw handsetError('NAME_TOO_LONG', 'The name is too long.');
  return name;
}

function scannedMatches(qr: string, own: IdentityHash, contact: IdentityHash): boolean {
  try {
    return safetyCodeMatches(parseSafetyCode(qr), own, contact);
  } catch (error) {
    if (isSottoError(error, 'SAFETY_CODE_MALFORMED')) return false;
    throw error;
  }
}
