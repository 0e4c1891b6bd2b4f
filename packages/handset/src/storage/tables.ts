import type { ConversationId } from '../api.ts';

/**
 * Every table of a handset, what its records are named by, and where their form is. Values are CBOR arrays that begin with a
 * version, except where bytes are kept as they are. Names are blinded by the vault.
 */
export const tables = {
  /** One record, `self`: device key, first link, relay (self-record.ts). */
  self: 'self',
  /** One record, `settings` (self-record.ts). */
  settings: 'settings',
  /** One record, `drops`: how many envelopes were dropped, by reason (self-record.ts). */
  drops: 'drops',
  /** By invite id: invites made here that wait for their Welcome (invite-record.ts). */
  invites: 'invites',
  /** By invite id: acceptances under way (accepting-record.ts). */
  accepting: 'accepting',
  /** By conversation id: what rarely changes (conversation-record.ts). */
  conversations: 'conversations',
  /** By conversation id: what changes with every message (conversation-record.ts). */
  counters: 'counters',
  /** By identity hash (contact-record.ts). */
  contacts: 'contacts',
  /** By `<conversation>/<identity>`: Welcomes that people are still to be told of (owed-welcome.ts). */
  owedWelcomes: 'owed-welcomes',
  /** By `<conversation>/<message>`: Welcomes that came and were not joined by yet (arrived-welcome.ts). */
  arrivedWelcomes: 'arrived-welcomes',
  /** By conversation id: that this person is still to greet in a group that they came into (greeting-record.ts). */
  greetings: 'greetings',
  /** One record, `healing`: what was mended (healing.ts). */
  healing: 'healing',
  /** By address: mailboxes of before, of conversations that this device came into anew (former-mailbox.ts). */
  formerMailboxes: 'former-mailboxes',
  /** By conversation id: that help to come back was asked for (rejoin-record.ts). */
  rejoin: 'rejoin',
  /** By conversation id: what a backup has of a group, until this device is back in it (ticket-record.ts). */
  tickets: 'tickets',
  /** One record, `former`: whose place this device takes (returning-record.ts). */
  returning: 'returning',
  /** `list`: backups that were made; `checkpoint`: one that is being made (backup/book.ts). */
  backups: 'backups',
  /** One record, `key`: what is kept of a paper key (recovery-record.ts). */
  recovery: 'recovery',
  /** By identity hash: device chains as far as they were heard of (chain-record.ts). */
  chains: 'chains',
  /** By device key: devices that are being linked by this one (linking-record.ts). */
  linking: 'linking',
  /** By conversation id: which devices and links it was last found to know of (devices/reconcile.ts). */
  devicesKnown: 'devices-known',
  /** By key: what one's other devices are still to be told, what they told and is not done yet (sync-entry.ts). */
  toSync: 'to-sync',
  toTake: 'to-take',
  /** By key: when the newest word about it was said, by whichever device. */
  synced: 'synced',
  /** By MLS group id: up to where one's other devices have read a conversation (read-mark.ts). */
  readMarks: 'read-marks',
  /** By device key: how a device of one's own is called. */
  deviceNames: 'device-names',
  /** By `<conversation>/<device hex>`: histories that a device is still to be given (export-record.ts). */
  exports: 'exports',
  /** By hash: KeyPackages of this device that were made for others, with their private keys (own-key-package.ts). */
  ownKeyPackages: 'own-key-packages',
  /** By hash: KeyPackages that somebody gave us, to add them to groups (own-key-package.ts). */
  keyPackages: (identity: string) => `key-packages/${identity}`,
  /** By MLS group id: the conversation's (group-records.ts). */
  groups: 'groups',
  /** By the engine's name: the parts of the conversation's MLS state (group-records.ts). */
  mls: (id: ConversationId) => `mls/${id}`,
  /** By ordinal, which is the epoch: envelope key and authenticator (epoch-record.ts). */
  epochs: (id: ConversationId) => `epochs/${id}`,
  /** By device key: how far each other device's frames came (peer-record.ts). */
  peers: (id: ConversationId) => `peers/${id}`,
  /** By ordinal: contents that wait to be encrypted (pending-record.ts). */
  pending: (id: ConversationId) => `pending/${id}`,
  /** By ordinal, which is the sequence number: frames that were sent, for those who missed them (sent-record.ts). */
  sent: (id: ConversationId) => `sent/${id}`,
  /** By ordinal: who else was in the group when messages were sent (audience-record.ts). */
  audiences: (id: ConversationId) => `audiences/${id}`,
  /** By message id: which devices it has still to reach (sent-record.ts). */
  uncovered: (id: ConversationId) => `uncovered/${id}`,
  /** By ordinal: envelopes that no key opens yet (puzzle-record.ts). */
  puzzles: (id: ConversationId) => `puzzles/${id}`,
  /** By ordinal: changes of the group that were asked for (intent-record.ts). */
  intents: (id: ConversationId) => `intents/${id}`,
  /** `commit` and the engine's names: a commit of one's own until it is known which came first (own-commit-record.ts). */
  ownCommit: (id: ConversationId) => `own-commit/${id}`,
  /** By ordinal, in the order of showing (message-record.ts). */
  history: (id: ConversationId) => `history/${id}`,
  /** By message id: the message's ordinal (message-index.ts). */
  index: (id: ConversationId) => `index/${id}`,
  /** By message id: changes of a message that is not here yet; `order`, which came first (waiting-record.ts). */
  waiting: (id: ConversationId) => `waiting/${id}`,
  /** By id of a content of one's own that changed a message: that message's id. */
  contents: (id: ConversationId) => `contents/${id}`,
  /** By message id: empty, for a message that was erased here and must not come again. */
  gone: (id: ConversationId) => `gone/${id}`,
  /** By ordinal, in the order of time: what is to be erased (due-record.ts). */
  due: (id: ConversationId) => `due/${id}`,
  /** `pin`, `offered`, `reading`, `seen`, `leaving`, `told`, `alarms` (network-record.ts); `position`, as bytes (network/kept-log.ts). */
  network: 'network',
  /** One record, `key`: what opens the locker (locker-record.ts). */
  locker: 'locker',
  /** By id: notes and pictures of the locker, sealed under its key (locker-entry.ts). */
  lockerNotes: 'locker-notes',
  lockerPictures: 'locker-pictures',
  /** By `<id>/<number>`: the same of a picture's bytes, in pieces. */
  lockerBytes: 'locker-bytes',
  /** By ordinal, which is its index in the log: an act as it came, and what it counts for (network-entry.ts). */
  networkEntries: 'network-entries',
  /** By ordinal: proofs that the log lied (network-evidence.ts). */
  networkEvidence: 'network-evidence',
  /** One record, `own`; by device: devices that may be wiped from here, and that were commanded to (lost/lost-records.ts). */
  lost: 'lost',
  lostKnown: 'lost-known',
  lostCommands: 'lost-commands',
  /** One record, `last`: what came of the last self-test of the wipe (vault/wipe-test-record.ts). */
  wipeTest: 'wipe-test',
  /** By ordinal, in the order of coming: envelopes that came while the handset was locked (collected-record.ts). A locked handset has this table's keys, so nothing else may be kept here. */
  collected: 'collected',
  /** One record, `cover`: what is known of the cover that lies beside this handset (cover-record.ts). */
  cover: 'cover',
  /** One record, `eraser`: the eraser's clock (due-record.ts). */
  eraser: 'eraser',
  /** By identity: what somebody was told last of their messages (reported-record.ts). */
  reported: (id: ConversationId) => `reported/${id}`,
  /** By message id: posts that failed, kept for `retry` (post-record.ts). */
  failed: (id: ConversationId) => `failed/${id}`,
  /** By `<message id>/<number>`: cleaned pictures, bytes in pieces. */
  pictures: (id: ConversationId) => `pictures/${id}`,
  /** By ordinal: pictures whose upload is not done (upload-record.ts). */
  uploads: (id: ConversationId) => `uploads/${id}`,
  /** By message id: uploads that failed, kept for `retry` (upload-record.ts). */
  failedUploads: (id: ConversationId) => `failed-uploads/${id}`,
  /** By `<message id>/<number>`: sealed pictures until they are at the relay, bytes in pieces. */
  uploadBytes: (id: ConversationId) => `upload-bytes/${id}`,
} as const;
