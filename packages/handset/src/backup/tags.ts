import type { tables } from '../storage/tables.ts';

/** What a record of a backup is, by number: numbers stay what they are in every later version. */
export const tags = {
  self: 1,
  settings: 2,
  contact: 3,
  chain: 4,
  deviceName: 5,
  network: 6,
  networkEntry: 7,
  networkEvidence: 8,
  recovery: 9,
  lockerKey: 10,
  lockerNote: 11,
  lockerPicture: 12,
  lockerPiece: 13,
  facts: 20,
  counters: 21,
  ticket: 22,
  peer: 23,
  message: 24,
  picture: 25,
  audience: 26,
} as const;

export type BackupTag = keyof typeof tags;

/** The parts that a person is told of. */
export const partOfTag: Readonly<Record<BackupTag, string>> = {
  self: 'identity',
  settings: 'settings',
  contact: 'contacts',
  chain: 'contacts',
  deviceName: 'identity',
  network: 'network',
  networkEntry: 'network',
  networkEvidence: 'network',
  recovery: 'identity',
  lockerKey: 'locker',
  lockerNote: 'locker',
  lockerPicture: 'locker',
  lockerPiece: 'locker',
  facts: 'conversations',
  counters: 'conversations',
  ticket: 'conversations',
  peer: 'conversations',
  message: 'messages',
  picture: 'pictures',
  audience: 'messages',
};

/** Records that are counted for the person; the others of their part are beside them. */
export const counted: ReadonlySet<BackupTag> = new Set([
  'self',
  'settings',
  'contact',
  'networkEntry',
  'facts',
  'message',
  'picture',
  'lockerNote',
  'lockerPicture',
]);

/** Of each table of the vault, whether a backup has it, or why it has not. A table that is new does not compile until somebody has thought of it. */
export const tableInBackup: Readonly<Record<keyof typeof tables, BackupTag | Left>> = {
  self: 'self',
  settings: 'settings',
  drops: 'of this device',
  invites: 'secrets of one use',
  accepting: 'under way',
  conversations: 'facts',
  counters: 'counters',
  contacts: 'contact',
  owedWelcomes: 'under way',
  arrivedWelcomes: 'under way',
  greetings: 'under way',
  healing: 'of this device',
  rejoin: 'under way',
  tickets: 'ticket',
  returning: 'under way',
  formerMailboxes: 'secrets of one use',
  chains: 'chain',
  linking: 'under way',
  devicesKnown: 'of this device',
  toSync: 'under way',
  toTake: 'under way',
  synced: 'of this device',
  readMarks: 'of this device',
  deviceNames: 'deviceName',
  exports: 'under way',
  ownKeyPackages: 'secrets of one use',
  keyPackages: 'secrets of one use',
  groups: 'made anew',
  mls: 'ratchets',
  epochs: 'ratchets',
  peers: 'peer',
  pending: 'under way',
  sent: 'of this device',
  uncovered: 'of this device',
  puzzles: 'under way',
  intents: 'under way',
  ownCommit: 'ratchets',
  history: 'message',
  index: 'made anew',
  waiting: 'under way',
  contents: 'of this device',
  gone: 'of this device',
  network: 'network',
  networkEntries: 'networkEntry',
  networkEvidence: 'networkEvidence',
  due: 'disappearing',
  eraser: 'disappearing',
  reported: 'of this device',
  failed: 'under way',
  pictures: 'picture',
  uploads: 'under way',
  failedUploads: 'under way',
  uploadBytes: 'under way',
  backups: 'of this device',
  wipeTest: 'of this device',
  collected: 'under way',
  cover: 'of this device',
  lost: 'of this device',
  lostKnown: 'of this device',
  lostCommands: 'of this device',
  recovery: 'recovery',
  audiences: 'audience',
  locker: 'lockerKey',
  lockerNotes: 'lockerNote',
  lockerPictures: 'lockerPicture',
  lockerBytes: 'lockerPiece',
};

/** Why a table is left out. */
type Left =
  | 'ratchets'
  | 'secrets of one use'
  | 'under way'
  | 'of this device'
  | 'disappearing'
  | 'made anew';
