import type { IdentityHash } from '@sotto/core';
import { encodeSafetyCode, safetyNumber } from '@sotto/protocol';
import type {
  BackupApi,
  CallOptions,
  Contact,
  Conversation,
  ConversationId,
  Handset,
  IdentityId,
  LockerApi,
  Message,
  LostDeviceApi,
  NetworkApi,
  PictureOptions,
} from './api.ts';
import { checkPetname } from './contacts/petname.ts';
import { scannedMatches } from './contacts/scanned-matches.ts';
import type { ConversationHandle } from './conversation/conversation.ts';
import type { Conversations } from './conversation/conversations.ts';
import { membersView } from './conversation/view.ts';
import type { Devices } from './devices/devices.ts';
import { contactPayload, settingsPayload } from './devices/payloads.ts';
import { syncKeys } from './devices/sync-keys.ts';
import { tellSiblings } from './devices/tell-siblings.ts';
import type { Engine } from './engine.ts';
import { forgetConversation } from './group/forget-conversation.ts';
import { changeGroup, createGroup } from './group/groups.ts';
import { putIntent } from './group/intents.ts';
import { roomIn } from './group/summary.ts';
import { readPage } from './history/page.ts';
import { inspectable } from './inspect.ts';
import type { Inspectable } from './inspect.ts';
import { acceptInvite } from './invite/accept-invite.ts';
import type { Invites } from './invite/invites.ts';
import { arrange } from './message/arrange.ts';
import { editMessage } from './message/edit-message.ts';
import type { Eraser } from './message/eraser.ts';
import { requireMessage } from './message/find-message.ts';
import { forwardMessage } from './message/forward-message.ts';
import { markRead } from './message/mark-read.ts';
import { messageView, versionsView } from './message/message-view.ts';
import { openOnce } from './message/open-once.ts';
import { reactToMessage } from './message/react-to-message.ts';
import { removeMessage } from './message/remove-message.ts';
import { retryMessage } from './message/retry-message.ts';
import { sendMessage } from './message/send-message.ts';
import type { Typing } from './message/typing.ts';
import { createDownloads } from './pictures/downloads.ts';
import { fetchPicture } from './pictures/fetch-picture.ts';
import { searchMessages } from './search/search-messages.ts';
import { createSerial } from './serial.ts';
import { joinRelay, moveTo } from './sync/change-homes.ts';
import type { StoreHomes } from './sync/change-homes.ts';
import { statusOf } from './status.ts';
import type { StorageWatch } from './storage/check-storage.ts';
import type { ConversationRecord } from './storage/conversation-record.ts';
import type { ContactRecord } from './storage/contact-record.ts';
import type { MessageRecord } from './storage/message-record.ts';
import { beginTransaction } from './storage/transaction.ts';

export interface HandsetParts {
  readonly engine: Engine;
  readonly conversations: Conversations;
  readonly invites: Invites;
  readonly eraser: Eraser;
  readonly typing: Typing;
  readonly nudge: () => void;
  readonly changed: (conversation: ConversationHandle) => void;
  /** Looked through after every change of a conversation. */
  readonly settling: Set<() => void>;
  readonly nowMs: () => number;
  readonly devices: Devices;
  /** The notes, made when there are none. @throws DEVICES_NOT_READY */
  readonly openNotes: () => Promise<ConversationHandle>;
  readonly storeHomes: StoreHomes;
  readonly network: NetworkApi;
  readonly lostDevice: LostDeviceApi;
  readonly locker: LockerApi;
  readonly backup: BackupApi;
  readonly storage: Pick<StorageWatch, 'check' | 'acknowledge'>;
}

/** The public face of a running engine. */
export function createHandset(parts: HandsetParts): Omit<Handset, 'lock'> & Inspectable {
  const { engine, conversations, invites } = parts;
  const { self, stopping, contacts, settings, sync } = engine;
  const { freeze } = engine.network;
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
  /** @throws NETWORK_FROZEN */
  const mayWrite = (id: ConversationId): ConversationHandle => {
    const conversation = get(id);
    freeze.requireSending(conversation.record());
    return conversation;
  };
  const view = (id: ConversationId): Promise<Conversation> => conversations.view(get(id));
  const contactOf = (id: IdentityId): ContactRecord => {
    stopping.throwIfAborted();
    return contacts.require(id);
  };
  const shown = (conversation: ConversationHandle, message: MessageRecord): Promise<Message> => {
    const record = conversation.record();
    return messageView(engine, record, message, roomIn(record.summary));
  };
  const changeContact = async (
    id: IdentityId,
    made: (record: ContactRecord) => ContactRecord,
  ): Promise<Contact> => {
    const { identity } = contactOf(id);
    const tx = beginTransaction(engine.store);
    const changed = contacts.change(tx, identity, made);
    if (changed !== undefined)
      await tellSiblings(engine, tx, syncKeys.contact(identity), contactPayload(changed));
    await tx.commit();
    engine.devicesChanged();
    engine.contactChanged(identity);
    return contacts.view(contacts.require(id));
  };
  const waiting = (): number =>
    conversations
      .all()
      .map((each) => each.record())
      .reduce((sum, record) => sum + record.pending + record.waitingUploads + owed(record), 0) +
    engine.outbox.waiting();
  /** As `waiting`, for asking again and again: what is quick to look at comes first. */
  const isSettled = (): boolean =>
    engine.outbox.waiting() === 0 &&
    !conversations.all().some((each) => each.record().pending + each.record().waitingUploads > 0) &&
    waiting() === 0;
  const owed = ({ kind, state, contactIdentity }: ConversationRecord): number => {
    if (kind !== 'direct' || state !== 'active') return 0;
    return contacts.get(contactIdentity)?.owedKeyPackages ?? 0;
  };
  const pictureOf = (
    conversation: ConversationHandle,
    message: Message['id'],
    options: PictureOptions & { readonly signal: AbortSignal; readonly opening?: boolean },
  ) => fetchPicture(engine, downloads, conversation, message, options);
  const groupParts = { engine, conversations };

  return {
    ...inspectable(engine, get),
    identity: self.id,
    suggestedName: self.suggestedName,
    relay: engine.homes.primary(),
    network: parts.network,
    lostDevice: parts.lostDevice,
    locker: parts.locker,
    backup: parts.backup,
    makeRecoveryKey: async ({ signal = engine.stopping } = {}) => {
      const { makeRecoveryKey } = await import('./recovery/make-recovery-key.ts');
      return makeRecoveryKey(
        { engine, openNotes: parts.openNotes },
        AbortSignal.any([signal, engine.stopping]),
      );
    },
    moveTo: (relays, options) => moveTo(parts, relays, signalOf(options)),
    joinRelay: (link, options) => joinRelay(parts, link, signalOf(options)),

    createInvite: async (options = {}) => {
      const signal = signalOf(options);
      freeze.requireNewMembers();
      return invites.create({ ...options, signal });
    },
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
      freeze.requireNewMembers();
      const petname = checkPetname(options.petname ?? '');
      const given = { engine, sync, conversations, nowMs: parts.nowMs };
      const conversation = await accepting.run(() =>
        acceptInvite(given, { link, petname, signal }),
      );
      return conversations.view(conversation);
    },

    conversations: async () => {
      stopping.throwIfAborted();
      const all = await Promise.all(conversations.all().map((each) => conversations.view(each)));
      return all.toSorted((a, b) => newestMs(b) - newestMs(a));
    },
    conversation: view,
    contacts: async () => {
      stopping.throwIfAborted();
      const all = contacts.all().map((record) => contacts.view(record));
      const rank = ({ conversation }: Contact): number => (conversation === undefined ? 1 : 0);
      return all.toSorted((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
    },
    contact: async (id) => contacts.view(contactOf(id)),
    rename: async (id, petname) => {
      const checked = checkPetname(petname);
      return changeContact(id, (record) => ({ ...record, petname: checked }));
    },
    safetyNumber: async (id) => {
      const other = contactOf(id).identity as IdentityHash;
      return {
        groups: safetyNumber(self.identity, other).split(' '),
        qr: encodeSafetyCode({ own: self.identity, other }),
      };
    },
    setVerified: (id, verified) =>
      changeContact(id, (record) => ({ ...record, compared: verified })),
    verifyScanned: async (id, qr) => {
      const other = contactOf(id).identity as IdentityHash;
      if (!scannedMatches(qr, self.identity, other)) return false;
      await changeContact(id, (record) => ({ ...record, compared: true }));
      return true;
    },
    setBlocked: (id, blocked) => changeContact(id, (record) => ({ ...record, blocked })),

    createGroup: async (options) => {
      if (options.members.length > 0) freeze.requireNewMembers();
      const conversation = await createGroup(groupParts, options, signalOf(undefined));
      return conversations.view(conversation);
    },
    members: (id) => get(id).look(({ group }) => membersView(engine, group)),
    changeGroup: async (id, change) => {
      const conversation = get(id);
      if ((change.add ?? []).length > 0) freeze.requireNewMembers();
      await changeGroup(groupParts, conversation, change, signalOf(undefined));
      return conversations.view(conversation);
    },
    leave: async (id) => {
      const conversation = get(id);
      await conversation.change(async (draft) => {
        const { state } = draft.record;
        if (state === 'active' || state === 'joining') putIntent(draft, { type: 'leave' });
      });
      return conversations.view(conversation);
    },
    forget: async (id) => {
      const conversation = get(id);
      await forgetConversation(engine, conversations.formerMailboxes, conversation);
      parts.eraser.unwatch(id);
      conversations.drop(id);
    },
    notes: async () => {
      stopping.throwIfAborted();
      return conversations.view(await parts.openNotes());
    },
    arrange: async (id, change) => {
      await arrange(engine, get(id), change);
      return view(id);
    },

    send: async (id, draft, options) => {
      const signal = signalOf(options);
      const conversation = mayWrite(id);
      const message = await sendMessage(engine, conversation, draft, { ...options, signal });
      return shown(conversation, message);
    },
    edit: async (id, message, text) => {
      const conversation = mayWrite(id);
      return shown(conversation, await editMessage(engine, conversation, message, text));
    },
    react: async (id, message, reaction) => {
      const conversation = mayWrite(id);
      return shown(conversation, await reactToMessage(engine, conversation, message, reaction));
    },
    remove: (id, message, whose) => removeMessage(engine, get(id), message, whose),
    forward: async (id, message, to, options) => {
      const signal = signalOf(options);
      const target = mayWrite(to);
      const made = await forwardMessage(engine, get(id), message, target, {
        signal,
        pictureOf: (from, of, index) => pictureOf(from, of, { ...options, signal, index }),
      });
      return shown(target, made);
    },
    message: async (id, message) => {
      const conversation = get(id);
      const found = await requireMessage(engine.store, conversation, message);
      return shown(conversation, found.message);
    },
    versions: async (id, message) =>
      versionsView((await requireMessage(engine.store, get(id), message)).message),
    search: async (query, options = {}) => {
      const signal = signalOf(options);
      return searchMessages(engine, conversations, query, { ...options, signal });
    },
    typing: (id) => parts.typing.tell(get(id)),
    retry: async (id, messageId) => {
      const conversation = mayWrite(id);
      const signal = signalOf({});
      const again = await retryMessage(engine, conversation, messageId, {
        signal,
        pictureOf: (from, of, index) => pictureOf(from, of, { signal, index }),
      });
      return shown(conversation, again);
    },
    history: async (id, options = {}) => {
      signalOf(options);
      const conversation = get(id);
      const { messages, before } = await readPage(engine, conversation, options);
      const page = await Promise.all(messages.map((message) => shown(conversation, message)));
      return before === undefined ? { messages: page } : { messages: page, before };
    },
    markRead: (id, upTo) => markRead(engine, get(id), upTo),
    picture: async (id, message, options = {}) =>
      pictureOf(get(id), message, { ...options, signal: signalOf(options) }),

    openOnce: (id, message, options = {}) => {
      const signal = signalOf(options);
      const conversation = get(id);
      return openOnce(engine, conversation, message, {
        signal,
        pictureOf: (index) =>
          pictureOf(conversation, message, { ...options, index, signal, opening: true }),
      });
    },

    settings: async () => {
      stopping.throwIfAborted();
      return settings.read();
    },
    changeSettings: async (made) => {
      stopping.throwIfAborted();
      const changed = await settings.change(made);
      const tx = beginTransaction(engine.store);
      await tellSiblings(engine, tx, syncKeys.settings, settingsPayload(changed));
      await tx.commit();
      engine.devicesChanged();
      return changed;
    },
    status: async () => {
      stopping.throwIfAborted();
      return statusOf(engine, conversations, waiting());
    },

    devices: async () => {
      stopping.throwIfAborted();
      return parts.devices.list();
    },
    linkDevice: async (code, options = {}) => {
      const signal = signalOf(options);
      return parts.devices.link(code, checkPetname(options.name ?? ''), signal);
    },
    revokeDevice: (id, options) => parts.devices.revoke(id, signalOf(options)),

    events: (options) => engine.events.subscribe(options?.signal),
    nudge: () => {
      if (!stopping.aborted) parts.nudge();
    },
    settled: async (options) => {
      const signal = signalOf(options);
      if (isSettled()) return;
      await new Promise<void>((resolve, reject) => {
        const look = (): void => {
          if (!isSettled()) return;
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
    checkStorage: parts.storage.check,
    acknowledgeTampering: parts.storage.acknowledge,
  };
}

function newestMs({ latest, createdAtMs }: Conversation): number {
  return latest?.sentAtMs ?? createdAtMs;
}
