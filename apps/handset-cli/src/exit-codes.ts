/** How `sotto` ends. docs/handset-cli.md lists them; a test holds the two together. */
export const exitCodes = {
  done: 0,
  /** Refused or failed; the sentence on stderr says why. */
  failed: 1,
  usage: 2,
  /** The passphrase is missing, wrong or too short. */
  passphrase: 3,
  /** The relay cannot be reached, or not in time. What was to be sent is queued. */
  relay: 4,
  /** Another program uses this handset's folder. */
  busy: 5,
  /** There is no handset in the folder. */
  absent: 6,
  /** Ctrl-C. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const byErrorCode: ReadonlyMap<string, ExitCode> = new Map([
  ['CLI_USAGE', exitCodes.usage],
  ['PASSPHRASE_MISSING', exitCodes.passphrase],
  ['PASSPHRASE_MISMATCH', exitCodes.passphrase],
  ['PASSPHRASE_TOO_SHORT', exitCodes.passphrase],
  ['PASSPHRASE_WRONG', exitCodes.passphrase],
  ['PASSPHRASES_EQUAL', exitCodes.passphrase],
  ['VAULT_WIPED', exitCodes.passphrase],
  ['LINK_UNREACHABLE', exitCodes.relay],
  ['LINK_CLOSED', exitCodes.relay],
  ['RELAY_TIMEOUT', exitCodes.relay],
  ['NOT_RELAYED', exitCodes.relay],
  ['CHANGE_WAITING', exitCodes.relay],
  ['RELAY_SLOW', exitCodes.relay],
  ['HANDSET_BUSY', exitCodes.busy],
  ['RECORDS_LOCKED', exitCodes.busy],
  ['FOLDER_EMPTY', exitCodes.absent],
  ['HANDSET_ABSENT', exitCodes.absent],
  ['CLI_INTERRUPTED', exitCodes.interrupted],
]);

/** The exit code for an error code; `failed` when it has none of its own. */
export function exitCodeFor(errorCode: string): ExitCode {
  return byErrorCode.get(errorCode) ?? exitCodes.failed;
}
