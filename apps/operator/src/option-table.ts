/** As people type it; its environment variables begin with it too. */
const program = 'sotto-operator';

/** One option: a flag, and an environment variable. */
export interface OptionFacts {
  /** What stands behind the flag, in capitals; a switch has none. */
  readonly value?: string;
  /** May be given several times. */
  readonly many?: true;
  /** May be set in the environment as well: what stays the same on a machine, and never what an act says. */
  readonly environment?: true;
  readonly otherwise?: string;
  readonly about: string;
}

export type OptionName =
  | 'network'
  | 'passphrase-file'
  | 'name'
  | 'key'
  | 'out'
  | 'card'
  | 'threshold'
  | 'role'
  | 'witness'
  | 'witness-quorum'
  | 'relay'
  | 'expires'
  | 'operator-pulse'
  | 'witness-pulse'
  | 'recovery-delay'
  | 'valid'
  | 'add'
  | 'drain'
  | 'drop'
  | 'grade'
  | 'level'
  | 'text'
  | 'for'
  | 'replaces'
  | 'release'
  | 'version'
  | 'digest'
  | 'draft'
  | 'log-key'
  | 'access-key'
  | 'count'
  | 'mailboxes'
  | 'note'
  | 'every'
  | 'charter'
  | 'days'
  | 'yes'
  | 'force';

/** Every option. The flag is the key behind two hyphens, the environment variable, of those that have one, the key in capitals behind `SOTTO_OPERATOR_`. */
export const optionTable: Readonly<Record<OptionName, OptionFacts>> = {
  network: {
    environment: true,
    value: 'FOLDER',
    otherwise: 'network',
    about: 'the folder of the network: its log, and what else this machine knows of it',
  },
  'passphrase-file': {
    environment: true,
    value: 'FILE',
    about: 'its first line is the passphrase; a pipe such as <(pass show ada) will do',
  },
  name: { value: 'NAME', about: 'of the person, the log, or the network' },
  key: { environment: true, value: 'FILE', about: 'your key file' },
  out: { value: 'FILE', about: 'where to write the result' },
  card: { value: 'FILE', many: true, about: 'a person who holds a key; once for each' },
  threshold: {
    value: 'COUNT',
    about: 'how many persons it takes in every role without one of its own',
  },
  role: {
    value: 'ROLE=COUNT:NAME,NAME',
    many: true,
    about:
      'who has a role, and how many of them it takes; others have everybody who is not only in recovery',
  },
  witness: {
    value: '"URL KEY"',
    many: true,
    about: 'a witness: where it is and its verifier key; once for each',
  },
  'witness-quorum': { value: 'COUNT', about: 'how many witnesses must have seen each head' },
  relay: {
    value: 'URL',
    many: true,
    about: 'a relay: to begin with, once for each; or the one that an invite is to',
  },
  expires: {
    value: 'DURATION',
    about: 'until keys and roles expire, or an invite: 365d if absent; in charter as they were',
  },
  'operator-pulse': {
    value: 'DURATION',
    otherwise: '30d',
    about: 'how long the operator may be silent before members are told',
  },
  'witness-pulse': {
    value: 'DURATION',
    otherwise: '2d',
    about: 'how long the witnesses may be silent before members are told',
  },
  'recovery-delay': {
    value: 'DURATION',
    otherwise: '14d',
    about: 'from the announcement of a recovery to its end',
  },
  valid: {
    value: 'DURATION',
    otherwise: '7d',
    about: 'how long the proposal may be signed and logged',
  },
  add: { value: 'URL', many: true, about: 'a relay to add' },
  drain: { value: 'URL', many: true, about: 'a relay that members are to move away from' },
  drop: { value: 'URL', many: true, about: 'a relay that is gone' },
  grade: {
    value: 'GRADE',
    about: 'of the notice: advice, update, stopSending, move or destroyKeys',
  },
  level: {
    value: 'LEVEL',
    about: 'of the freeze: advice, noUpdates, noNewMembers or noSending',
  },
  text: {
    value: 'LANGUAGE=TEXT',
    many: true,
    about: 'what members read, such as en="Move by Friday."; once for each language',
  },
  for: { value: 'DURATION', about: 'how long the notice is shown, or the freeze lasts' },
  replaces: { value: 'NUMBER', about: 'the notice that this one takes the place of' },
  release: { value: 'NAME', about: 'what is released, such as handset-cli' },
  version: { value: 'VERSION', about: 'of what is released' },
  digest: { value: 'HEX', about: 'SHA-256 of the code' },
  draft: { value: 'FILE', about: 'the new charter, as `charter` prints one and you changed it' },
  'log-key': {
    environment: true,
    value: 'FILE',
    about: 'the key file of the log; log.key in the folder of the network if absent',
  },
  'access-key': {
    environment: true,
    value: 'FILE',
    about: 'the key file that signs invites; access.key in the folder of the network',
  },
  count: { value: 'COUNT', otherwise: '1', about: 'how many invites' },
  mailboxes: {
    value: 'COUNT',
    otherwise: '500',
    about: 'how many mailboxes one may have open at a time; a contact takes about three',
  },
  note: {
    value: 'TEXT',
    about: 'kept beside the id, for you alone; a name in it ties the id to a person',
  },
  every: { value: 'DURATION', about: 'go on and do it again after so long, such as 6h' },
  charter: {
    value: 'HEX',
    about: 'the charter hash that you compared with the others; needed the first time',
  },
  days: { value: 'COUNT', otherwise: '30', about: 'how far to look ahead' },
  yes: { about: 'do not ask; for who has read the review before' },
  force: { about: 'do it although it would count for nothing' },
};

/** What every command takes. */
export const commonOptions: readonly OptionName[] = ['network', 'passphrase-file'];

/** `SOTTO_OPERATOR_KEY` for `key`. */
export function environmentName(option: OptionName): string {
  return `${program}-${option}`.toUpperCase().replaceAll('-', '_');
}
