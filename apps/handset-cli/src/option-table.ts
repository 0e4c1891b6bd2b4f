/** The name of an option, as in its flag. */
export type OptionName =
  | 'data'
  | 'passphrase-file'
  | 'json'
  | 'timeout'
  | 'relay'
  | 'name'
  | 'as'
  | 'label'
  | 'expires'
  | 'remove'
  | 'picture'
  | 'caption'
  | 'reply-to'
  | 'mention'
  | 'kind'
  | 'choice'
  | 'multiple'
  | 'closes'
  | 'view-once'
  | 'no-wait'
  | 'everyone'
  | 'in'
  | 'member'
  | 'members-may-add'
  | 'edit-within'
  | 'disappear'
  | 'read-receipts'
  | 'delivery-receipts'
  | 'typing'
  | 'limit'
  | 'all'
  | 'unread'
  | 'mark-read'
  | 'save-pictures'
  | 'count'
  | 'seconds'
  | 'lock-after'
  | 'new-passphrase-file'
  | 'locker-passphrase-file'
  | 'now'
  | 'paper-key'
  | 'backup-passphrase-file'
  | 'recipient'
  | 'identity-file'
  | 'no-pictures'
  | 'matches'
  | 'differs';

/** One option: a flag, an environment variable and a line in docs/handset-cli.md. */
export interface OptionFacts {
  /** What stands for the value in help texts; absent for a switch. */
  readonly value?: string;
  readonly about: string;
  /** May be given several times; the environment variable holds one value a line. */
  readonly many?: true;
}

/**
 * Every option. The flag is the key behind two hyphens, the environment variable the key in capitals behind `SOTTO_`. The
 * flag wins. There is none for the passphrase itself: arguments can be read by every user of a machine, and stay in histories.
 */
export const optionTable: Readonly<Record<OptionName, OptionFacts>> = {
  data: { value: 'FOLDER', about: 'the folder of this handset' },
  'passphrase-file': { value: 'FILE', about: 'a file whose first line is the passphrase' },
  json: { about: 'one JSON object a line instead of text' },
  timeout: { value: 'SECONDS', about: 'how long to wait for the relay; 30' },
  relay: {
    value: 'URL',
    about: 'where this handset has its mailboxes; up to 4 relays, so that losing one costs nothing',
    many: true,
  },
  name: { value: 'NAME', about: 'the name that new contacts are offered for you' },
  as: { value: 'NAME', about: 'your own name for the contact' },
  label: { value: 'TEXT', about: 'a note for yourself, such as whom the invite is for' },
  expires: { value: 'DURATION', about: 'how long the invite can be used: 30m, 12h, 7d; 7d' },
  remove: { value: 'ID', about: 'take this invite back' },
  picture: {
    value: 'FILE',
    about: 'a picture: JPEG, PNG or WebP; several times to send several in one message',
    many: true,
  },
  caption: {
    value: 'TEXT',
    about: 'the text under the picture; the first for the first picture, and so on',
    many: true,
  },
  'reply-to': { value: 'MESSAGE', about: 'the message that this answers' },
  mention: {
    value: 'CONTACT',
    about: 'somebody who is told that it is about them; several times for several',
    many: true,
  },
  kind: { value: 'KIND', about: 'what to send instead of a text: poll' },
  choice: { value: 'TEXT', about: 'one of the answers of a poll; 2 to 12 of them', many: true },
  multiple: { about: 'a poll in which everybody may choose several answers' },
  closes: { value: 'DURATION', about: 'how long the poll takes votes: 30m, 12h, 7d; for good' },
  'view-once': { about: 'each receiver sees it once, on one device' },
  'no-wait': { about: 'do not wait until the relay has the message' },
  everyone: { about: 'delete it for everyone, not here alone' },
  in: { value: 'CONVERSATION', about: 'look in this conversation alone' },
  member: {
    value: 'CONTACT',
    about: 'somebody to begin the group with; several times for several',
    many: true,
  },
  'members-may-add': { value: 'on|off', about: 'whether members who are no admins may add others' },
  'edit-within': {
    value: 'DURATION|off',
    about: 'how long after sending a message can be edited; off is always',
  },
  disappear: {
    value: 'DURATION|off',
    about: 'how long after reading new messages disappear; also in a conversation of two',
  },
  'read-receipts': { value: 'on|off', about: 'whether others are told that you read a message' },
  'delivery-receipts': {
    value: 'on|off',
    about: 'whether others are told that a message has arrived',
  },
  typing: {
    value: 'on|off',
    about: 'whether others are told that you are typing, and you of them',
  },
  limit: { value: 'COUNT', about: 'how many messages, the newest ones; 50' },
  all: { about: 'the whole history' },
  unread: { about: 'begin with the messages that were not read yet' },
  'mark-read': { about: 'count what is printed as read, and tell the contact' },
  'save-pictures': { value: 'FOLDER', about: 'save every picture that arrives there' },
  count: { value: 'COUNT', about: 'end after so many messages' },
  seconds: { value: 'SECONDS', about: 'end after so long' },
  'lock-after': {
    value: 'SECONDS',
    about: 'lock when no command used the handset for so long; sotto unlock opens it again',
  },
  'new-passphrase-file': {
    value: 'FILE',
    about: 'a file whose first line is the new passphrase',
  },
  'locker-passphrase-file': {
    value: 'FILE',
    about: 'a file whose first line is the passphrase of the locker',
  },
  now: { about: 'do it without asking again' },
  'paper-key': { about: 'a backup that the key on paper opens, and finds at the relay' },
  'backup-passphrase-file': {
    value: 'FILE',
    about: 'a file whose first line is the passphrase of the backup',
  },
  recipient: {
    value: 'AGE',
    about: 'a backup that this age recipient can open: age1…; several times for several',
    many: true,
  },
  'identity-file': { value: 'FILE', about: 'a file with the age identity that opens the backup' },
  'no-pictures': { about: 'leave pictures out' },
  matches: { about: 'remember that the safety numbers are the same' },
  differs: { about: 'remember that the contact is not verified' },
};

/** What every command takes. */
export const commonOptions: readonly OptionName[] = ['data', 'passphrase-file', 'json', 'timeout'];

export function environmentName(option: OptionName): string {
  return `SOTTO_${option.toUpperCase().replaceAll('-', '_')}`;
}
