import { SottoError } from '@sotto/core';
import type { RelayUrl } from '@sotto/core';
import type {
  Contact,
  Conversation,
  Device,
  DeviceId,
  Draft,
  Handset,
  IdentityId,
  Message,
  MessageBody,
  MessageId,
  Settings,
  Status,
  Version,
} from '@sotto/handset';
import type { FakeBackup } from './fake/fake-backup.ts';
import { fakeBackup } from './fake/fake-backup.ts';
import type { FakeNetwork } from './fake/fake-network.ts';
import { fakeLost } from './fake/fake-lost.ts';
import { fakeLocker } from './fake/fake-locker.ts';
import { fakeNetwork } from './fake/fake-network.ts';
import type { Stage } from './fake/stage.ts';
import { createStage, drawn } from './fake/stage.ts';
import { conversationOf, factsOf, happened, identity, memberOf, messageOf } from './fake/world.ts';

export interface FakeHandset extends Handset {
  readonly network: FakeNetwork;
  readonly backup: FakeBackup;
  /** Everything that it holds; tests change it. */
  readonly stage: Stage;
  /** Calls that tests look at, by name. */
  readonly calls: (readonly [string, ...unknown[]])[];
  /** What `status` answers. */
  readonly state: { status: Status };
}

const relay = 'https://relay.example' as RelayUrl;

function deviceOf(byte: string, part: Partial<Device>): Device {
  const id = byte.repeat(32) as DeviceId;
  return { id, name: '', isThis: false, role: 'device', addedAtMs: Date.UTC(2026, 9, 1), ...part };
}

/** A handset in memory that does at once what it is asked for: for looking at screens, and testing parts, without an engine. */
export function fakeHandset(): FakeHandset {
  const stage = createStage();
  const network = fakeNetwork(stage.tell);
  const calls: (readonly [string, ...unknown[]])[] = [];
  const versions = new Map<MessageId, Version[]>();
  let settings: Settings = {
    sendReadReceipts: true,
    sendDeliveryReceipts: true,
    sendTyping: true,
    lockAfterSeconds: 900,
    lockHiddenAfterSeconds: 300,
    collectWhileLocked: true,
    language: '',
  };
  const state: { status: Status } = {
    status: {
      connection: 'online',
      relay,
      relays: [relay],
      queued: 0,
      conversations: 3,
      usedBytes: 12_345_678,
      dropped: { undecryptable: 1, replayed: 2, malformed: 0, forged: 0 },
      healing: { missing: 1, repaired: 4, lost: 2, forksHealed: 0, rejoined: 0 },
      storage: { tampered: [] },
    },
  };
  const devices: Device[] = [deviceOf('ab', { isThis: true }), deviceOf('bc', { name: 'Laptop' })];
  const contactOf = (identity: IdentityId): Contact => {
    const found = stage.contacts.get(identity);
    if (!found) throw new SottoError('CONTACT_UNKNOWN', 'There is no such contact.');
    return found;
  };
  const changeContact = (identity: IdentityId, part: Partial<Contact>): Contact => {
    const contact = { ...contactOf(identity), ...part };
    stage.contacts.set(identity, contact);
    stage.tell({ type: 'contact', contact });
    if (contact.conversation) stage.change(contact.conversation, { contact, name: contact.name });
    return contact;
  };
  const send = (
    conversation: Conversation['id'],
    body: MessageBody,
    part: Partial<Message>,
  ): Message =>
    stage.put(
      messageOf({ conversation, sender: stage.me, senderName: 'Me', mine: true }, body, part),
    );
  const note = (id: Conversation['id'], event: Parameters<typeof happened>[3]): void =>
    void stage.put(happened(id, stage.me, true, event));

  return {
    stage,
    calls,
    state,
    identity: stage.me,
    suggestedName: 'Me',
    relay,
    network,
    locker: fakeLocker(stage.tell),
    lostDevice: fakeLost(stage, identity('Ben Carter'), devices[1]!.id),
    backup: fakeBackup(),
    makeRecoveryKey: async () => {
      const device = 'cd'.repeat(32) as DeviceId;
      devices.push(deviceOf('cd', { id: device, role: 'recovery' }));
      const text = '02C9-KBYM-4Q1R-7VTE-XH2N-8DPA-3FJW-6GS5';
      return { text, qr: `sotto-recovery:${text.replaceAll('-', '')}@${relay}`, relay, device };
    },
    moveTo: async (relays) => {
      if (!relays.every((one) => one.startsWith('https://')))
        throw new SottoError('RELAY_URL_MALFORMED', 'This is no address of a relay.');
      state.status = { ...state.status, relays };
    },
    checkStorage: async (options) => {
      options?.onProgress?.(500, 1_000);
      const { tampered } = state.status.storage;
      state.status = { ...state.status, storage: { tampered, checkedAtMs: Date.now() } };
      return { records: 1_000, isWell: tampered.length === 0 };
    },
    acknowledgeTampering: async () => {
      const storage = { ...state.status.storage, tampered: [] };
      state.status = { ...state.status, storage };
      stage.tell({ type: 'storage', storage });
    },
    joinRelay: async () => undefined,
    createInvite: async () => ({
      id: 'invite' as never,
      link: `${relay}/i#a-secret-of-the-invite`,
      label: '',
      expiresAtMs: Date.now() + 604_800_000,
    }),
    invites: async () => [],
    removeInvite: async () => undefined,
    acceptInvite: async () => {
      throw new SottoError('INVITE_MALFORMED', 'This is no invite link.');
    },
    conversations: async () => [...stage.conversations.values()].map((held) => held.conversation),
    conversation: async (id) => stage.held(id).conversation,
    contacts: async () => [...stage.contacts.values()],
    contact: async (identity) => contactOf(identity),
    rename: async (identity, petname) =>
      changeContact(identity, { name: petname, nameIsMine: true }),
    safetyNumber: async () => ({
      groups: Array.from({ length: 12 }, (_, index) => String(10_000 + index * 7_001)),
      qr: 'the safety number',
    }),
    setVerified: async (identity, verified) =>
      changeContact(identity, { verified: verified ? 'compared' : 'invite' }),
    verifyScanned: async () => true,
    setBlocked: async (identity, blocked) => changeContact(identity, { blocked }),

    createGroup: async (options) => {
      calls.push(['createGroup', options]);
      const conversation = conversationOf({
        kind: 'group',
        name: options.name,
        createdAtMs: Date.now(),
        changesWaiting: options.members.length > 0 ? 1 : 0,
        group: {
          memberCount: 1 + options.members.length,
          myRole: 'admin',
          waitingFor: [],
          membersMayAdd: false,
          editWithinSeconds: 0,
          ...(options.picture ? { picture: options.picture } : {}),
        },
      });
      const me = memberOf({ ...fakeMe(stage.me) }, { isMe: true, role: 'admin' });
      const members = [me, ...options.members.map((one) => memberOf(contactOf(one)))];
      stage.conversations.set(conversation.id, { conversation, messages: [], members });
      stage.tell({ type: 'conversation', conversation, isNew: true });
      note(conversation.id, { type: 'created', by: stage.me });
      return stage.held(conversation.id).conversation;
    },
    members: async (id) => stage.held(id).members,
    changeGroup: async (id, change) => {
      calls.push(['changeGroup', id, change]);
      const held = stage.held(id);
      const { group } = held.conversation;
      const by = stage.me;
      if (change.name !== undefined) {
        stage.change(id, { name: change.name });
        note(id, { type: 'renamed', by, name: change.name });
      }
      if (change.add) {
        held.members = [...held.members, ...change.add.map((one) => memberOf(contactOf(one)))];
        note(id, { type: 'added', by, who: change.add });
      }
      if (change.remove) {
        const gone = new Set(change.remove);
        held.members = held.members.filter(({ identity }) => !gone.has(identity));
        note(id, { type: 'removed', by, who: change.remove });
      }
      for (const { identity, role } of change.roles ?? []) {
        held.members = held.members.map((one) =>
          one.identity === identity ? { ...one, role } : one,
        );
        note(id, { type: 'role', by, who: [identity], role });
      }
      if (change.disappearAfterSeconds !== undefined) {
        stage.change(id, { disappearAfterSeconds: change.disappearAfterSeconds });
        note(id, { type: 'disappearing', by, afterSeconds: change.disappearAfterSeconds });
      }
      if (change.pin) {
        const { message, pinned } = change.pin;
        const others = held.conversation.pinned.filter((one) => one !== message);
        stage.put({ ...stage.find(id, message), pinned });
        stage.change(id, { pinned: pinned ? [...others, message] : others });
      }
      if (group)
        stage.change(id, {
          group: {
            ...group,
            memberCount: held.members.length,
            ...(change.picture === undefined ? {} : { picture: change.picture }),
            ...(change.membersMayAdd === undefined ? {} : { membersMayAdd: change.membersMayAdd }),
          },
        });
      return stage.held(id).conversation;
    },
    leave: async (id) => stage.change(id, { state: 'left' }),
    forget: async (id) => void stage.conversations.delete(id),
    notes: async () => {
      const found = [...stage.conversations.values()].find(
        ({ conversation }) => conversation.kind === 'notes',
      );
      if (found) return found.conversation;
      const conversation = conversationOf({ kind: 'notes' });
      stage.conversations.set(conversation.id, { conversation, messages: [], members: [] });
      return conversation;
    },
    arrange: async (id, change) => {
      calls.push(['arrange', id, change]);
      return stage.change(id, change);
    },

    send: async (id, draft) => {
      calls.push(['send', id, draft]);
      const answered = draft.replyTo && stage.find(id, draft.replyTo);
      return send(id, bodyOf(draft), {
        state: 'relayed',
        ...(answered && {
          replyTo: {
            id: answered.id,
            sender: answered.sender,
            senderName: answered.senderName,
            excerpt: answered.body.kind === 'text' ? answered.body.text : 'Picture',
          },
        }),
      });
    },
    edit: async (id, message, text) => {
      calls.push(['edit', id, message, text]);
      const now = stage.find(id, message);
      const before = versions.get(message) ?? [];
      if (before.length === 0 && now.body.kind === 'text')
        before.push({ text: now.body.text, atMs: now.sentAtMs });
      versions.set(message, [...before, { text, atMs: Date.now() }]);
      return stage.put({ ...now, body: { kind: 'text', text }, editedAtMs: Date.now() });
    },
    react: async (id, message, reaction) => {
      calls.push(['react', id, message, reaction]);
      const now = stage.find(id, message);
      const without = now.reactions
        .map((one) => ({ ...one, mine: false, by: one.by.filter((who) => who !== stage.me) }))
        .filter(({ by }) => by.length > 0);
      const joined = without.find((one) => one.reaction === reaction);
      const added = { reaction, mine: true, by: [...(joined?.by ?? []), stage.me] };
      const reactions =
        reaction === ''
          ? without
          : joined
            ? without.map((one) => (one === joined ? added : one))
            : [...without, added];
      return stage.put({ ...now, reactions });
    },
    remove: async (id, message, whose) => {
      calls.push(['remove', id, message, whose]);
      const held = stage.held(id);
      if (whose === 'everyone') {
        stage.put({ ...stage.find(id, message), body: { kind: 'deleted' }, reactions: [] });
        return;
      }
      held.messages = held.messages.filter((one) => one.id !== message);
      stage.tell({ type: 'erased', conversation: id, message });
    },
    forward: async (id, message, to) => {
      calls.push(['forward', id, message, to]);
      return send(to, stage.find(id, message).body, { forwarded: true, state: 'relayed' });
    },
    message: async (id, message) => stage.find(id, message),
    versions: async (_, message) => versions.get(message) ?? [],
    search: async (query, options = {}) => {
      const words = query.toLowerCase().split(/\s+/).filter(Boolean);
      const messages = [...stage.conversations.values()]
        .flatMap((held) => held.messages)
        .filter(({ conversation }) => [undefined, conversation].includes(options.conversation))
        .filter(({ body }) => {
          const has = body.kind === 'text' ? body.text.toLowerCase().split(/[^\p{L}\p{N}]+/u) : [];
          return words.every((word) => has.some((one) => one.startsWith(word)));
        })
        .sort((a, b) => b.sentAtMs - a.sentAtMs);
      return { messages: messages.slice(0, options.limit ?? 20) };
    },
    typing: (id) => void calls.push(['typing', id]),
    retry: async (id, message) => stage.put({ ...stage.find(id, message), state: 'queued' }),
    history: async (id, { before, limit = 50 } = {}) => {
      const { messages } = stage.held(id);
      const end = before === undefined ? messages.length : Number(before);
      const start = Math.max(0, end - limit);
      const page = { messages: messages.slice(start, end) };
      return start > 0 ? { ...page, before: String(start) } : page;
    },
    markRead: async (id, upTo) => {
      calls.push(['markRead', id, upTo]);
      stage.change(id, { unread: 0, mentions: 0 });
    },
    openOnce: async (id, message) => {
      calls.push(['openOnce', id, message]);
      const found = stage.find(id, message);
      if (found.body.kind !== 'once' || found.body.state === 'opened')
        throw new SottoError('VIEW_ONCE_OPENED', 'It was opened.');
      stage.put({ ...found, body: { ...found.body, state: 'opened' } });
      return { kind: 'text', text: 'The code is 4711' };
    },
    picture: async (id, message, { index = 0 } = {}) => {
      const { body } = stage.find(id, message);
      const facts =
        body.kind === 'pictures' ? body.pictures[index] : body.kind === 'picture' && body;
      if (!facts) throw new SottoError('PICTURE_GONE', 'There is no such picture.');
      return drawn(facts.width, facts.height, index + Number.parseInt(message.slice(4, 8), 16));
    },
    devices: async () => [...devices],
    linkDevice: async (code) => {
      if (!code.startsWith('sotto-device:'))
        throw new SottoError('DEVICE_CODE_MALFORMED', 'This is no code of a device.');
      const device = deviceOf('cd', { name: 'Tablet' });
      devices.push(device);
      return device;
    },
    revokeDevice: async (id) => {
      const at = devices.findIndex((each) => each.id === id);
      devices[at] = { ...devices[at]!, revokedAtMs: Date.UTC(2026, 10, 22) };
      stage.tell({ type: 'devices' });
    },
    settings: async () => settings,
    changeSettings: async (change) => (settings = { ...settings, ...change }),
    status: async () => state.status,
    events: ({ signal } = {}) => stage.listen(signal),
    nudge: () => undefined,
    settled: async () => undefined,
    lock: async () => undefined,
  };
}

function fakeMe(identity: IdentityId): Contact {
  return { identity, name: 'Me', nameIsMine: false, verified: 'compared', blocked: false };
}

function bodyOf(draft: Draft): MessageBody {
  if ('text' in draft) return { kind: 'text', text: draft.text };
  if ('picture' in draft) return { kind: 'picture', ...factsOf(400, 300, draft.caption ?? '') };
  if ('pictures' in draft)
    return {
      kind: 'pictures',
      pictures: draft.pictures.map(({ caption }) => factsOf(400, 300, caption ?? '')),
    };
  return {
    kind: 'custom',
    mediaType: draft.mediaType,
    data: draft.data,
    state: draft.data,
    fallback: 'A poll',
  };
}
