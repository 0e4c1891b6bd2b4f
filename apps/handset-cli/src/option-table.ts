/** The name of an option, as in its flag. */
export type OptionName =
  | 'data'
  | 'passphrase-file'
  | 'json'
  | 'timeout'
  | 'relay'
  | 'name'
  | 'credit-file'
  | 'as'
  | 'label'
  | 'expires'
  | 'remove'
  | 'picture'
  | 'caption'
  | 'no-wait'
  | 'limit'
  | 'all'
  | 'unread'
  | 'mark-read'
  | 'save-pictures'
  | 'count'
  | 'seconds'
  | 'matches'
  | 'differs';

/** One option: a flag, an environment variable and a line in docs/handset-cli.md. */
export interface OptionFacts {
  /** What stands for the value in help texts; absent for a switch. */
  readonly value?: string;
  readonly about: string;
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
  relay: { value: 'URL', about: 'the relay where this handset has its mailboxes' },
  name: { value: 'NAME', about: 'the name that new contacts are offered for you' },
  as: { value: 'NAME', about: 'your own name for the contact' },
  'credit-file': {
    value: 'FILE',
    about: 'what a relay that admits by credit gave you, in base64url',
  },
  label: { value: 'TEXT', about: 'a note for yourself, such as whom the invite is for' },
  expires: { value: 'DURATION', about: 'how long the invite can be used: 30m, 12h, 7d; 7d' },
  remove: { value: 'ID', about: 'take this invite back' },
  picture: { value: 'FILE', about: 'send a picture: JPEG, PNG or WebP' },
  caption: { value: 'TEXT', about: 'the text under the picture' },
  'no-wait': { about: 'do not wait until the relay has the message' },
  limit: { value: 'COUNT', about: 'how many messages, the newest ones; 50' },
  all: { about: 'the whole history' },
  unread: { about: 'begin with the messages that were not read yet' },
  'mark-read': { about: 'count what is printed as read, and tell the contact' },
  'save-pictures': { value: 'FOLDER', about: 'save every picture that arrives there' },
  count: { value: 'COUNT', about: 'end after so many messages' },
  seconds: { value: 'SECONDS', about: 'end after so long' },
  matches: { about: 'remember that the safety numbers are the same' },
  differs: { about: 'remember that the contact is not verified' },
};

/** What every command takes. */
export const commonOptions: readonly OptionName[] = ['data', 'passphrase-file', 'json', 'timeout'];

export function environmentName(option: OptionName): string {
  return `SOTTO_${option.toUpperCase().replaceAll('-', '_')}`;
}
